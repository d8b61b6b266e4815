"""Notifications as the page draws them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.presenting import ago
from apps.notifications.enums import NotificationKind
from apps.notifications.models import Notification

_TONES = {
    NotificationKind.PATIENT: "urgent",
    NotificationKind.QUESTION: "waiting",
    NotificationKind.TRIAGE: "waiting",
    NotificationKind.REVIEW: "waiting",
    NotificationKind.STEP: "working",
    NotificationKind.MESSAGE: "working",
    NotificationKind.MEETING: "waiting",
    NotificationKind.APPROVAL: "ready",
    NotificationKind.DOCUMENT: "done",
    NotificationKind.WITHDRAWN: "urgent",
    NotificationKind.REMINDER: "waiting",
}


def card(one: Notification) -> dict[str, Any]:
    """One notification; its button opens what it is about and notes that it was read."""
    kind = NotificationKind(one.kind)
    return {
        "title": one.text,
        "status": {"text": kind.label, "tone": _TONES[kind]},
        "age": ago(one.created_at) if one.read_at is None else _("%(when)s, read") % {"when": ago(one.created_at)},
        "urgent": one.is_urgent and one.read_at is None,
        "button": {"text": _("Open"), "action": reverse("notifications:open", args=[one.pk])},
    }

"""An open alert on the home page of who follows it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.alerts.enums import AlertStatus
from apps.alerts.models import Alert
from apps.alerts.presenters.words import age_words, clock_words, examination
from apps.core.clock import now


def open_alert(one: Alert) -> dict[str, Any]:
    """What it waits for, how old it is, and where it stands against its limit."""
    unread = one.status == AlertStatus.UNREAD
    what = _("Nobody has read the report yet.") if unread else _("Read; nobody has said yet what was done.")
    if getattr(one, "call_waits", False):
        what = _("%(what)s A call waits to be made.") % {"what": what}
    return {
        "title": f"{one.category.label}: {examination(one.study)}",
        "what": what,
        "reference": one.reference,
        "age": age_words(one),
        "due": clock_words(one) if one.limit_at else "",
        "overdue": one.was_late_at(now()),
        "button": {"text": _("Open the alert"), "href": reverse("alerts:detail", args=[one.pk])},
    }

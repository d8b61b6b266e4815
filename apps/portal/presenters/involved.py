"""What waits about original readers: for themselves, and for whoever looks after the discussion."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.presenting import ago, due, weekday_date
from apps.meetings.models import AgendaItem, InvolvedReader
from apps.meetings.queries.agendas import shown_title


def to_read(one: InvolvedReader) -> dict[str, Any]:
    """Something about a report of one's own; says nothing of what."""
    meeting, outcome = one.item.meeting, one.outcome_told_at is not None
    return {
        "title": _("Learning meeting of %(day)s") % {"day": weekday_date(meeting.starts_at)},
        "what": _("Read what was concluded, before anybody else does.")
        if outcome
        else _("Read what the room will see, and say whether you will be there."),
        "age": _("told %(when)s") % {"when": ago(one.outcome_told_at or one.told_at)},
        "due": "" if outcome else due(meeting.starts_at),
        "button": {"text": _("Read it"), "href": reverse("meetings:involved", args=[one.pk])},
    }


def to_look_after(item: AgendaItem) -> dict[str, Any]:
    """A case on an agenda of which a reader cannot be told, or has proposed a correction."""
    return {
        "title": shown_title(item.case) or item.case.reference,
        "what": _("A reader cannot be told here, or wants a fact put right."),
        "reference": item.case.reference,
        "age": _("on the agenda %(when)s") % {"when": ago(item.placed_at)},
        "due": due(item.meeting.starts_at),
        "button": {
            "text": _("Original readers"),
            "href": reverse("meetings:readers", args=[item.meeting_id, item.pk]),
        },
    }

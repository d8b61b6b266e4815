"""What the meetings concluded about a case, for the case's own page."""

from typing import Any

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.models import Case
from apps.cases.presenters.panels import Panel
from apps.core.actor import Actor
from apps.core.presenting import date_words, datetime_words, short_date
from apps.meetings.models import AgendaItem
from apps.meetings.presenters.agenda import outcome_words, status_tag
from apps.meetings.queries.involved import kept_until
from apps.meetings.queries.of_case import lines_of_case


def concluded(actor: Actor, case: Case) -> Panel | None:
    """One entry for each meeting that has or had the case; whoever may read the case may read what was concluded."""
    found = lines_of_case(case.pk)
    if not found:
        return None
    return Panel(template="meetings/case_panel.html", content=[_entry(actor, case, item) for item in found])


def _entry(actor: Actor, case: Case, item: AgendaItem) -> dict[str, Any]:
    meeting = item.meeting
    address = (
        f"{meeting.get_absolute_url()}#line-{item.pk}" if may(actor, P.MEETING_VIEW, meeting.access_facts()) else ""
    )
    kept = None if may(actor, P.OUTCOME_RECORD, case.access_facts()) else kept_until(item)
    return {
        "meeting": meeting.title,
        "day": "" if date_words(meeting.starts_at) in meeting.title else short_date(meeting.starts_at),
        "href": address,
        "status": status_tag(item.status),
        "not_quorate": meeting.is_quorate is False,
        "put_off": _("Put off: %(why)s") % {"why": item.closed_reason} if item.closed_reason else "",
        "outcome": None if kept else outcome_words(getattr(item, "outcome", None)),
        "kept": _("What was concluded is for those involved first. You see it from %(when)s.")
        % {"when": datetime_words(kept)}
        if kept
        else "",
    }

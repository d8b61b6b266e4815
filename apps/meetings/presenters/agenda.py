"""Words and buttons of an agenda's lines, and of the cases that may go on it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cases.enums import CaseKind
from apps.cases.models import Case
from apps.cases.presenters.codings import edition_words
from apps.core.presenting import ago, datetime_words
from apps.meetings.enums import AgendaStatus, ConsensusKind, LedBecause, MeetingStatus
from apps.meetings.models import Meeting, Outcome
from apps.meetings.presenters.meetings import Can, minutes_words
from apps.meetings.presenters.reader_note import readers_note
from apps.meetings.queries.agendas import AgendaLine, shown_title

_TONES = {AgendaStatus.OPEN: "waiting", AgendaStatus.DISCUSSED: "done", AgendaStatus.DEFERRED: "stopped"}
# Said beside the leader's name; that the chair leads needs no words.
_SAID = (LedBecause.CHAIR_READ_IT, LedBecause.READER_LED, LedBecause.NOBODY)


def lines(
    meeting: Meeting, found: list[AgendaLine], allowed: Can, more: Mapping[UUID, list[dict[str, Any]]] | None = None
) -> list[dict[str, Any]]:
    """Each line with its words and what may be done with it; `more` holds buttons of the apps above, by case."""
    drawn = [_line(meeting, line, number, len(found), allowed) for number, line in enumerate(found, start=1)]
    for line, one in zip(found, drawn, strict=True):
        one["buttons"] = [*(more or {}).get(line.case_id, []), *one["buttons"]] if line.case_id else one["buttons"]
    return drawn


def _line(meeting: Meeting, line: AgendaLine, number: int, total: int, allowed: Can) -> dict[str, Any]:
    movable = allowed.manage_agenda and meeting.status == MeetingStatus.PLANNED
    is_open = line.status is AgendaStatus.OPEN
    return {
        "id": line.item_id,
        "number": number,
        "title": line.title or _("The copy for the room is not ready"),
        "href": reverse("cases:detail", args=[line.case_id]) if line.case_id else "",
        "reference": line.case_reference,
        "minutes": minutes_words(line.minutes),
        "status": status_tag(line.status),
        "leader": line.leader,
        "leader_note": str(line.led_because.label) if line.led_because in _SAID and line.led_because else "",
        "notes": _notes(meeting, line),
        "outcome": outcome_words(line.outcome),
        "up": movable and number > 1,
        "down": movable and number < total,
        "move_href": reverse("meetings:move-line", args=[meeting.pk, line.item_id]),
        "buttons": _buttons(meeting, line, is_open, allowed),
    }


def _notes(meeting: Meeting, line: AgendaLine) -> list[str]:
    said = []
    # A meeting that was typed in later had no agenda here, and says so once.
    if line.brought_on_the_day and not meeting.was_typed_in_later:
        said.append(_("Not on the agenda beforehand: brought on the day."))
    if line.readers_unknown:
        said.append(_("The original readers are not known. Ask at the start whether somebody here read it."))
    if note := readers_note(meeting.starts_at, line.involved):
        said.append(note)
    if line.kept_until:
        said.append(
            _("What was concluded is for those involved first. You see it from %(when)s.")
            % {"when": datetime_words(line.kept_until)}
        )
    if line.closed_reason:
        said.append(_("Put off: %(why)s") % {"why": line.closed_reason})
    return said


def status_tag(status: str) -> dict[str, str]:
    """Where a case on an agenda stands, as a tag."""
    known = AgendaStatus(status)
    return {"text": str(known.label), "tone": _TONES.get(known, "plain")}


def outcome_words(found: Outcome | None) -> dict[str, Any] | None:
    """What was concluded, in words; None for a deferral, whose reason stands on the line."""
    if found is None or found.consensus_kind == ConsensusKind.DEFERRED:
        return None
    return {
        "kind": str(ConsensusKind(found.consensus_kind).label),
        "words": found.consensus,
        "factors": [row.term.label for row in found.factor_rows.all()],
        "factors_from": list(dict.fromkeys(edition_words(row.term.taxonomy) for row in found.factor_rows.all())),
        "points": [point.text for point in found.learning_points.all()],
    }


def _buttons(meeting: Meeting, line: AgendaLine, is_open: bool, allowed: Can) -> list[dict[str, str]]:
    def page(name: str) -> str:
        return reverse(f"meetings:{name}", args=[meeting.pk, line.item_id])

    found = []
    if allowed.record_outcomes and is_open and line.may_record:
        found.append({"text": _("Record outcome"), "href": page("record-outcome"), "kind": "primary"})
    if allowed.record_outcomes and is_open and line.is_own_report:
        found.append(
            {"text": _("Record outcome"), "note": _("you read a report in this case, so somebody else records it")}
        )
    if allowed.record_outcomes and line.may_record and line.status is AgendaStatus.DISCUSSED:
        found.append({"text": _("Put right"), "href": page("amend-outcome"), "kind": "link"})
    if line.involved:
        found.append({"text": _("Original readers"), "href": page("readers"), "kind": "link"})
    if allowed.manage_agenda and is_open and line.case_id:
        found.append({"text": _("Minutes and leader"), "href": page("change-line"), "kind": "link"})
        found.append({"text": _("Take off"), "href": page("remove-line"), "kind": "link"})
    return found


def case_choice(case: Case) -> tuple[str, str]:
    """A ready case as a choice: the title that the room would see."""
    return str(case.pk), shown_title(case) or case.reference


def case_hint(case: Case) -> str:
    """What helps to choose: reference, kind, and how long it has waited."""
    return _("%(reference)s. %(kind)s. Ready %(ago)s.") % {
        "reference": case.reference,
        "kind": CaseKind(case.kind).label,
        "ago": ago(case.status_since),
    }


def unscreened(case: Case) -> dict[str, Any]:
    """A ready case that cannot go on an agenda yet."""
    return {"reference": case.reference, "hint": case_hint(case), "href": reverse("cases:detail", args=[case.pk])}

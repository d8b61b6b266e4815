"""A meeting and its parts as the caller may see them, for the output serializers."""

from typing import Any

from apps.access.api.reading import person_said
from apps.access.permissions import Permission
from apps.access.policy import may
from apps.core.actor import Actor
from apps.meetings.domain.lifecycle import LIFECYCLE
from apps.meetings.domain.transitions import facts_of
from apps.meetings.enums import MeetingStatus
from apps.meetings.models import Meeting, Outcome
from apps.meetings.queries.agendas import AgendaLine, agenda_for
from apps.meetings.queries.attendance import attendance_counts, attendance_sheet
from apps.meetings.queries.minutes import minutes_left, minutes_used


def row_said(meeting: Meeting, used: int) -> dict[str, Any]:
    """A meeting in a list."""
    return {
        "id": meeting.pk,
        "reference": meeting.reference,
        "department": meeting.department_id,
        "title": meeting.title,
        "starts_at": meeting.starts_at,
        "minutes": meeting.minutes,
        "status": meeting.status,
        "place": meeting.place,
        "minutes_used": used,
        "version": meeting.version,
    }


def meeting_said(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    """A meeting with what the actor can do with it now."""
    used = minutes_used(meeting)
    return row_said(meeting, used) | {
        "overhead_minutes": meeting.overhead_minutes,
        "minutes_per_case": meeting.minutes_per_case,
        "minutes_left": meeting.minutes_for_cases - used,
        "quorum": meeting.quorum,
        "is_quorate": meeting.is_quorate,
        "join_link": meeting.join_link,
        "chair": person_said(meeting.chair),
        "deputy": person_said(meeting.deputy),
        "held_at": meeting.held_at,
        "was_typed_in_later": meeting.was_typed_in_later,
        "cancelled_reason": meeting.cancelled_reason,
        "actions": _actions(actor, meeting),
    }


def _actions(actor: Actor, meeting: Meeting) -> list[dict[str, Any]]:
    """The events that lead out of its state and that this person may ask for."""
    facts, judged = meeting.access_facts(), facts_of(meeting, actor)
    found = []
    for rule in LIFECYCLE.possible(MeetingStatus(meeting.status)):
        if not may(actor, Permission(rule.permission), facts):
            continue
        refused = next((no for guard in rule.guards if (no := guard(judged))), None)
        found.append(
            {
                "event": str(rule.event),
                "label": str(rule.label),
                "possible": refused is None,
                "demands": list(rule.demands),
                "code": refused.code if refused else "",
                "message": str(refused.message) if refused else "",
            }
        )
    return found


def agenda_said(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    """The agenda as this actor may see it."""
    return {
        "meeting": meeting.pk,
        "version": meeting.version,
        "minutes_left": minutes_left(meeting),
        "items": [_line(one) for one in agenda_for(meeting, actor)],
    }


def _line(one: AgendaLine) -> dict[str, Any]:
    return {
        "id": one.item_id,
        "version": one.version,
        "title": one.title,
        "minutes": one.minutes,
        "status": one.status.value,
        "brought_on_the_day": one.brought_on_the_day,
        "closed_reason": one.closed_reason,
        "case": one.case_id,
        "case_reference": one.case_reference,
        "leader": one.leader,
        "led_because": one.led_because.value if one.led_because else None,
    }


def attendance_said(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    """Numbers for everybody, names for those who record attendance."""
    counts = attendance_counts(meeting, actor)
    records = may(actor, Permission.ATTENDANCE_RECORD, meeting.access_facts())
    return {
        "present": counts.present,
        "apologies": counts.apologies,
        "absent": counts.absent,
        "own": counts.own.value if counts.own else None,
        "people": [_attended(one) for one in attendance_sheet(meeting)] if records else None,
        "version": meeting.version,
    }


def _attended(one: Any) -> dict[str, Any]:
    return {
        "person": {"id": one.person_id, "name": one.name},
        "profession": one.profession,
        "role": one.role.value,
        "status": one.status.value if one.status else None,
    }


def outcome_said(outcome: Outcome) -> dict[str, Any]:
    """What was concluded about one case."""
    return {
        "id": outcome.pk,
        "item": outcome.agenda_item_id,
        "case": outcome.agenda_item.case_id,
        "consensus_kind": outcome.consensus_kind,
        "consensus": outcome.consensus,
        "factors": [row.term_id for row in outcome.factor_rows.all()],
        "learning_points": [point.text for point in outcome.learning_points.all()],
        "recorded_at": outcome.recorded_at,
        "recorded_by": person_said(outcome.recorded_by),
        "version": outcome.version,
    }

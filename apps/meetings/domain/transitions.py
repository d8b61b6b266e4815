"""The one place that changes the status of a meeting, and what every change of one asks first."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.core.actor import Actor
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.lifecycle import Rule, missing_demands
from apps.core.presenting import moment_words
from apps.meetings.domain.lifecycle import LIFECYCLE, MeetingFacts, refusal
from apps.meetings.enums import AgendaStatus, MeetingEvent, MeetingStatus
from apps.meetings.errors import MeetingRefused, StaleMeeting
from apps.meetings.models import AgendaItem, Meeting, Outcome
from apps.meetings.queries.visible import meeting_for_change


def require(actor: Actor, permission: P, record: Any) -> None:
    """Raise NotVisible when the actor may not even see the meeting's department, Forbidden when not do this."""
    facts = record.access_facts()
    decision = may(actor, permission, facts)
    if decision:
        return
    if not may(actor, P.MEETING_VIEW, facts):
        raise NotVisible
    raise Forbidden(decision.code, refusal_words(decision.code))


def person_of(actor: Actor) -> UUID:
    """The person behind the actor; raises Forbidden for nobody, who may record nothing."""
    if actor.user_id is None:
        raise Forbidden("not_signed_in", refusal_words("not_signed_in"))
    return actor.user_id


def opened(actor: Actor, meeting_id: UUID, permission: P, expected_version: int | None = None) -> Meeting:
    """The meeting locked for a change; raises NotVisible, Forbidden, StaleMeeting."""
    meeting = meeting_for_change(meeting_id)
    require(actor, permission, meeting)
    check_version(meeting, expected_version)
    return meeting


def check_version(meeting: Meeting, expected_version: int | None) -> None:
    """Raise StaleMeeting when somebody changed the meeting or its agenda since."""
    if expected_version is None or expected_version == meeting.version:
        return
    row = meeting.history.latest()
    raise StaleMeeting(row.actor_name, moment_words(row.history_date), meeting.version)


def facts_of(meeting: Meeting, actor: Actor | None = None, payload: Mapping[str, Any] | None = None) -> MeetingFacts:
    """The facts that the lifecycle's guards judge, now; two queries."""
    return MeetingFacts(
        status=MeetingStatus(meeting.status),
        is_on_a_coming_day=meeting.is_on_a_coming_day,
        outcomes_recorded=Outcome.objects.filter(agenda_item__meeting=meeting).count(),
        cases_still_open=AgendaItem.objects.filter(meeting=meeting, status=AgendaStatus.OPEN).count(),
        may_manage_agenda=actor is None or bool(may(actor, P.AGENDA_MANAGE, meeting.access_facts())),
        payload=dict(payload or {}),
    )


def step(
    *,
    meeting: Meeting,
    event: MeetingEvent,
    actor: Actor,
    payload: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
) -> bool:
    """Set the status that the table gives; the caller fills the columns that go with it, saves and publishes.

    False when the same person already did it: a double click changes nothing. Raises NotVisible, Forbidden,
    StaleMeeting, Invalid (something demanded is missing), MeetingRefused.
    """
    status = MeetingStatus(meeting.status)
    rule = LIFECYCLE.rule(event, status)
    if rule is None:
        require(actor, P.MEETING_VIEW, meeting)
        if _done_by_same(meeting, event, actor):
            return False
        raise _refused(facts_of(meeting, actor, payload), event)
    require(actor, P(rule.permission), meeting)
    check_version(meeting, expected_version)
    _check_demands(rule, payload or {})
    facts = facts_of(meeting, actor, payload)
    if refusal(facts, event):
        raise _refused(facts, event)
    meeting.status = str(rule.target)
    return True


def _check_demands(rule: Rule[Any], payload: Mapping[str, Any]) -> None:
    absent = missing_demands(rule, payload)
    if absent:
        raise Invalid("required", _("Something is missing."), {name: _("This is needed.") for name in absent})


def _refused(facts: MeetingFacts, event: MeetingEvent) -> MeetingRefused:
    refused = refusal(facts, event)
    if refused is None:
        raise AssertionError("asked for a refusal where there is none")
    return MeetingRefused(refused.code, str(refused.message))


def _done_by_same(meeting: Meeting, event: MeetingEvent, actor: Actor) -> bool:
    """True for a repeat by the same person; a repeat by another is refused with the first one's name."""
    if all(rule.target != meeting.status for rule in LIFECYCLE.rules if rule.event == event):
        return False
    first = _first_row_in_this_state(meeting)
    if first is None:
        return False
    if first.history_user_id == actor.user_id:
        return True
    raise MeetingRefused(
        "already_done",
        _("%(by)s already did this at %(at)s.") % {"by": first.actor_name, "at": moment_words(first.history_date)},
    )


def _first_row_in_this_state(meeting: Meeting) -> Any:
    """The version row with which the meeting came into its present state."""
    first = None
    for row in meeting.history.order_by("-version")[:200]:
        if row.status != meeting.status:
            break
        first = row
    return first

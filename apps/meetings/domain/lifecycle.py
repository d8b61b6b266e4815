"""The meeting's lifecycle as one table: buttons, the API's actions and the tests all read it.

Pure: no database, no request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.access.permissions import Permission as P
from apps.core.lifecycle import Lifecycle, Refusal, Rule
from apps.meetings.enums import MeetingEvent as E
from apps.meetings.enums import MeetingStatus as S

# The refusal of a cancellation that the chair or a deputy must do.
NEEDS_AGENDA = "agenda_not_empty"


@dataclass(frozen=True, kw_only=True)
class MeetingFacts:
    """What the guards judge. `payload` is what came with the event."""

    status: S
    is_on_a_coming_day: bool = False
    outcomes_recorded: int = 0
    cases_still_open: int = 0
    may_manage_agenda: bool = True
    payload: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def its_day_has_come(facts: MeetingFacts) -> Refusal | None:
    """A meeting of next week has not been held."""
    if not facts.is_on_a_coming_day:
        return None
    return Refusal(
        "not_yet",
        _("This meeting is on a coming day, so it cannot be recorded as held. If it was earlier, move it first."),
    )


def nothing_was_recorded(facts: MeetingFacts) -> Refusal | None:
    """A meeting with outcomes was held; there is nothing to take back."""
    if facts.outcomes_recorded == 0:
        return None
    return Refusal("outcomes_recorded", _("Outcomes were recorded at this meeting, so it was held."))


def cases_can_be_put_back(facts: MeetingFacts) -> Refusal | None:
    """Cancelling sends the cases back to be scheduled again, which only those who manage the agenda may do."""
    if facts.cases_still_open == 0 or facts.may_manage_agenda:
        return None
    return Refusal(
        NEEDS_AGENDA,
        _("There are cases on this agenda. Ask the chair or deputy to cancel it, or to take the cases off first."),
    )


def _rule(event: E, sources: set[S], target: S, permission: P, **more: Any) -> Rule[MeetingFacts]:
    return Rule(
        event=event, sources=frozenset(sources), target=target, permission=permission, label=event.label, **more
    )


_AHEAD = {S.PLANNED, S.AGENDA_LOCKED}

LIFECYCLE: Lifecycle[MeetingFacts] = Lifecycle(
    initial=S.PLANNED,
    rules=(
        _rule(E.LOCK, {S.PLANNED}, S.AGENDA_LOCKED, P.AGENDA_MANAGE),
        _rule(E.REOPEN_AGENDA, {S.AGENDA_LOCKED}, S.PLANNED, P.AGENDA_MANAGE),
        _rule(E.HOLD, _AHEAD, S.HELD, P.ATTENDANCE_RECORD, guards=(its_day_has_come,)),
        _rule(E.MOVE, {S.PLANNED}, S.PLANNED, P.MEETING_SCHEDULE, demands=("starts_at",)),
        _rule(E.MOVE, {S.AGENDA_LOCKED}, S.AGENDA_LOCKED, P.MEETING_SCHEDULE, demands=("starts_at",)),
        _rule(
            E.CANCEL, _AHEAD, S.CANCELLED, P.MEETING_SCHEDULE,
            guards=(cases_can_be_put_back,), demands=("reason",),
        ),
        _rule(
            E.TAKE_BACK, {S.HELD}, S.AGENDA_LOCKED, P.AGENDA_MANAGE,
            guards=(nothing_was_recorded,), demands=("reason",),
        ),
    ),
)  # fmt: skip


def wrong_state(event: E, status: S) -> Refusal:
    """The refusal for an event that the table does not have in that state."""
    return Refusal(
        "wrong_state",
        _("The meeting is “%(status)s”, so “%(event)s” is not possible. Open the meeting again to see what is.")
        % {"status": status.label, "event": event.label},
    )


def refusal(facts: MeetingFacts, event: E) -> Refusal | None:
    """Why the event cannot happen now; None when it can."""
    return LIFECYCLE.refusal(event, facts.status, facts, lambda: wrong_state(event, facts.status))


def permitted(facts: MeetingFacts) -> list[Rule[MeetingFacts]]:
    """The rules that could be used now, leaving aside what has yet to be typed."""
    return [rule for rule in LIFECYCLE.possible(facts.status) if all(guard(facts) is None for guard in rule.guards)]

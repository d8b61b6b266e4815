"""The meeting's table: every state with every event, reachability, and what each guard says."""

import pytest

from apps.access.permissions import Permission as P
from apps.meetings.domain.lifecycle import LIFECYCLE, MeetingFacts, permitted, refusal
from apps.meetings.enums import MeetingEvent as E
from apps.meetings.enums import MeetingStatus as S

# The whole table, written out once more by hand: state -> event -> state afterwards.
MOVES: dict[S, dict[E, S]] = {
    S.PLANNED: {E.LOCK: S.AGENDA_LOCKED, E.HOLD: S.HELD, E.MOVE: S.PLANNED, E.CANCEL: S.CANCELLED},
    S.AGENDA_LOCKED: {
        E.REOPEN_AGENDA: S.PLANNED,
        E.HOLD: S.HELD,
        E.MOVE: S.AGENDA_LOCKED,
        E.CANCEL: S.CANCELLED,
    },
    S.HELD: {E.TAKE_BACK: S.AGENDA_LOCKED},
    S.CANCELLED: {},
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("event", list(E))
def test_event_in_state_leads_where_the_table_says_or_is_refused(status: S, event: E) -> None:
    rule = LIFECYCLE.rule(event, status)
    refused = refusal(MeetingFacts(status=status), event)

    target = MOVES[status].get(event)

    assert (rule.target if rule else None) == target
    assert (refused.code if refused else None) == (None if target else "wrong_state")


def test_every_state_is_reached_and_only_cancelled_is_final() -> None:
    assert LIFECYCLE.reachable() == frozenset(S)
    assert [status for status in S if not LIFECYCLE.possible(status)] == [S.CANCELLED]


def test_each_event_needs_its_permission() -> None:
    needed = {rule.event: rule.permission for rule in LIFECYCLE.rules}

    assert needed == {
        E.LOCK: P.AGENDA_MANAGE,
        E.REOPEN_AGENDA: P.AGENDA_MANAGE,
        E.HOLD: P.ATTENDANCE_RECORD,
        E.MOVE: P.MEETING_SCHEDULE,
        E.CANCEL: P.MEETING_SCHEDULE,
        E.TAKE_BACK: P.AGENDA_MANAGE,
    }


@pytest.mark.parametrize(
    ("facts", "event", "code"),
    [
        (MeetingFacts(status=S.PLANNED, is_on_a_coming_day=True), E.HOLD, "not_yet"),
        (MeetingFacts(status=S.HELD, outcomes_recorded=1), E.TAKE_BACK, "outcomes_recorded"),
        (MeetingFacts(status=S.PLANNED, cases_still_open=1, may_manage_agenda=False), E.CANCEL, "agenda_not_empty"),
        (MeetingFacts(status=S.PLANNED, cases_still_open=1, may_manage_agenda=True), E.CANCEL, None),
        (MeetingFacts(status=S.PLANNED, cases_still_open=0, may_manage_agenda=False), E.CANCEL, None),
    ],
    ids=["held_tomorrow", "take_back_with_outcomes", "cancel_with_cases", "chair_cancels", "cancel_empty"],
)
def test_guard_refuses_with_its_code(facts: MeetingFacts, event: E, code: str | None) -> None:
    refused = refusal(facts, event)

    assert (refused.code if refused else None) == code


def test_buttons_are_the_rules_that_no_guard_refuses() -> None:
    tomorrow = MeetingFacts(status=S.PLANNED, is_on_a_coming_day=True)

    assert [rule.event for rule in permitted(tomorrow)] == [E.LOCK, E.MOVE, E.CANCEL]

"""What the clock does about an escalation, as a table: who had it since when, what was done, what is due."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.cases.domain.passing_on import due_step
from apps.cases.enums import EscalationStatus as S
from apps.cases.enums import EscalationStepKind as K
from apps.cases.queries.escalation_order import Timing

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
USUAL = Timing(remind=timedelta(hours=4), hand_over=timedelta(hours=24))

# status, hours since the turn began, hours since it was taken on, steps taken in this turn, what is due
TABLE = {
    "new": (S.RAISED, 0, None, (), None),
    "a second before the reminder": (S.RAISED, 3.999, None, (), None),
    "at the reminder": (S.RAISED, 4, None, (), K.REMIND_TAKE_ON),
    "reminded": (S.RAISED, 12, None, (K.REMIND_TAKE_ON,), None),
    "at the hand-over": (S.RAISED, 24, None, (K.REMIND_TAKE_ON,), K.HAND_OVER),
    "the system was down for both": (S.RAISED, 300, None, (), K.HAND_OVER),
    "the order is at its end": (S.RAISED, 300, None, (K.REMIND_TAKE_ON, K.TELL_ALL), None),
    "taken on lately": (S.ACKNOWLEDGED, 30, 3, (K.REMIND_TAKE_ON,), None),
    "taken on, nothing recorded": (S.ACKNOWLEDGED, 30, 4, (K.REMIND_TAKE_ON,), K.REMIND_RECORD),
    "taken on and reminded": (S.ACKNOWLEDGED, 40, 23, (K.REMIND_RECORD,), None),
    "taken on a day ago": (S.ACKNOWLEDGED, 60, 24, (K.REMIND_RECORD,), K.TELL_ALL),
    "everybody was told": (S.ACKNOWLEDGED, 90, 60, (K.REMIND_RECORD, K.TELL_ALL), None),
    "done": (S.DONE, 300, 290, (), None),
}


@pytest.mark.parametrize("case", TABLE)
def test_the_step_that_is_due(case: str) -> None:
    status, since, taken_on, taken, wanted = TABLE[case]
    moment = BEGAN + timedelta(hours=since)

    due = due_step(
        status=status,
        turn_began_at=BEGAN,
        acknowledged_at=moment - timedelta(hours=taken_on) if taken_on is not None else None,
        taken=taken,
        timing=USUAL,
        moment=moment,
    )

    assert (due.kind if due else None) == wanted
    assert due is None or due.at <= moment


@pytest.mark.parametrize(
    ("timing", "wanted"),
    [
        (Timing(None, None), None),
        (Timing(None, timedelta(hours=1)), K.HAND_OVER),
        (Timing(timedelta(hours=1), None), K.REMIND_TAKE_ON),
    ],
)
def test_what_a_department_switched_off_is_never_due(timing: Timing, wanted: K | None) -> None:
    due = due_step(
        status=S.RAISED, turn_began_at=BEGAN, acknowledged_at=None, taken=(), timing=timing,
        moment=BEGAN + timedelta(days=30),
    )  # fmt: skip

    assert (due.kind if due else None) == wanted

"""Where the duty of candour stands, when it can be closed, and what is said about days: as tables."""

import inspect
from datetime import date

import pytest

from apps.governance.domain import candour
from apps.governance.domain.candour import Facts, Step, flags, local_limits, standing, why_not_closed
from apps.governance.enums import Decision, PhysicalHarm, PsychologicalHarm, Standing, StepKind

DAY = date(2026, 3, 2)
D, S, K = Decision, Standing, StepKind


def steps(*kinds: StepKind, apology: bool | None = True) -> tuple[Step, ...]:
    return tuple(
        Step(kind=kind, done_on=DAY.replace(day=2 + place), apology_given=apology if kind is K.IN_PERSON else None)
        for place, kind in enumerate(kinds)
    )


@pytest.mark.parametrize(
    ("decision", "kinds", "expected"),
    [
        (D.UNDECIDED, (), S.UNDECIDED),
        (D.UNDECIDED, (K.IN_PERSON,), S.UNDECIDED),
        (D.NOT_MET, (), S.NOT_MET),
        (D.NOT_MET, (K.IN_PERSON, K.WRITTEN), S.NOT_MET),
        (D.MET, (), S.OWED),
        (D.MET, (K.SUPPORT,), S.OWED),
        (D.MET, (K.IN_PERSON,), S.TOLD),
        (D.MET, (K.WRITTEN,), S.OWED),
        (D.MET, (K.IN_PERSON, K.WRITTEN), S.WRITTEN),
        (D.MET, (K.WRITTEN, K.IN_PERSON), S.WRITTEN),
        (D.MET, (K.REFUSED,), S.UNREACHED),
        (D.MET, (K.FAILED, K.WRITTEN), S.WRITTEN),
        (D.MET, (K.FAILED, K.IN_PERSON), S.TOLD),
    ],
)
def test_standing_follows_the_decision_and_the_steps(
    decision: Decision, kinds: tuple[StepKind, ...], expected: Standing
) -> None:
    assert standing(Facts(decision=decision, decided_on=DAY, steps=steps(*kinds))) is expected


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (Facts(), "undecided"),
        (Facts(decision=D.NOT_MET), None),
        (Facts(decision=D.MET), "not_told"),
        (Facts(decision=D.MET, steps=steps(K.WRITTEN)), "not_told"),
        (Facts(decision=D.MET, steps=steps(K.IN_PERSON, apology=False)), "no_apology"),
        (Facts(decision=D.MET, steps=steps(K.IN_PERSON)), "not_written"),
        (Facts(decision=D.MET, steps=steps(K.IN_PERSON, K.WRITTEN)), None),
        (Facts(decision=D.MET, steps=steps(K.REFUSED)), None),
        (Facts(decision=D.MET, steps=steps(K.FAILED)), None),
        (Facts(decision=D.MET, steps=steps(K.IN_PERSON, K.WRITTEN), is_closed=True), "already_done"),
    ],
)
def test_closing_needs_what_the_regulation_names(facts: Facts, code: str | None) -> None:
    refused = why_not_closed(facts)

    assert (refused.code if refused else None) == code


def test_steps_out_of_order_are_flagged_and_count_all_the_same() -> None:
    late = Facts(decision=D.MET, steps=steps(K.WRITTEN, K.IN_PERSON))

    assert standing(late) is S.WRITTEN
    assert any("before the conversation" in words for words in flags(late))


def test_there_is_no_limit_of_days_unless_the_trust_has_one() -> None:
    decided = Facts(decision=D.MET, decided_on=DAY)

    assert local_limits(decided, None, None) == []
    assert local_limits(Facts(decision=D.NOT_MET, decided_on=DAY), 10, 20) == []
    [limit] = local_limits(decided, 10, None)
    assert (limit.kind, limit.due_on) == (K.IN_PERSON, date(2026, 3, 12))
    assert not limit.is_late(date(2026, 3, 12))
    assert limit.is_late(date(2026, 3, 13))


def test_candour_is_worked_out_without_any_grade() -> None:
    source = inspect.getsource(candour).casefold()

    assert "harm" not in source
    assert set(Facts.__dataclass_fields__) == {"decision", "decided_on", "steps", "is_closed"}


def test_two_scales_with_their_own_reversed_codes() -> None:
    physical = {one.name: int(one) for one in PhysicalHarm}
    mental = {one.name: int(one) for one in PsychologicalHarm}

    assert physical == {"NONE": 5, "LOW": 4, "MODERATE": 3, "SEVERE": 2, "FATAL": 1}
    assert mental == {"NONE": 4, "LOW": 3, "MODERATE": 2, "SEVERE": 1}
    assert not any(physical[name] == mental[name] for name in mental)

"""Which of several limits holds: in force at the start, most specific, newest; the national one besides."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

import pytest

from apps.journeys.domain.choosing_limits import limits_that_hold

TRUST = uuid4()
START = date(2026, 3, 2)


@dataclass(frozen=True)
class Limit:
    """A limit by what it is chosen by."""

    name: str
    active_from: date = date(2024, 1, 1)
    trust_id: UUID | None = TRUST
    patient_group: str = ""
    priority: str = ""
    inactive_from: date | None = None
    locked: bool = False
    start_stage: str = field(default="acquisition")
    stop_stage: str = field(default="verification")


NATIONAL = Limit("national", active_from=date(2023, 8, 9), trust_id=None, locked=True)
TRUSTS = Limit("trust")
NEWER = Limit("newer", active_from=date(2025, 1, 1))
FUTURE = Limit("future", active_from=date(2026, 3, 3))
RETIRED = Limit("retired", active_from=date(2025, 6, 1), inactive_from=date(2026, 3, 2))
LAST_DAY = Limit("last day", active_from=date(2025, 6, 1), inactive_from=date(2026, 3, 3))
NEVER = Limit("never in force", active_from=START, inactive_from=START)
GROUP = Limit("group", patient_group="emergency_department")
URGENT = Limit("urgent", priority="urgent")
BOTH = Limit("both", patient_group="emergency_department", priority="urgent")
OTHER = Limit("other steps", stop_stage="reporting")


def names(*limits: Limit, day: date | None = START, group: str = "", priority: str = "") -> list[str]:
    found = limits_that_hold(
        limits, start_stage="acquisition", stop_stage="verification", day=day, patient_group=group, priority=priority
    )
    return [one.name for one in found]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ((NATIONAL,), ["national"]),
        ((NATIONAL, TRUSTS), ["trust", "national"]),
        ((TRUSTS, NEWER), ["newer"]),
        ((TRUSTS, FUTURE), ["trust"]),
        ((TRUSTS, RETIRED), ["trust"]),
        ((TRUSTS, LAST_DAY), ["last day"]),
        ((NEVER,), []),
        ((OTHER,), []),
        ((), []),
        ((GROUP, URGENT, BOTH), []),
    ],
)
def test_for_a_study_of_no_group(limits: tuple[Limit, ...], expected: list[str]) -> None:
    assert names(*limits) == expected
    assert names(*reversed(limits)) == expected


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ((NEWER, GROUP), ["group"]),
        ((NEWER, URGENT), ["urgent"]),
        ((GROUP, URGENT), ["group"]),
        ((GROUP, URGENT, BOTH, NATIONAL), ["both", "national"]),
        ((NATIONAL, TRUSTS), ["trust", "national"]),
    ],
)
def test_for_an_urgent_study_of_the_emergency_department(limits: tuple[Limit, ...], expected: list[str]) -> None:
    assert names(*limits, group="emergency_department", priority="urgent") == expected


def test_a_limit_of_another_group_does_not_hold() -> None:
    assert names(GROUP, BOTH, TRUSTS, group="inpatient") == ["trust"]


@pytest.mark.parametrize(("day", "expected"), [(date(2023, 8, 8), []), (date(2023, 8, 9), ["national"]), (None, [])])
def test_the_national_limit_holds_from_the_day_it_came_into_force(day: date | None, expected: list[str]) -> None:
    assert names(NATIONAL, day=day) == expected

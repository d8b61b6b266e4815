"""The share of actions recorded within 14 days: a worked example, its edges, and rounding half up."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from apps.cases.domain.standing_share import count_shares, percent, total_of
from apps.cases.queries.standing_share import ActionFact

TODAY = date(2026, 7, 1)
JANUARY = date(2026, 1, 5)
SPACE = UUID("3f2b8c1e-5d4a-4b7e-9c1d-0a1b2c3d4e5f")


def fact(case: int = 1, identified: date = JANUARY, **more: Any) -> ActionFact:
    """An open addendum, unless other facts are given."""
    values = {"kind": "addendum_issued", "status": "open", **more}
    return ActionFact(case_id=uuid5(SPACE, str(case)), identified_on=identified, **values)


def done(happened: int, recorded: int, **more: Any) -> ActionFact:
    """Done and recorded so many days after identification."""
    day = more.get("identified", JANUARY)
    on = {"happened_on": day + timedelta(days=happened), "recorded_on": day + timedelta(days=recorded)}
    return fact(status="done", **on, **more)


# The fact, and where it counts: in time, done in time but recorded later, later, still open.
ONE = {
    "the same day": (done(0, 0), (1, 0, 0, 0)),
    "on the fourteenth day": (done(14, 14), (1, 0, 0, 0)),
    "recorded on the fifteenth": (done(14, 15), (0, 1, 0, 0)),
    "done on the fifteenth": (done(15, 15), (0, 0, 1, 0)),
    "open": (fact(), (0, 0, 0, 1)),
    "does not apply": (fact(status="not_needed"), (0, 0, 0, 0)),
    "cancelled": (fact(status="cancelled"), (0, 0, 0, 0)),
}


@pytest.mark.parametrize("name", ONE)
def test_where_one_action_counts(name: str) -> None:
    given, wanted = ONE[name]

    (period,) = count_shares([given], by_quarter=False, day=TODAY)
    tally = period.kinds["addendum_issued"]

    assert (tally.in_time, tally.recorded_later, tally.late, tally.still_open) == wanted
    assert tally.denominator == sum(wanted)
    assert len(period.cases) == 1


@pytest.mark.parametrize(("days", "checked"), [(14, 0), (15, 1)])
def test_a_case_is_checked_when_its_fourteen_days_are_over(days: int, checked: int) -> None:
    (period,) = count_shares([fact(identified=TODAY - timedelta(days=days))], by_quarter=False, day=TODAY)

    assert (len(period.cases), len(period.not_yet_due)) == (checked, 1 - checked)
    assert period.kinds["addendum_issued"].denominator == checked


def test_months_and_quarters_have_the_same_total() -> None:
    facts = [
        done(case % 20, case % 20, case=case, identified=JANUARY + timedelta(days=3 * case), kind=kind)
        for case in range(40)
        for kind in ("addendum_issued", "referrer_told")
    ]

    months = count_shares(facts, by_quarter=False, day=TODAY)
    quarters = count_shares(facts, by_quarter=True, day=TODAY)

    assert [one.first_day for one in quarters] == [date(2026, 4, 1), date(2026, 1, 1)]
    assert [one.first_day.month for one in months if one.first_day] == [5, 4, 3, 2, 1]
    assert total_of(months).kinds == total_of(quarters).kinds
    assert total_of(months).cases == total_of(quarters).cases
    assert len(total_of(months).cases) == 40


@pytest.mark.parametrize(
    ("n", "of", "wanted"),
    [(0, 0, None), (0, 3, 0), (1, 3, 33), (2, 3, 67), (1, 2, 50), (1, 8, 13), (5, 8, 63), (1, 200, 1), (7, 7, 100)],
)
def test_percentages_are_rounded_half_up(n: int, of: int, wanted: int | None) -> None:
    assert percent(n, of) == wanted

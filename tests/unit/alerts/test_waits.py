"""When something falls due: through clock changes, weekends and holidays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.alerts.domain.waits import due_after
from apps.alerts.enums import WaitUnit
from apps.core.clock import LONDON
from apps.journeys.domain.working_days import WorkCalendar
from apps.journeys.enums import Nation

ENGLAND = WorkCalendar(nation=Nation.ENGLAND)
CLOSED = WorkCalendar(nation=Nation.ENGLAND, closed=frozenset({date(2026, 3, 4)}))


def london(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=LONDON, fold=fold)  # type: ignore[misc]  # the parts are a date and a time


@pytest.mark.parametrize(
    ("start", "amount", "unit", "calendar", "due"),
    [
        # Minutes and hours run through: four hours are four hours, whatever the wall clock shows.
        (london(2026, 3, 2, 10), 30, WaitUnit.MINUTES, None, london(2026, 3, 2, 10, 30)),
        (london(2026, 3, 28, 23), 4, WaitUnit.HOURS, None, london(2026, 3, 29, 4)),
        (london(2026, 10, 24, 23), 4, WaitUnit.HOURS, None, london(2026, 10, 25, 2)),
        (london(2026, 10, 25, 1, 30, fold=0), 1, WaitUnit.HOURS, None, london(2026, 10, 25, 1, 30, fold=1)),
        # Days keep the wall clock.
        (london(2026, 3, 28, 10), 1, WaitUnit.DAYS, None, london(2026, 3, 29, 10)),
        (london(2026, 10, 24, 10), 2, WaitUnit.DAYS, None, london(2026, 10, 26, 10)),
        (london(2028, 2, 28, 9), 1, WaitUnit.DAYS, None, london(2028, 2, 29, 9)),
        # A skipped time is due when the clocks have moved on; of a doubled one the first is meant.
        (london(2026, 3, 28, 1, 30), 1, WaitUnit.DAYS, None, london(2026, 3, 29, 2, 30)),
        (london(2026, 10, 24, 1, 30), 1, WaitUnit.DAYS, None, london(2026, 10, 25, 1, 30, fold=0)),
        # Working days jump weekends, bank holidays and the trust's own closures.
        (london(2026, 3, 6, 15), 1, WaitUnit.WORKING_DAYS, ENGLAND, london(2026, 3, 9, 15)),
        (london(2026, 4, 2, 9), 2, WaitUnit.WORKING_DAYS, ENGLAND, london(2026, 4, 8, 9)),
        (london(2026, 3, 3, 9), 1, WaitUnit.WORKING_DAYS, CLOSED, london(2026, 3, 5, 9)),
        # Without a calendar they count as calendar days: too early, never late.
        (london(2026, 3, 6, 15), 1, WaitUnit.WORKING_DAYS, None, london(2026, 3, 7, 15)),
    ],
)
def test_due(start: datetime, amount: int, unit: WaitUnit, calendar: WorkCalendar | None, due: datetime) -> None:
    found = due_after(start, amount, unit, calendar)

    assert found == due.astimezone(UTC)
    assert found.tzinfo is UTC


# Twenty years in seconds: an instant in UTC is as good as its number.
moments = st.integers(min_value=1_577_836_800, max_value=2_208_988_800).map(
    lambda one: datetime.fromtimestamp(one, UTC)
)
amounts = st.integers(min_value=1, max_value=60)


@settings(deadline=None)  # the first look at a year's holidays takes its time
@given(moments, amounts, st.sampled_from(list(WaitUnit)))
def test_nothing_is_due_before_it_began_and_more_is_never_sooner(start: datetime, amount: int, unit: WaitUnit) -> None:
    one, more = due_after(start, amount, unit, ENGLAND), due_after(start, amount + 1, unit, ENGLAND)

    assert start < one < more


@settings(deadline=None)  # the first look at a year's holidays takes its time
@given(moments, amounts, amounts)
def test_hours_add_up(start: datetime, first: int, second: int) -> None:
    stop = due_after(due_after(start, first, WaitUnit.HOURS, None), second, WaitUnit.HOURS, None)

    assert stop == due_after(start, first + second, WaitUnit.HOURS, None)


@settings(deadline=None)  # the first look at a year's holidays takes its time
@given(moments, amounts)
def test_a_working_day_is_never_a_day_off(start: datetime, amount: int) -> None:
    day = due_after(start, amount, WaitUnit.WORKING_DAYS, ENGLAND).astimezone(LONDON).date()

    assert ENGLAND.is_working(day)


@settings(deadline=None)  # the first look at a year's holidays takes its time
@given(moments, amounts)
def test_days_keep_the_wall_clock(start: datetime, amount: int) -> None:
    local = start.astimezone(LONDON)
    found = due_after(start, amount, WaitUnit.DAYS, None).astimezone(LONDON)

    assert found.date() == local.date() + timedelta(days=amount)
    assert (found.hour, found.minute) == (local.hour, local.minute) or found.hour == local.hour + 1

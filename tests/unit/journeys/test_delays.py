"""How far two clinical times of every precision lie apart."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.clock import UNKNOWN_TIME, ClinicalTime, Precision, clinical_day, clinical_instant
from apps.journeys.domain.delays import Delay, ImpossibleOrder, delay_between


def at(*parts: int) -> ClinicalTime:
    return clinical_instant(datetime(*parts, tzinfo=UTC))


def test_delay_between_instants_is_exact() -> None:
    delay = delay_between(at(2026, 3, 2, 9, 0), at(2026, 3, 4, 10, 30))

    assert delay == Delay(days=2, precision=Precision.INSTANT, length=timedelta(days=2, hours=1, minutes=30))


@pytest.mark.parametrize("days", [0, 1, 28, 365, 4017])
def test_delay_between_days_counts_calendar_days(days: int) -> None:
    start = date(2014, 2, 27)

    delay = delay_between(clinical_day(start), clinical_day(start + timedelta(days=days)))

    assert delay == Delay(days=days, precision=Precision.DAY)


def test_delay_from_day_to_instant_on_the_same_day_is_zero_days() -> None:
    assert delay_between(at(2026, 3, 2, 23, 0), clinical_day(date(2026, 3, 2))) == Delay(0, Precision.DAY)


def test_delay_counts_london_days_across_the_end_of_summer_time() -> None:
    # 23:30 UTC on 24 October is already the 25th in London.
    assert delay_between(at(2026, 10, 24, 23, 30), clinical_day(date(2026, 10, 26))) == Delay(1, Precision.DAY)


def test_delay_with_an_unknown_end_is_not_known() -> None:
    assert delay_between(UNKNOWN_TIME, at(2026, 3, 2)) is None
    assert delay_between(at(2026, 3, 2), UNKNOWN_TIME) is None


@pytest.mark.parametrize(
    ("start", "stop"),
    [(at(2026, 3, 2, 9, 1), at(2026, 3, 2, 9, 0)), (clinical_day(date(2026, 3, 2)), clinical_day(date(2026, 3, 1)))],
)
def test_negative_delay_is_refused(start: ClinicalTime, stop: ClinicalTime) -> None:
    with pytest.raises(ImpossibleOrder):
        delay_between(start, stop)


@given(
    st.integers(min_value=0, max_value=1_700_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=6000)),
)
def test_delay_to_a_later_instant_is_that_length(start: datetime, length: timedelta) -> None:
    delay = delay_between(clinical_instant(start), clinical_instant(start + length))

    assert delay is not None
    assert delay.length == length
    assert delay.days == length.days

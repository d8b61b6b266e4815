"""Dating by the day: midnight in London, just behind what came before, and numbers that tell no neighbours."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.core.clock import at, by_day, is_by_day, now, start_of_day, today, unordered_number

MOMENTS = {
    "winter": (datetime(2026, 1, 15, 14, 31, 7, tzinfo=UTC), datetime(2026, 1, 15, tzinfo=UTC)),
    "summer": (datetime(2026, 7, 15, 14, 31, 7, tzinfo=UTC), datetime(2026, 7, 14, 23, tzinfo=UTC)),
    "just after midnight in summer": (datetime(2026, 7, 14, 23, 1, tzinfo=UTC), datetime(2026, 7, 14, 23, tzinfo=UTC)),
    "the long day": (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), datetime(2026, 10, 24, 23, tzinfo=UTC)),
    "the short day": (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC)),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_the_moment_is_the_start_of_the_london_day(name: str) -> None:
    moment, start = MOMENTS[name]

    with at(moment):
        day = today()
        with by_day():
            assert (now(), today()) == (start, day)
            assert is_by_day()
        assert now() == moment
    assert not is_by_day()


def test_what_follows_stays_behind_and_says_no_more() -> None:
    moment = datetime(2026, 1, 15, 14, 31, 7, tzinfo=UTC)
    with at(moment):
        asked = moment - timedelta(hours=2)
        with by_day(after=asked) as dated:
            assert dated == asked + timedelta(microseconds=1)
        with by_day(after=asked - timedelta(days=3)) as dated:
            assert dated == start_of_day(today())


def test_it_ends_with_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), by_day():
        1 / 0  # noqa: B018 - the error is the point

    assert not is_by_day()


def test_numbers_are_negative_random_and_fit_the_column() -> None:
    drawn = [unordered_number() for _ in range(1000)]

    assert len(set(drawn)) == 1000
    assert max(drawn) < 0
    assert min(drawn) >= -(2**63)
    assert drawn != sorted(drawn)

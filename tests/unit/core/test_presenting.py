"""Dates, ages, intervals and sizes are said in plain words, in London."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.core import presenting
from apps.core.clock import LONDON, UNKNOWN_TIME, clinical_day, clinical_instant

NOW = datetime(2026, 3, 3, 14, 5, tzinfo=LONDON)


def test_a_summer_time_is_said_as_london_said_it() -> None:
    assert presenting.datetime_words(datetime(2026, 7, 3, 13, 5, tzinfo=UTC)) == "3 July 2026 at 2:05pm"


@pytest.mark.parametrize(("hour", "said"), [(0, "midnight"), (12, "midday"), (11, "11:00am"), (13, "1:00pm")])
def test_hours(hour: int, said: str) -> None:
    assert presenting.time_words(datetime(2026, 3, 3, hour, 0, tzinfo=LONDON)) == said


def test_past_midnight_and_past_noon() -> None:
    assert presenting.time_words(datetime(2026, 3, 3, 0, 5, tzinfo=LONDON)) == "12:05am"
    assert presenting.time_words(datetime(2026, 3, 3, 12, 5, tzinfo=LONDON)) == "12:05pm"


def test_the_doubled_hour_says_which() -> None:
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=0)
    assert presenting.time_words(first) == "1:30am BST"
    assert presenting.time_words(first.replace(fold=1)) == "1:30am GMT"


def test_a_clinical_time_is_said_no_more_exactly_than_it_is_known() -> None:
    assert presenting.clinical_time(UNKNOWN_TIME) == "Not known"
    assert presenting.clinical_time(clinical_day(date(2026, 3, 3))) == "3 March 2026, time not known"
    assert presenting.clinical_time(clinical_instant(NOW)) == "3 March 2026 at 2:05pm"


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (timedelta(seconds=10), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(hours=15), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=-1), "tomorrow"),
        (timedelta(days=-2), "in 2 days"),
        (timedelta(hours=-2), "later today"),
    ],
)
def test_ages(gone: timedelta, said: str) -> None:
    assert presenting.ago(NOW - gone, NOW) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "1 day overdue"),
        (-2, "2 days overdue"),
        (0, "due today"),
        (1, "due tomorrow"),
        (5, "due in 5 days"),
    ],
)
def test_due(days: int, said: str) -> None:
    assert presenting.due(NOW.date() + timedelta(days=days), NOW) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "0 minutes"),
        (timedelta(minutes=42), "42 minutes"),
        (timedelta(hours=3, minutes=5), "3 hours 5 minutes"),
        (timedelta(days=2, hours=4, minutes=9), "2 days 4 hours"),
        (timedelta(days=1, minutes=9), "1 day"),
    ],
)
def test_intervals(length: timedelta, said: str) -> None:
    assert presenting.interval(length) == said


@pytest.mark.parametrize(("size", "said"), [(1, "1 byte"), (2048, "2 KB"), (60 * 1024**2, "60 MB"), (4600, "4.5 KB")])
def test_sizes(size: int, said: str) -> None:
    assert presenting.file_size(size) == said


@pytest.mark.parametrize("name", sorted(set(presenting.FILTERS) - {"clinical_time", "short_reference"}))
def test_nothing_is_said_as_nothing(name: str) -> None:
    assert presenting.FILTERS[name](None) == ""


def test_a_stored_month_is_said_in_words() -> None:
    assert presenting.month_words("2026-03") == "March 2026"

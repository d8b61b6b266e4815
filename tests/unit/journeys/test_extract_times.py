"""Dates and times as extracts write them."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.clock import Precision
from apps.journeys.domain.importing.extract_times import UnreadableTime, read_time

NINE = datetime(2026, 3, 2, 9, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02 09:14",
        "2026-03-02T09:14:00",
        "2026-03-02T09:14:00.123",
        "2026-03-02T09:14Z",
        "2026-03-02T10:14+01:00",
        "2026-03-02 10:14 BST",
        "02/03/2026 09:14",
        "2.3.2026 9:14",
        "02-Mar-2026 09:14:00",
        "2 March 2026 09:14",
        "202603020914",
        "20260302091400+0000",
    ],
)
def test_same_moment_in_every_form_is_the_same_moment(text: str) -> None:
    time = read_time(text)

    assert (time.at, time.precision) == (NINE, Precision.INSTANT)


@pytest.mark.parametrize("text", ["2026-07-02", "02/07/2026", "20260702", "2 July 2026", "02/07/2026 00:00:00"])
def test_day_alone_is_a_day_and_starts_at_midnight_in_london(text: str) -> None:
    time = read_time(text)

    assert (time.at, time.precision) == (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), Precision.DAY)


def test_empty_cell_is_an_unknown_time() -> None:
    assert read_time("").precision is Precision.UNKNOWN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("29/02/2025", "does not exist"),
        ("31/04/2026 10:00", "does not exist"),
        ("2026-13-01", "does not exist"),
        ("0000-01-01", "does not exist"),
        ("03/03/2026 25:00", "time that does not exist"),
        ("26/10/2025 01:30", "happened twice"),
        ("29/03/2026 01:30", "never happened"),
        ("2026-03-02 09:14 EST", "is not a date or time"),
        ("2026-03-02 09:14+99:00", "offset"),
        ("03/03/26", "is not a date or time"),
        ("yesterday", "is not a date or time"),
        ("46000.5", "is not a date or time"),
        ("2026-03-02 09:14 and much more text than a date has", "is not a date or time"),
    ],
)
def test_impossible_or_unclear_time_is_refused_with_words(text: str, words: str) -> None:
    with pytest.raises(UnreadableTime, match=words):
        read_time(text)


@pytest.mark.parametrize(("text", "hour"), [("26/10/2025 01:30+01:00", 0), ("2025-10-26T01:30+00:00", 1)])
def test_doubled_hour_with_an_offset_is_taken(text: str, hour: int) -> None:
    time = read_time(text)

    assert time.at == datetime(2025, 10, 26, hour, 30, tzinfo=UTC)
    assert time.zone.startswith("UTC+")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    # Any other exception fails the test.
    with contextlib.suppress(UnreadableTime):
        read_time(text)

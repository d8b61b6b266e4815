"""Months between meetings, counted by the calendar."""

from datetime import date

import pytest

from apps.meetings.queries.compliance import add_months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 2, date(2026, 3, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 11, 24), -12, date(2025, 11, 24)),
        (date(2028, 2, 29), -12, date(2027, 2, 28)),
    ],
    ids=str,
)
def test_add_months_keeps_the_day_or_takes_the_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected

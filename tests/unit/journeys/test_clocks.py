"""Clocks by worked example: published limits and delays, the clock changes, closures, and what is not known."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.core.clock import UNKNOWN_TIME, ClinicalTime, clinical_day, clinical_instant, from_local
from apps.journeys.domain.clocks import Allowed, ClockState, Due, Elapsed, Missing, Reading, read_clock
from apps.journeys.domain.working_days import WorkCalendar
from apps.journeys.enums import LimitUnit, Nation

LATER = datetime(2030, 1, 1, tzinfo=UTC)
ENGLAND = WorkCalendar(Nation.ENGLAND)
FOUR_WEEKS = Allowed(28, LimitUnit.CALENDAR_DAYS)


def hours(amount: int) -> Allowed:
    return Allowed(amount, LimitUnit.HOURS)


def days(amount: int) -> Allowed:
    return Allowed(amount, LimitUnit.CALENDAR_DAYS)


def working(amount: int) -> Allowed:
    return Allowed(amount, LimitUnit.WORKING_DAYS)


def moment(text: str, fold: int | None = None) -> ClinicalTime:
    """`2026-03-02` is a day, `2026-03-02 09:14` an instant on London's clock, `?` not known."""
    if text == "?":
        return UNKNOWN_TIME
    if len(text) == 10:
        return clinical_day(date.fromisoformat(text))
    return clinical_instant(from_local(datetime.fromisoformat(text), fold))


def read(start: str, stop: str | None, limit: Allowed | None = None, now: datetime = LATER) -> Reading:
    return read_clock(moment(start), moment(stop) if stop else None, limit, ENGLAND, now)


# Start, stop, limit, state. National: DOMAIN 3.2, 28 days from the examination. ED and outpatient: the limits that the
# CQC found in use in 2018. Long delays: the PHSO's 18 months, and the ends of Kim and Mansfield's series.
PUBLISHED = [
    ("2023-08-09 16:00", "2023-09-06 23:59", FOUR_WEEKS, ClockState.MET),
    ("2023-08-09 16:00", "2023-09-07 00:00", FOUR_WEEKS, ClockState.BREACHED),
    ("2023-08-09", "2023-09-06", FOUR_WEEKS, ClockState.MET),
    ("2023-08-09", "2023-09-07", FOUR_WEEKS, ClockState.BREACHED),
    ("2026-03-02 09:00", "2026-03-02 10:00", hours(1), ClockState.MET),
    ("2026-03-02 09:00", "2026-03-02 10:01", hours(1), ClockState.BREACHED),
    ("2026-03-05 23:00", "2026-03-09 18:00", working(2), ClockState.MET),
    ("2026-03-05 23:00", "2026-03-10 00:00", working(2), ClockState.BREACHED),
    ("2026-03-02", "2026-03-07", days(5), ClockState.MET),
    ("2026-03-02", "2026-03-24", days(21), ClockState.BREACHED),
    ("2018-11-20", "2020-05-20", FOUR_WEEKS, ClockState.BREACHED),
    ("2010-01-04", "2010-01-04", FOUR_WEEKS, ClockState.MET),
    ("2010-01-04", "2022-08-20", FOUR_WEEKS, ClockState.BREACHED),
]


@pytest.mark.parametrize(("start", "stop", "limit", "state"), PUBLISHED)
def test_published_limits(start: str, stop: str, limit: Allowed, state: ClockState) -> None:
    assert read(start, stop, limit).state is state


@pytest.mark.parametrize(
    ("start", "stop", "length"),
    [
        ("2018-11-20", "2020-05-20", 547),  # 18 months, as in the pancreatic cancer that the PHSO tells of
        ("2010-01-04", "2010-01-04", 0),
        ("2010-01-04", "2022-08-20", 4611),  # the longest of Kim and Mansfield
        ("2024-02-28", "2024-03-01", 2),  # over a leap day
        ("2023-02-28", "2023-03-01", 1),
        ("2024-02-29 12:00", "2025-02-28 12:00", 365),
    ],
)
def test_days_are_dates(start: str, stop: str, length: int) -> None:
    elapsed = read(start, stop).elapsed

    assert elapsed is not None
    assert elapsed.days == length


# The clocks went forward on 29 March 2026 at 1:00 and back on 25 October 2026 at 2:00.
@pytest.mark.parametrize(
    ("start", "stop", "fold", "passed"),
    [
        ("2026-03-28 12:00", "2026-03-29 12:00", None, 23),
        ("2026-10-24 12:00", "2026-10-25 12:00", None, 25),
        ("2026-10-25 00:30", "2026-10-25 01:30", 0, 1),
        ("2026-10-25 00:30", "2026-10-25 01:30", 1, 2),
        ("2026-07-01 12:00", "2026-07-02 12:00", None, 24),
    ],
)
def test_hours_are_hours_that_pass(start: str, stop: str, fold: int | None, passed: int) -> None:
    reading = read_clock(moment(start), moment(stop, fold), hours(24), ENGLAND, LATER)

    assert reading.elapsed is not None
    assert (reading.elapsed.least, reading.elapsed.most) == (timedelta(hours=passed), timedelta(hours=passed))
    assert reading.state is (ClockState.MET if passed <= 24 else ClockState.BREACHED)


@pytest.mark.parametrize(
    ("start", "stop", "limit", "state"),
    [
        # The whole of 2 March against one hour: it may have been at once, it may have been all day.
        ("2026-03-02", "2026-03-02", hours(1), ClockState.BETWEEN),
        ("2026-03-02", "2026-03-02", hours(24), ClockState.MET),
        ("2026-03-02", "2026-03-03", hours(24), ClockState.BETWEEN),
        ("2026-03-02", "2026-03-04", hours(24), ClockState.BREACHED),
        ("2026-03-02 09:00", "2026-03-02", hours(15), ClockState.MET),
        ("2026-03-02 09:00", "2026-03-02", hours(14), ClockState.BETWEEN),
        # The day that has 25 hours may have been longer than 24.
        ("2026-10-25", "2026-10-25", hours(24), ClockState.BETWEEN),
        ("2026-10-25", "2026-10-25", hours(25), ClockState.MET),
        # Of days, a day is exactly known.
        ("2026-03-02", "2026-03-30", days(28), ClockState.MET),
        ("2026-03-02 00:00", "2026-03-30 23:59", days(28), ClockState.MET),
    ],
)
def test_a_day_never_claims_an_hour(start: str, stop: str, limit: Allowed, state: ClockState) -> None:
    assert read(start, stop, limit).state is state


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-06", 1, "2026-03-09"),  # Friday: over the weekend
        ("2026-03-07", 1, "2026-03-09"),  # Saturday: Monday is the first working day
        ("2026-04-02", 1, "2026-04-07"),  # Maundy Thursday: over Good Friday and Easter Monday
        ("2026-12-24", 2, "2026-12-30"),  # Christmas, and Boxing Day moved to Monday
        ("2022-06-01", 1, "2022-06-06"),  # the Platinum Jubilee took Thursday and Friday
    ],
)
def test_working_days_end_on_the_working_day(start: str, amount: int, due: str) -> None:
    assert read(start, None, working(amount)).due == Due(day=date.fromisoformat(due))


def test_a_trust_that_closes_for_a_day_has_a_day_longer() -> None:
    closed = WorkCalendar(Nation.ENGLAND, closed=frozenset({date(2026, 3, 3)}))

    reading = read_clock(moment("2026-03-02"), moment("2026-03-04"), working(1), closed, LATER)

    assert reading.state is ClockState.MET
    assert reading.elapsed is not None
    assert reading.elapsed.working_days == 1


@pytest.mark.parametrize(
    ("start", "stop", "missing"),
    [("?", "2026-03-02", Missing.START), ("2026-03-02", "?", Missing.STOP), ("?", "?", Missing.BOTH)],
)
def test_what_is_not_known_is_unknown_and_says_what_is_missing(start: str, stop: str, missing: Missing) -> None:
    assert read(start, stop, FOUR_WEEKS) == Reading(ClockState.UNKNOWN, missing=missing)


def test_a_step_that_ended_without_a_beginning_is_unknown() -> None:
    assert read_clock(None, moment("2026-03-02"), None, None, LATER) == Reading(
        ClockState.UNKNOWN, missing=Missing.START
    )


@pytest.mark.parametrize(
    ("start", "stop"), [("2026-03-02 10:00", "2026-03-02 09:59"), ("2026-03-02", "2026-03-01 23:59")]
)
def test_the_wrong_order_is_unknown_and_says_so(start: str, stop: str) -> None:
    assert read(start, stop, FOUR_WEEKS) == Reading(ClockState.UNKNOWN, missing=Missing.ORDER)


def test_working_days_without_a_calendar_are_not_judged() -> None:
    reading = read_clock(moment("2026-03-02"), moment("2026-03-04"), working(1), None, LATER)

    assert (reading.state, reading.missing) == (ClockState.UNKNOWN, Missing.CALENDAR)
    assert reading.elapsed is not None
    assert (reading.elapsed.days, reading.elapsed.working_days) == (2, None)


@pytest.mark.parametrize(
    ("now", "state", "is_open"),
    [
        ("2026-03-01 09:00", ClockState.NOT_STARTED, False),  # an appointment that lies ahead
        ("2026-03-02 09:30", ClockState.RUNNING, True),
        ("2026-03-02 10:00", ClockState.RUNNING, True),
        ("2026-03-02 10:01", ClockState.BREACHED, True),
    ],
)
def test_a_clock_that_nothing_has_stopped_runs(now: str, state: ClockState, is_open: bool) -> None:
    at = moment(now).at
    assert at is not None

    reading = read("2026-03-02 09:00", None, hours(1), at)

    assert (reading.state, reading.is_open) == (state, is_open)


def test_a_clock_with_neither_end_has_not_started() -> None:
    assert read_clock(None, None, FOUR_WEEKS, ENGLAND, LATER) == Reading(ClockState.NOT_STARTED)


def test_without_a_limit_only_the_length_is_said() -> None:
    reading = read("2026-03-02", "2026-03-04")

    assert reading == Reading(
        ClockState.NO_LIMIT,
        elapsed=Elapsed(least=timedelta(days=1) + timedelta.resolution, most=timedelta(days=3) - timedelta.resolution,
                        days=2),
    )  # fmt: skip


@pytest.mark.parametrize("amount", [0, -1, 87_601])
def test_a_limit_of_nought_is_none(amount: int) -> None:
    with pytest.raises(ValueError, match="more than nought"):
        Allowed(amount, LimitUnit.HOURS)

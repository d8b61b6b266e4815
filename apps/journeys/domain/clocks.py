"""Clocks between two steps of a journey, each held against its limit. Pure: times in, reading out; no database.

The rules, which the page of limits repeats in words:

- Hours are hours that pass: the hour that is skipped in spring is not counted, the doubled hour in autumn counts twice.
- Days are London dates. The day on which a clock starts is day 0, and the limit is kept until the end of the last day.
- Working days leave out weekends, bank holidays and what the trust's calendar says. A limit never ends on a closure.
- A time of which only the day is known never claims an hour: in hours it gives a range, and where the limit lies
  inside the range the reading says "between" instead of choosing.
- What is not known is unknown, never nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from apps.core.clock import LONDON, ClinicalTime, Precision
from apps.journeys.domain.working_days import NeverWorks, WorkCalendar
from apps.journeys.enums import LimitUnit

_NO_TIME = timedelta(0)
# Ten years in hours: more than any limit, and far from where dates end.
LARGEST_AMOUNT = 87_600


class ClockState(StrEnum):
    """How a clock stands."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    MET = "met"
    BREACHED = "breached"
    # Only a range is known, and the limit lies inside it.
    BETWEEN = "between"
    UNKNOWN = "unknown"
    # It ran, or runs, and nobody set a limit.
    NO_LIMIT = "no_limit"


class Missing(StrEnum):
    """Why a clock cannot be read."""

    START = "start"
    STOP = "stop"
    BOTH = "both"
    # The stop lies before the start, so one of the two times is wrong.
    ORDER = "order"
    # A limit in working days, in a trust that has not said whose bank holidays it keeps, or that never opens.
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Allowed:
    """The longest time allowed."""

    amount: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if not 0 < self.amount <= LARGEST_AMOUNT:
            raise ValueError("A limit is more than nought and at most ten years.")


@dataclass(frozen=True)
class Elapsed:
    """How long it took, or has taken so far, no more exactly than the two times are known.

    `least` and `most` are the shortest and the longest that it can have been, equal when both times are exact.
    `days` counts London dates; `working_days` is told only where the limit is set in them.
    """

    least: timedelta
    most: timedelta
    days: int
    working_days: int | None = None

    @property
    def is_exact(self) -> bool:
        """Whether both times are known to the minute."""
        return self.least == self.most


@dataclass(frozen=True)
class Due:
    """When the limit ends: at the end of `day`, or for hours at an instant between `earliest` and `latest`."""

    day: date | None = None
    earliest: datetime | None = None
    latest: datetime | None = None


@dataclass(frozen=True)
class Reading:
    """What a clock shows. `is_open` says that it still runs; a clock that is over its limit may still run."""

    state: ClockState
    is_open: bool = False
    elapsed: Elapsed | None = None
    due: Due | None = None
    missing: Missing | None = None


def read_clock(
    start: ClinicalTime | None,
    stop: ClinicalTime | None,
    limit: Allowed | None,
    calendar: WorkCalendar | None,
    now: datetime,
) -> Reading:
    """Return how a clock from `start` to `stop` stands at `now`.

    None for `start` or `stop` means that the step has not happened; a clinical time of unknown precision means that
    it did and nobody knows when.
    """
    if start is None:
        # Whatever ended it must have begun; only a clock with neither end has not started.
        return Reading(ClockState.NOT_STARTED) if stop is None else Reading(ClockState.UNKNOWN, missing=Missing.START)
    gap = _gap(start, stop)
    if gap is not None:
        return Reading(ClockState.UNKNOWN, is_open=stop is None, missing=gap)
    if _starts_later(start, now):
        return Reading(ClockState.NOT_STARTED)
    begun, ended = Window.of(start), Window.of(stop) if stop is not None else Window(now, now)
    if ended.last < begun.first:
        return Reading(ClockState.UNKNOWN, missing=Missing.ORDER)
    in_working_days = limit is not None and limit.unit == LimitUnit.WORKING_DAYS
    elapsed = _elapsed(begun, ended, calendar if in_working_days else None)
    if limit is None:
        return Reading(ClockState.NO_LIMIT, is_open=stop is None, elapsed=elapsed)
    if limit.unit == LimitUnit.WORKING_DAYS and calendar is None:
        return Reading(ClockState.UNKNOWN, is_open=stop is None, elapsed=elapsed, missing=Missing.CALENDAR)
    try:
        due = due_of(begun, limit, calendar)
    except NeverWorks:
        return Reading(ClockState.UNKNOWN, is_open=stop is None, elapsed=elapsed, missing=Missing.CALENDAR)
    return Reading(_state(ended, due, is_open=stop is None), is_open=stop is None, elapsed=elapsed, due=due)


@dataclass(frozen=True)
class Window:
    """The first and the last instant at which something may have happened."""

    first: datetime
    last: datetime

    @classmethod
    def of(cls, moment: ClinicalTime) -> Window:
        """Return one instant, or a whole London day: 23 or 25 hours where the clocks change. Raises ValueError."""
        if moment.at is None or moment.day is None:
            raise ValueError("A time that is not known has no window.")
        if moment.precision is Precision.INSTANT:
            return cls(moment.at, moment.at)
        return cls(_midnight(moment.day), _midnight(moment.day + timedelta(days=1)) - timedelta.resolution)

    @property
    def day(self) -> date:
        """The London day of the first instant; a window never reaches past it."""
        return self.first.astimezone(LONDON).date()


def due_of(begun: Window, limit: Allowed, calendar: WorkCalendar | None) -> Due:
    """Return when the limit ends. Raises ValueError for working days without a calendar, or one that never opens."""
    if limit.unit == LimitUnit.HOURS:
        allowed = timedelta(hours=limit.amount)
        return Due(earliest=begun.first + allowed, latest=begun.last + allowed)
    if limit.unit == LimitUnit.CALENDAR_DAYS:
        return Due(day=begun.day + timedelta(days=limit.amount))
    if calendar is None:
        raise ValueError("Working days need a calendar.")
    return Due(day=calendar.after(begun.day, limit.amount))


def _gap(start: ClinicalTime, stop: ClinicalTime | None) -> Missing | None:
    no_start, no_stop = start.at is None, stop is not None and stop.at is None
    if no_start and no_stop:
        return Missing.BOTH
    if no_start:
        return Missing.START
    return Missing.STOP if no_stop else None


def _starts_later(start: ClinicalTime, now: datetime) -> bool:
    """Whether the start lies ahead, as an appointment may."""
    return start.at is not None and start.at > now


def _elapsed(begun: Window, ended: Window, calendar: WorkCalendar | None) -> Elapsed:
    return Elapsed(
        least=max(ended.first - begun.last, _NO_TIME),
        most=max(ended.last - begun.first, _NO_TIME),
        days=(ended.day - begun.day).days,
        working_days=calendar.between(begun.day, ended.day) if calendar else None,
    )


def _state(ended: Window, due: Due, *, is_open: bool) -> ClockState:
    kept = ClockState.RUNNING if is_open else ClockState.MET
    if due.day is not None:
        return kept if ended.day <= due.day else ClockState.BREACHED
    earliest, latest = due.earliest, due.latest
    if earliest is None or latest is None:
        raise ValueError("A limit ends on a day or at an instant.")
    # Only if start and stop are exact do these two questions leave nothing between them.
    if ended.last <= earliest:
        return kept
    return ClockState.BREACHED if ended.first > latest else ClockState.BETWEEN


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)

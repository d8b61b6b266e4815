"""Time: one clock, London words, and clinical times that say how exactly they are known."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


class AmbiguousTime(ValueError):
    """That wall-clock time happened twice: the doubled hour when the clocks go back."""


class NonexistentTime(ValueError):
    """That wall-clock time never happened: the hour skipped when the clocks go forward."""


class Precision(StrEnum):
    """How exactly a clinical time is known."""

    INSTANT = "instant"
    DAY = "day"
    UNKNOWN = "unknown"


_elsewhen: ContextVar[datetime | None] = ContextVar("elsewhen", default=None)


def now() -> datetime:
    """The present instant, in UTC."""
    return _elsewhen.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at `moment`, versions included. For demonstration data, and for `by_day`."""
    token = _elsewhen.set(moment)
    try:
        yield
    finally:
        _elsewhen.reset(token)


_by_day: ContextVar[bool] = ContextVar("by_day", default=False)


@contextmanager
def by_day(after: datetime | None = None) -> Iterator[datetime]:
    """Everything written inside is dated by the day only; for what somebody without a name writes (docs/adr/0013).

    Gives the start of the London day, or the instant just after `after` where that is later: what follows something
    stays behind it, and no more is told than that.
    """
    moment = start_of_day(today())
    if after is not None and after >= moment:
        moment = after + timedelta(microseconds=1)
    flag = _by_day.set(True)
    try:
        with at(moment):
            yield moment
    finally:
        _by_day.reset(flag)


def is_by_day() -> bool:
    """Whether what is written now may tell no more than its day."""
    return _by_day.get()


def unordered_number() -> int:
    """A key for a row of a table whose numbers are drawn in order: negative and random, so it tells no neighbours."""
    return -1 - secrets.randbits(62)


def start_of_day(day: date) -> datetime:
    """Midnight in London at the start of that day, in UTC."""
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)


def today() -> date:
    """Today's date in London."""
    return now().astimezone(LONDON).date()


def from_local(naive: datetime, fold: int | None = None, zone: ZoneInfo = LONDON) -> datetime:
    """The UTC instant of a wall-clock time.

    Raises AmbiguousTime in the doubled hour unless `fold` says which (0 the first, 1 the second), and
    NonexistentTime in the skipped hour. Never guesses.
    """
    first = naive.replace(tzinfo=zone, fold=0)
    second = naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() != second.utcoffset():
        if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
            raise NonexistentTime(naive.isoformat())
        if fold is None:
            raise AmbiguousTime(naive.isoformat())
    return (second if fold == 1 else first).astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class ClinicalTime:
    """When something happened to a patient's imaging, and how exactly that is known.

    `at` is UTC; for precision `day` it is midnight London time at the start of that day; None when unknown.
    `source` says where the value comes from; `zone` is the zone that it was given in.
    """

    at: datetime | None
    precision: Precision
    source: str = ""
    zone: str = "Europe/London"

    def __post_init__(self) -> None:
        if (self.at is None) != (self.precision is Precision.UNKNOWN):
            raise ValueError("A clinical time has an instant unless its precision is unknown.")

    @property
    def day(self) -> date | None:
        """The London day; None when unknown."""
        return self.at.astimezone(LONDON).date() if self.at else None


def clinical_day(day: date, source: str = "") -> ClinicalTime:
    """A clinical time of which only the day is known."""
    return ClinicalTime(at=start_of_day(day), precision=Precision.DAY, source=source)


def clinical_instant(at: datetime, source: str = "", zone: str = "Europe/London") -> ClinicalTime:
    """A clinical time known to the minute or better; `at` carries its zone."""
    return ClinicalTime(at=at.astimezone(UTC), precision=Precision.INSTANT, source=source, zone=zone)


UNKNOWN_TIME = ClinicalTime(at=None, precision=Precision.UNKNOWN)

"""The three delays that are kept apart, and whether one is within a limit. Pure: clinical times in, delay out.

Source of the three: DESIGN C0; of the national limit: NHS England, 28 days, from 9 August 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from apps.core.clock import ClinicalTime, Precision
from apps.journeys.enums import LimitUnit


class DelayKind(StrEnum):
    """Which two moments a delay lies between."""

    EXAMINATION_TO_VERIFIED_REPORT = "examination_to_verified_report"
    FIRST_IMAGE_TO_DISCOVERY = "first_image_to_discovery"
    FIRST_REPORT_TO_DISCOVERY = "first_report_to_discovery"


class ImpossibleOrder(ValueError):
    """The later moment lies before the earlier one, so one of the two times is wrong."""


@dataclass(frozen=True)
class Delay:
    """How long something took.

    `precision` is day as soon as one end is known only to the day; then `length` is None and `days` counts
    calendar days. Otherwise `length` is exact and `days` its whole days.
    """

    days: int
    precision: Precision
    length: timedelta | None = None


def examination_to_verified_report(performed: ClinicalTime, verified: ClinicalTime) -> Delay | None:
    """Return the reporting turnaround; None when either time is unknown. Refuses a negative delay."""
    return delay_between(performed, verified)


def first_image_to_discovery(first_image: ClinicalTime, discovered: ClinicalTime) -> Delay | None:
    """Return how long the finding could be seen before it was found; None when either time is unknown."""
    return delay_between(first_image, discovered)


def first_report_to_discovery(first_report: ClinicalTime, discovered: ClinicalTime) -> Delay | None:
    """Return how long the first report stood before the finding was found; None when either is unknown."""
    return delay_between(first_report, discovered)


def delay_between(start: ClinicalTime, stop: ClinicalTime) -> Delay | None:
    """Return the delay between two clinical times, None if either is unknown.

    Raises ImpossibleOrder when the second lies before the first as exactly as both are known.
    """
    if start.at is None or stop.at is None or start.day is None or stop.day is None:
        return None
    if start.precision is Precision.INSTANT and stop.precision is Precision.INSTANT:
        return _exact(start.at, stop.at)
    days = (stop.day - start.day).days
    if days < 0:
        raise ImpossibleOrder
    return Delay(days=days, precision=Precision.DAY)


def within_limit(delay: Delay, amount: int, unit: LimitUnit) -> bool | None:
    """Say whether a delay keeps a limit; None when it cannot be told from times known only to the day.

    Working days need a calendar of closures, which is not kept here, so those are never judged: None.
    """
    if unit == LimitUnit.WORKING_DAYS:
        return None
    limit = timedelta(hours=amount) if unit == LimitUnit.HOURS else timedelta(days=amount)
    if delay.length is not None:
        return delay.length <= limit
    # Of two days only, the true length lies less than a day to either side of the count.
    if unit == LimitUnit.CALENDAR_DAYS:
        return delay.days <= amount
    shortest, longest = timedelta(days=max(delay.days - 1, 0)), timedelta(days=delay.days + 1)
    if longest <= limit:
        return True
    return False if shortest >= limit else None


def _exact(start: datetime, stop: datetime) -> Delay:
    length = stop - start
    if length < timedelta(0):
        raise ImpossibleOrder
    return Delay(days=length.days, precision=Precision.INSTANT, length=length)

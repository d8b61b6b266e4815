"""How far two clinical times lie apart, and whether their order is possible. Pure.

Clocks against limits are in clocks.py; the three delays of a case in the cases app.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.core.clock import ClinicalTime, Precision


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


def _exact(start: datetime, stop: datetime) -> Delay:
    length = stop - start
    if length < timedelta(0):
        raise ImpossibleOrder
    return Delay(days=length.days, precision=Precision.INSTANT, length=length)

"""Which days a trust works. Pure: nation, closures and days worked all the same go in, yes or no comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from apps.journeys.enums import Nation

_SATURDAY = 5
# A trust that closes for longer than this has no working days to count.
_LONGEST_CLOSURE = 3660


class NeverWorks(ValueError):
    """No working day lies within ten years, so the calendar cannot be right."""


@dataclass(frozen=True)
class WorkCalendar:
    """Monday to Friday without the nation's bank holidays, and the days on which the trust differs."""

    nation: Nation
    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether the trust works on that day; what the trust says of a day goes before everything else."""
        if day in self.worked:
            return True
        return not (day in self.closed or day.weekday() >= _SATURDAY or day in bank_holidays(self.nation, day.year))

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`; `day` itself is day 0. Raises NeverWorks."""
        left, idle = count, 0
        while left:
            day += timedelta(days=1)
            idle += 1
            if self.is_working(day):
                left, idle = left - 1, 0
            if idle > _LONGEST_CLOSURE:
                raise NeverWorks
        return day

    def between(self, start: date, stop: date) -> int:
        """Return how many working days lie after `start`, up to and with `stop`."""
        return sum(self.is_working(day) for day in _days_after(start, stop))


@lru_cache(maxsize=512)
def bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    """Return the bank holidays of that nation in that year, substitute days included."""
    return frozenset(holidays.country_holidays("GB", subdiv=str(nation), years=year))


def _days_after(start: date, stop: date) -> Iterator[date]:
    return (start + timedelta(days=ahead) for ahead in range(1, (stop - start).days + 1))

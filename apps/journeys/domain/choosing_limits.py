"""Which limit holds for a clock, where several could. Pure.

The rule, in this order: the limit is in force on the London day on which the clock starts; the most specific wins (a
patient group counts for more than a priority, a priority for more than being the trust's own); then the newest. A
national limit that is locked is never displaced: it is answered for as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID


class Limiting(Protocol):
    """What a limit says of itself."""

    trust_id: UUID | None
    patient_group: str
    priority: str
    start_stage: str
    stop_stage: str
    active_from: date
    inactive_from: date | None
    locked: bool


L = TypeVar("L", bound=Limiting)


def limits_that_hold(
    limits: Iterable[L],
    *,
    start_stage: str,
    stop_stage: str,
    day: date | None,
    patient_group: str = "",
    priority: str = "",
) -> list[L]:
    """Return the limit that holds, and after it every locked one that holds besides; none without a day."""
    if day is None:
        return []
    holding = [
        limit
        for limit in limits
        if (limit.start_stage, limit.stop_stage) == (start_stage, stop_stage)
        and in_force(limit, day)
        and limit.patient_group in ("", patient_group)
        and limit.priority in ("", priority)
    ]
    if not holding:
        return []
    first = max(holding, key=specificity)
    return [
        first,
        *sorted((one for one in holding if one.locked and one is not first), key=lambda one: one.active_from),
    ]


def in_force(limit: Limiting, day: date) -> bool:
    """Whether a clock that starts on that day is held to the limit."""
    return limit.active_from <= day and (limit.inactive_from is None or day < limit.inactive_from)


def specificity(limit: Limiting) -> tuple[bool, bool, bool, date]:
    """Return what overlapping limits are compared by, the greatest wins."""
    return (limit.patient_group != "", limit.priority != "", limit.trust_id is not None, limit.active_from)

"""Which source counts when several tell the same step. Pure.

Every source keeps its own row and all of them are shown; the order below only says which one the clocks read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from apps.core.clock import UNKNOWN_TIME, ClinicalTime
from apps.journeys.enums import JourneyStage, RecordSource

# The first that knows a time counts, for this reason:
SOURCE_ORDER: tuple[RecordSource, ...] = (
    RecordSource.MANUAL,  # a person looked at the record, saw what the systems say, and gave a reason
    RecordSource.ALERT,  # the act itself was recorded here, at the moment when somebody did it
    RecordSource.RIS,  # the system in which the work is done; its times are what audits count
    RecordSource.API,  # another system, which mostly repeats one of the two others
    RecordSource.DICOM,  # a scanner's clock: often minutes wrong, sometimes in another zone
)
_RANK = {source.value: place for place, source in enumerate(SOURCE_ORDER)}


class Told(Protocol):
    """A step as one source tells it."""

    stage: str
    origin: str

    @property
    def time(self) -> ClinicalTime:
        """When, and how exactly that is known."""


T = TypeVar("T", bound=Told)


def in_order(rows: Iterable[T]) -> list[T]:
    """Return what the sources say of one step, the one that counts first.

    A known time goes before one that is not known, whoever says so; then the order of the sources decides.
    """
    return sorted(rows, key=lambda row: (row.time.at is None, _RANK.get(row.origin, len(_RANK)), row.origin))


def counted(rows: Iterable[T], stage: JourneyStage) -> T | None:
    """Return the row that counts for a step; None when no source tells of it."""
    told = in_order(row for row in rows if row.stage == stage)
    return told[0] if told else None


def counted_time(rows: Iterable[T], stage: JourneyStage) -> ClinicalTime:
    """Return the time that counts for a step; unknown when nobody knows one."""
    row = counted(rows, stage)
    return row.time if row else UNKNOWN_TIME


def disagree(rows: Iterable[T]) -> bool:
    """Whether two sources that know a time of the same step say what cannot both be true.

    A day agrees with every time on it; two instants agree within the same minute.
    """
    known = [row.time for row in rows if row.time.at is not None]
    return any(not _agree(one, other) for place, one in enumerate(known) for other in known[place + 1 :])


def _agree(one: ClinicalTime, other: ClinicalTime) -> bool:
    if one.at is None or other.at is None or one.precision != other.precision:
        return one.day == other.day
    return abs((one.at - other.at).total_seconds()) < 60

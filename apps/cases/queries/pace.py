"""How long logging took, by department and month, as far as the numbers are large enough to be shown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from apps.accounts.models import Department
from apps.cases.models import LoggingPace

SHARES = (0.5, 0.9)


@dataclass(frozen=True)
class PaceLine:
    """One department in one month; `bands` are the ends of the bands that hold the median and the 90th centile."""

    department: str
    month: date
    begun: int
    saved: int
    bands: tuple[int, int]

    @property
    def abandoned(self) -> int:
        """Attempts that were begun and never saved."""
        return max(self.begun - self.saved, 0)


def pace_of(department_ids: Sequence[UUID], since: date) -> list[PaceLine]:
    """Every department and month with an attempt, the newest month first; two queries."""
    names = dict(Department.objects.filter(pk__in=department_ids).values_list("pk", "name"))
    counted: dict[tuple[date, UUID], dict[int, int]] = defaultdict(dict)
    for row in LoggingPace.objects.filter(department__in=department_ids, month__gte=since):
        counted[row.month, row.department_id][row.seconds] = row.count
    lines = []
    for (month, department_id), counts in counted.items():
        begun = counts.pop(LoggingPace.BEGUN, 0)
        median, ninetieth = (centile(counts, share) for share in SHARES)
        lines.append(PaceLine(names[department_id], month, begun, sum(counts.values()), (median, ninetieth)))
    return sorted(lines, key=lambda line: (-line.month.toordinal(), line.department))


def centile(counts: Mapping[int, int], share: float) -> int:
    """The end of the band in which this share of the times is reached; 0 when there is none."""
    total, reached = sum(counts.values()), 0
    for band in sorted(counts):
        reached += counts[band]
        if reached >= share * total:
            return band
    return 0

"""How often journeys failed where: pure counting of places and of cases, each with its denominator (DOMAIN 6)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from apps.cases.queries.failures import INSIDE, OUTSIDE, UNKNOWN, PlaceFact
from apps.journeys.enums import INSIDE_RADIOLOGY


@dataclass(frozen=True)
class FailureCounts:
    """Places by step, by role, by side and by failing; `with_a_place` of `cases` have one or more.

    What is counted is places: a case may have several, so their sum is `places` and not the number of cases.
    """

    cases: int
    with_a_place: int = 0
    places: int = 0
    by_stage: Counter[str] = field(default_factory=Counter)
    by_party: Counter[str] = field(default_factory=Counter)
    by_side: Counter[str] = field(default_factory=Counter)
    by_failing: Counter[str] = field(default_factory=Counter)

    @property
    def without_a_place(self) -> int:
        """The cases of which nobody has said where it failed."""
        return self.cases - self.with_a_place


def count_failures(facts: Iterable[PlaceFact], cases: int) -> FailureCounts:
    """Count the places of `cases` cases; an empty step, role or failing is counted as not known."""
    rows = list(facts)
    with_a_place: set[UUID] = {one.case_id for one in rows}
    return FailureCounts(
        cases=cases,
        with_a_place=len(with_a_place),
        places=len(rows),
        by_stage=Counter(one.stage for one in rows),
        by_party=Counter(one.party for one in rows),
        by_side=Counter(side_of(one.party) for one in rows),
        by_failing=Counter(one.failing for one in rows),
    )


def side_of(party: str) -> str:
    """Inside radiology, outside, or not known."""
    if not party:
        return UNKNOWN
    return INSIDE if party in INSIDE_RADIOLOGY else OUTSIDE

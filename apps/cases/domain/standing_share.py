"""The share of reports standing wrong for which each action was recorded within 14 days: pure counting.

DOMAIN 1.3 (S5): the target is 100 %, checked 14 days after identification. DOMAIN 6: n and denominator are named,
percentages are rounded half up, sub-totals equal totals.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from apps.cases.domain.standing import STANDING_DAYS
from apps.cases.enums import ActionKind, ActionStatus
from apps.cases.queries.standing_share import ActionFact

APPLICABLE = frozenset({ActionStatus.OPEN, ActionStatus.DONE})
KINDS = (ActionKind.ADDENDUM, ActionKind.REFERRER, ActionKind.READER, ActionKind.EXTERNAL)


@dataclass
class Tally:
    """How one kind of action stands in one period; every applicable one that is past its check is in one of four."""

    in_time: int = 0
    recorded_later: int = 0
    late: int = 0
    still_open: int = 0

    @property
    def denominator(self) -> int:
        """The actions that applied and whose 14 days are over."""
        return self.in_time + self.recorded_later + self.late + self.still_open

    def add(self, other: "Tally") -> None:
        """Sum, so that a total is its parts."""
        self.in_time += other.in_time
        self.recorded_later += other.recorded_later
        self.late += other.late
        self.still_open += other.still_open


@dataclass
class Period:
    """One month, quarter or all of them: the cases past their check, those not yet, and each kind of action."""

    first_day: date | None
    cases: set[UUID] = field(default_factory=set)
    not_yet_due: set[UUID] = field(default_factory=set)
    kinds: dict[str, Tally] = field(default_factory=lambda: {kind.value: Tally() for kind in KINDS})


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def quarter_of(day: date) -> date:
    """The first day of its calendar quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def count_shares(facts: Iterable[ActionFact], *, by_quarter: bool, day: date) -> list[Period]:
    """One period for each month or quarter in which something was identified, newest first, as of `day`."""
    periods: dict[date, Period] = {}
    for fact in facts:
        first = quarter_of(fact.identified_on) if by_quarter else month_of(fact.identified_on)
        period = periods.setdefault(first, Period(first))
        check = fact.identified_on + timedelta(days=STANDING_DAYS)
        if day <= check:
            period.not_yet_due.add(fact.case_id)
            continue
        period.cases.add(fact.case_id)
        if fact.kind in period.kinds and fact.status in APPLICABLE:
            _note(period.kinds[fact.kind], fact, check)
    return [periods[first] for first in sorted(periods, reverse=True)]


def _note(tally: Tally, fact: ActionFact, check: date) -> None:
    if fact.status == ActionStatus.OPEN:
        tally.still_open += 1
    elif fact.recorded_on is not None and fact.recorded_on <= check:
        tally.in_time += 1
    elif fact.happened_on is not None and fact.happened_on <= check:
        tally.recorded_later += 1
    else:
        tally.late += 1


def total_of(periods: Iterable[Period]) -> Period:
    """All periods together."""
    total = Period(None)
    for period in periods:
        total.cases |= period.cases
        total.not_yet_due |= period.not_yet_due
        for kind, tally in period.kinds.items():
            total.kinds[kind].add(tally)
    return total


def percent(n: int, denominator: int) -> int | None:
    """A whole percentage, rounded half up; None out of nothing."""
    return (200 * n + denominator) // (2 * denominator) if denominator else None

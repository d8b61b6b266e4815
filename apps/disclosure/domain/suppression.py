"""Small-number suppression: tables of counts of people in a form that may leave a department.

Order of work: margins are added up from the true counts, small counts are replaced by a star, more counts are
hidden until no star can be worked back, and only then is the rest rounded. So rounding never hides a margin
that does not add up, and a margin is never the key to a star.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.conf import settings

from apps.disclosure.domain.workback import Grid, Place, can_be_worked_back

STAR = "*"


@dataclass(frozen=True)
class SuppressionRules:
    """What counts as small, and how the rest is rounded.

    Counts of 1 to `max_suppressed` are never shown; others are rounded half up to a multiple of `round_to`;
    `secondary` hides further counts so that no star can be worked back. Zero stays zero. Raises ValueError
    when a count that may be shown would round to zero, because then a zero would no longer mean none.
    """

    max_suppressed: int = 7
    round_to: int = 5
    secondary: bool = True
    source: str = (
        "NHS Digital, disclosure control for Hospital Episode Statistics and the Emergency Care Data Set, "
        "below national level (September 2018): 1 to 7 suppressed. Not verified: zero shown, rounding to 5."
    )

    def __post_init__(self) -> None:
        if self.max_suppressed < 0 or self.round_to < 1:
            raise ValueError("max_suppressed must be 0 or more and round_to 1 or more")
        if self.rounded(self.max_suppressed + 1) == 0:
            raise ValueError("a count above max_suppressed would round to zero: raise max_suppressed or lower round_to")

    def is_small(self, count: int) -> bool:
        """Must not be shown."""
        return 1 <= count <= self.max_suppressed

    def rounded(self, count: int) -> int:
        """To the nearest multiple of `round_to`, half up."""
        return (2 * count + self.round_to) // (2 * self.round_to) * self.round_to


def rules_from_settings() -> SuppressionRules:
    """The rules of this installation: settings.SUPPRESSION_RULES (a dict of the fields) or the defaults."""
    return SuppressionRules(**getattr(settings, "SUPPRESSION_RULES", {}))


@dataclass(frozen=True)
class CountTable:
    """True counts of people: one row of `counts` for each row label, one count for each column label."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.rows) or any(len(row) != len(self.columns) for row in self.counts):
            raise ValueError("each row and column needs its label")
        if any(count < 0 for row in self.counts for count in row):
            raise ValueError("a count of people is not negative")

    @classmethod
    def of_list(cls, label: str, counts: dict[str, int]) -> "CountTable":
        """A table of one column, for a plain list with a total."""
        return cls(tuple(counts), (label,), tuple((count,) for count in counts.values()))


@dataclass(frozen=True)
class SuppressedTable:
    """What may leave: rounded counts, None where a star stands. It holds no true count."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None
    rules: SuppressionRules

    @property
    def shown(self) -> tuple[tuple[str, ...], ...]:
        """The counts as printed, a star for None."""
        return tuple(tuple(printed(count) for count in row) for row in self.counts)


def printed(count: int | None) -> str:
    """A count as printed."""
    return STAR if count is None else str(count)


def suppress(table: CountTable, rules: SuppressionRules | None = None) -> SuppressedTable:
    """The one way from true counts of people to a table that may leave.

    Afterwards no count of 1 to `max_suppressed` is shown, margins included, and with `secondary` every star
    for a small count could still be any number from 1 to `max_suppressed`, whatever a reader works out from
    the other counts, the margins and the rounding.
    """
    rules = rules or rules_from_settings()
    grid = Grid.of(table.counts)
    hidden = {place for place, count in grid.counts.items() if rules.is_small(count)}
    if rules.secondary:
        _hide_more(grid, hidden, rules)

    def show(place: Place) -> int | None:
        return None if place in hidden else rules.rounded(grid.counts[place])

    return SuppressedTable(
        rows=table.rows,
        columns=table.columns,
        counts=tuple(tuple(show((r, c)) for c in range(grid.width)) for r in range(grid.height)),
        row_totals=tuple(show((r, None)) for r in range(grid.height)),
        column_totals=tuple(show((None, c)) for c in range(grid.width)),
        total=show((None, None)),
        rules=rules,
    )


def _hide_more(grid: Grid, hidden: set[Place], rules: SuppressionRules) -> None:
    """Hide one more count for the first star that can be worked back, until there is none.

    It ends: each step hides a count, and with everything hidden a star can be anything.
    """

    def leak(among: Iterable[Place], also: set[Place]) -> Place | None:
        stars = hidden | also
        ranges = {place: _range(place, count, stars, rules) for place, count in grid.counts.items()}
        return can_be_worked_back(grid, ranges, among, rules.max_suppressed)

    while (leaking := leak(hidden, set())) is not None:
        choices = [grid.same_as(place) for place in _worth_hiding(grid, leaking, hidden)]
        # One that settles this leak if there is one, so that no more is hidden than needed.
        settling = (choice for choice in choices if leak([leaking], choice) is None)
        hidden.update(next(settling, choices[0]))


def _range(place: Place, count: int, hidden: set[Place], rules: SuppressionRules) -> tuple[int, int | None]:
    """The least and the greatest true count behind what is printed; None: no upper bound.

    A star stands for a small count or for one hidden beside it: the reader cannot tell which.
    """
    if place in hidden:
        return 1, None
    if count == 0:
        return 0, 0
    middle = rules.rounded(count)
    least = max(middle - rules.round_to // 2, rules.max_suppressed + 1)
    return least, middle + (rules.round_to - 1) // 2


def _worth_hiding(grid: Grid, leaking: Place, hidden: set[Place]) -> list[Place]:
    """Counts still shown, best first: the smallest in a line of the leak, that line's total, then the rest.

    A zero hides nothing.
    """

    def preference(place: Place) -> tuple[bool, bool, int, int, int]:
        elsewhere = place[0] != leaking[0] and place[1] != leaking[1]
        row, column = (-1 if part is None else part for part in place)
        return elsewhere, None in place, grid.counts[place], row, column

    return sorted((place for place, count in grid.counts.items() if count > 0 and place not in hidden), key=preference)


def suppressed_mean(values: Sequence[int | float], rules: SuppressionRules | None = None) -> float | None:
    """The mean over people, None (a star) when fewer than `max_suppressed` + 1 people stand behind it."""
    rules = rules or rules_from_settings()
    if len(values) <= rules.max_suppressed:
        return None
    return float(sum(map(Fraction, values)) / len(values))


def suppressed_percentage(part: int, whole: int, rules: SuppressionRules | None = None) -> float | None:
    """A percentage from the rounded part and whole; None (a star) when either is small or whole is 0.

    Without rounding the rest could be worked back from the two, so then it must not be small either.
    """
    rules = rules or rules_from_settings()
    small_rest = rules.round_to == 1 and rules.is_small(whole - part)
    if whole == 0 or rules.is_small(part) or rules.is_small(whole) or small_rest:
        return None
    return min(100.0, 100 * rules.rounded(part) / rules.rounded(whole))

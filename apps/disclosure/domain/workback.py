"""Works out what a reader of a published table could learn about a hidden count.

A table with margins is a flow network: from a source to each row (the row's total), from row to column (the
count), from column to a sink (the column's total), and back (the grand total). The true table is one flow
that fits; a hidden count can be larger or smaller exactly as far as flow can be pushed round a circle
through it within the bounds of what is printed. Integer bounds give integer flows, so the answer is exact.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Row and column; None is the margin: (1, None) the total of row 1, (None, None) the grand total.
Place = tuple[int | None, int | None]
Range = tuple[int, int | None]

_SOURCE = -1
_SINK = -2


@dataclass(frozen=True)
class Grid:
    """True counts by place, margins included."""

    height: int
    width: int
    counts: Mapping[Place, int]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> "Grid":
        """Add up the margins of `rows`."""
        width = len(rows[0]) if rows else 0
        counts: dict[Place, int] = {}
        for r, row in enumerate(rows):
            counts.update({(r, c): count for c, count in enumerate(row)})
            counts[r, None] = sum(row)
        for c in range(width):
            counts[None, c] = sum(row[c] for row in rows)
        counts[None, None] = sum(map(sum, rows))
        return cls(len(rows), width, counts)

    def same_as(self, place: Place) -> set[Place]:
        """The places that hold the same count by the shape of the table: in a list, a count is its own margin."""
        row, column = place
        rows = {row, *((0, None) if self.height == 1 and row in (0, None) else ())}
        columns = {column, *((0, None) if self.width == 1 and column in (0, None) else ())}
        return {(r, c) for r in rows for c in columns}

    def ends(self, place: Place) -> tuple[int, int]:
        """The nodes between which the count of `place` flows; rows are 0, 1, ..., columns follow."""
        row, column = place
        if row is None:
            return (_SINK, _SOURCE) if column is None else (self.height + column, _SINK)
        return (_SOURCE, row) if column is None else (row, self.height + column)


def can_be_worked_back(
    grid: Grid, ranges: Mapping[Place, Range], hidden: Iterable[Place], max_suppressed: int
) -> Place | None:
    """The first hidden place about which the printed table says too much; None when there is none.

    Too much is: a small count that could not be every number from 1 to `max_suppressed`; a small margin that
    could not be every number from its true value up (a sum of stars is at least their number, which nothing can
    hide); or any other hidden count that can be worked back exactly.
    """
    network = _Network(grid, ranges)
    for place in sorted(hidden, key=lambda p: (None in p, p[0] or 0, p[1] or 0)):
        count = grid.counts[place]
        is_safe = network.can_move(place, 1) or network.can_move(place, -1)
        if count <= max_suppressed:
            is_safe = is_safe and network.can_move(place, max_suppressed - count)
            if None not in place:
                is_safe = is_safe and network.can_move(place, 1 - count)
        if not is_safe:
            return place
    return None


class _Network:
    """The residual network of the true table within the printed bounds."""

    def __init__(self, grid: Grid, ranges: Mapping[Place, Range]) -> None:
        self._grid = grid
        self._ranges = ranges
        self._places: dict[int, list[tuple[Place, int, bool]]] = {}
        for place in grid.counts:
            tail, head = grid.ends(place)
            self._places.setdefault(tail, []).append((place, head, True))
            self._places.setdefault(head, []).append((place, tail, False))

    def can_move(self, place: Place, by: int) -> bool:
        """Whether the count of `place` could be off by `by` with all printed numbers still true."""
        tail, head = self._grid.ends(place)
        if by < 0:
            tail, head = head, tail
        flow = dict(self._grid.counts)
        left = abs(by)
        while left > 0:
            path = self._path(head, tail, place, flow)
            if path is None:
                return False
            pushed = min([left, *(room for _, _, room in path)])
            for step, forward, _ in path:
                flow[step] += pushed if forward else -pushed
            left -= pushed
        return True

    def _path(
        self, start: int, goal: int, barred: Place, flow: Mapping[Place, int]
    ) -> list[tuple[Place, bool, int]] | None:
        """A shortest way along which flow can be pushed, with the room of each step."""
        came: dict[int, tuple[int, Place, bool, int]] = {}
        queue = deque([start])
        while queue and goal not in came:
            node = queue.popleft()
            for place, other, forward in self._places.get(node, ()):
                if place == barred or other in came or other == start:
                    continue
                room = self._room(place, forward, flow)
                if room > 0:
                    came[other] = (node, place, forward, room)
                    queue.append(other)
        if goal not in came:
            return None
        path = []
        node = goal
        while node != start:
            node, place, forward, room = came[node]
            path.append((place, forward, room))
        return path

    def _room(self, place: Place, forward: bool, flow: Mapping[Place, int]) -> int:
        least, greatest = self._ranges[place]
        if not forward:
            return flow[place] - least
        # No bound: more than any count could ever be moved by.
        return self._grid.counts[None, None] + 1_000_000 if greatest is None else greatest - flow[place]

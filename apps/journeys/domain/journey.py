"""A journey as a line of moments, and the stretches between them: how long, in whose hands, what is not known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Protocol

from apps.core.clock import ClinicalTime, Precision
from apps.journeys.domain.clocks import Elapsed, read_clock
from apps.journeys.domain.sources import Told, in_order
from apps.journeys.enums import INSIDE_RADIOLOGY, JourneyStage, ResponsibleRole

# What happens after a journey's own steps, on a case: a later image that shows the finding, then its discovery.
LATER_IMAGE, DISCOVERY = "later_image", "discovery"
_ORDER = {key: place for place, key in enumerate([*JourneyStage.values, LATER_IMAGE, DISCOVERY])}


class Side(StrEnum):
    """Whether time was spent inside radiology or outside."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


# Who mostly does a step, where nobody is recorded: said as "usually", and only the side, never a role or a person.
USUAL_SIDE: dict[str, Side] = {
    JourneyStage.REFERRAL: Side.OUTSIDE,
    JourneyStage.VETTING: Side.INSIDE,
    JourneyStage.APPOINTMENT: Side.INSIDE,
    JourneyStage.ACQUISITION: Side.INSIDE,
    JourneyStage.REPORTING: Side.INSIDE,
    JourneyStage.VERIFICATION: Side.INSIDE,
    JourneyStage.COMMUNICATION: Side.INSIDE,
    JourneyStage.ACKNOWLEDGEMENT: Side.OUTSIDE,
    JourneyStage.REFERRER_ACTION: Side.OUTSIDE,
}


@dataclass(frozen=True)
class Moment:
    """One point of the line: a step, a later image or the discovery. `role` is empty where nobody is recorded."""

    key: str
    time: ClinicalTime
    role: str = ""

    @property
    def side(self) -> Side:
        """Inside radiology or outside: by the role, or else by who mostly does such a step."""
        if self.role:
            return Side.INSIDE if self.role in INSIDE_RADIOLOGY else Side.OUTSIDE
        return USUAL_SIDE.get(self.key, Side.UNKNOWN)


@dataclass(frozen=True)
class Stretch:
    """The way from one moment to the next, in the hands of whoever had to do the next thing.

    `through` are steps that happened in between, nobody knows when. `elapsed` is None when an end is not known.
    `share` is the part of the whole line, None when the line or this stretch has no known length.
    """

    start: Moment
    stop: Moment
    through: tuple[Moment, ...] = ()
    elapsed: Elapsed | None = None
    share: Fraction | None = None

    @property
    def is_known(self) -> bool:
        """Whether it is known where all of this time went."""
        return self.elapsed is not None and not self.through

    @property
    def side(self) -> Side:
        """One side when everybody who had it in hand stood there, else not known."""
        sides = {one.side for one in (*self.through, self.stop)}
        return sides.pop() if len(sides) == 1 else Side.UNKNOWN

    @property
    def roles(self) -> tuple[ResponsibleRole, ...]:
        """The recorded roles that had it in hand, each once."""
        said = (one.role for one in (*self.through, self.stop) if one.role)
        return tuple(ResponsibleRole(role) for role in dict.fromkeys(said))

    @property
    def is_usual(self) -> bool:
        """Whether the side is only what is usual, because nobody is recorded."""
        return self.side is not Side.UNKNOWN and not self.roles


@dataclass(frozen=True)
class Line:
    """The stretches of a journey, and the whole from its first known moment to its last."""

    stretches: tuple[Stretch, ...] = ()
    whole: Elapsed | None = None
    # Steps in the wrong order: the later one of each pair, by key.
    out_of_order: tuple[str, ...] = ()

    def time_spent(self, side: Side) -> Fraction:
        """Return the share of the whole that was spent on one side."""
        return sum((one.share for one in self.stretches if one.side is side and one.share), Fraction())


class ToldStep(Told, Protocol):
    """A step as one source tells it, with in whose hands it was."""

    role: str


def moments_of(rows: Iterable[ToldStep]) -> list[Moment]:
    """Return one moment for each step that any source tells of, in the order of a journey."""
    by_stage: dict[str, list[ToldStep]] = {}
    for row in rows:
        by_stage.setdefault(row.stage, []).append(row)
    found = []
    for stage, told in by_stage.items():
        first = in_order(told)
        found.append(Moment(stage, first[0].time, next((row.role for row in first if row.role), "")))
    return sorted(found, key=_place)


def line_of(moments: Sequence[Moment]) -> Line:
    """Return the line through these moments.

    Known moments are joined in the order in which they happened; one that is not known lies where a journey has it.
    """
    known = _in_time([one for one in moments if one.time.at is not None])
    unknown = sorted((one for one in moments if one.time.at is None), key=_place)
    if not known:
        return Line(tuple(_chained(unknown)))
    before = [one for one in unknown if _place(one) < _place(known[0])]
    after = [one for one in unknown if one not in before and _place(one) > _place(known[-1])]
    left = [one for one in unknown if one not in before and one not in after]
    whole = _elapsed(known[0], known[-1]) if len(known) > 1 else None
    by_day = any(one.time.precision is Precision.DAY for one in known)
    stretches: list[Stretch] = []
    for start, stop in pairwise(known):
        between = tuple(one for one in left if _place(start) < _place(one) < _place(stop))
        left = [one for one in left if one not in between]
        elapsed = _elapsed(start, stop)
        stretches.append(Stretch(start, stop, between, elapsed, _share(elapsed, whole, by_day=by_day)))
    # A later image and the discovery may come at any time; only the steps themselves have a usual order.
    steps = [one for one in known if one.key not in (LATER_IMAGE, DISCOVERY)]
    disordered = tuple(two.key for one, two in pairwise(steps) if _place(two) < _place(one))
    return Line(
        (*_chained([*before, known[0]]), *stretches, *_chained([known[-1], *after])),
        whole,
        disordered,
    )


def _place(moment: Moment) -> int:
    return _ORDER[moment.key]


def _in_time(known: Sequence[Moment]) -> list[Moment]:
    """By day, and within a day by the clock; where only the day of one is known, as a journey goes."""
    by_day = sorted(known, key=lambda one: (one.time.day, _place(one)))
    ordered: list[Moment] = []
    for _day, group in groupby(by_day, key=lambda one: one.time.day):
        same = list(group)
        if all(one.time.precision is Precision.INSTANT for one in same):
            same.sort(key=lambda one: (one.time.at, _place(one)))
        ordered += same
    return ordered


def _chained(moments: Sequence[Moment]) -> list[Stretch]:
    """The stretches between moments of which at most one is known: how long they took, nobody knows."""
    return [Stretch(one, two) for one, two in pairwise(moments)]


def _elapsed(start: Moment, stop: Moment) -> Elapsed | None:
    if start.time.at is None or stop.time.at is None:
        return None
    return read_clock(start.time, stop.time, None, None, now=max(start.time.at, stop.time.at)).elapsed


def _share(elapsed: Elapsed | None, whole: Elapsed | None, *, by_day: bool) -> Fraction | None:
    if elapsed is None or whole is None:
        return None
    # One time of which only the day is known makes dates the measure of the whole line, or the shares would not add up.
    if by_day:
        return Fraction(elapsed.days, whole.days) if whole.days else None
    total = whole.least.total_seconds()
    return Fraction(elapsed.least.total_seconds()) / Fraction(total) if total else None

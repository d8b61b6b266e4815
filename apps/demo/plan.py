"""Which pattern each copy follows, and how far it is moved in time."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from random import Random

from django.db import models

from apps.demo.gatherings import ON_AN_AGENDA
from apps.demo.lives import LONGEST
from apps.demo.patterns import Pattern
from apps.demo.reach import in_order

Moved = tuple[Pattern, timedelta]
YEARS = 8
# One case in so many is still open; with few cases, enough that each kind of work is there.
CASES_TO_AN_OPEN_ONE = 50
FEWEST_OPEN = 40
# One case in so many went to a meeting.
CASES_TO_A_DISCUSSED_ONE = 10
# One meeting case in so many thousands is published, for each has a PDF that must be printed.
CASES_TO_A_PUBLISHED_ONE = 200
MOST_PUBLISHED = 40


@dataclass
class Patterns:
    """What was told, by how it ended."""

    over: list[Pattern]
    waiting: list[Pattern]
    discussed_and_over: list[Pattern]
    published: list[Pattern]
    discussed: list[Pattern]
    scheduled: list[Pattern]

    def models(self) -> list[type[models.Model]]:
        """Every table that they reach, in the order in which they may be written."""
        every = {
            table.model: None
            for kind in fields(self)
            for pattern in getattr(self, kind.name)
            for table in pattern.tables
        }
        return in_order(every)


def plan(count: int, told: Patterns, chance: Random, today: datetime) -> Iterator[Moved]:
    """Exactly `count` cases: those that are over first, the oldest first, then those that are still open."""
    left_open = max(count // CASES_TO_AN_OPEN_ONE, min(count // 8, FEWEST_OPEN))
    yield from _over(count - left_open, told, chance, today)
    yield from _open(left_open, told, chance, today)


def _over(count: int, told: Patterns, chance: Random, today: datetime) -> Iterator[Moved]:
    first, last = today - timedelta(days=365 * YEARS), today - LONGEST - timedelta(days=4)
    meeting_every = ON_AN_AGENDA * CASES_TO_A_DISCUSSED_ONE
    published = min(MOST_PUBLISHED, count // CASES_TO_A_PUBLISHED_ONE)
    done = meetings = printed = 0
    while done < count:
        choice = told.over
        if done // meeting_every > meetings and count - done >= ON_AN_AGENDA:
            meetings += 1
            due = printed < published and done * published // count >= printed
            choice = told.published if due else told.discussed_and_over
            printed += due
        pattern = chance.choice(choice)
        yield _moved(pattern, first + (last - first) * (done / count), chance)
        done += pattern.cases


def _open(count: int, told: Patterns, chance: Random, today: datetime) -> Iterator[Moved]:
    kinds = [
        # On the agenda of a meeting to come; its cases came in the last fortnight.
        (told.scheduled, count // 3 // ON_AN_AGENDA, 14),
        # Discussed a few days ago, and not written up.
        (told.discussed, count // 6 // ON_AN_AGENDA, 24),
    ]
    alone = count - ON_AN_AGENDA * sum(many for _choice, many, _ago in kinds)
    for choice, many, ago in [*kinds, (told.waiting, alone, 14)]:
        for index in range(many):
            at = today - timedelta(days=ago) + timedelta(days=8) * (index / many)
            yield _moved(chance.choice(choice), at, chance)


def _moved(pattern: Pattern, at: datetime, chance: Random) -> Moved:
    """Whole days, so that days stay days, and some minutes, so that no two cases came at once."""
    days = (at.date() - pattern.started.date()).days
    return pattern, timedelta(days=days, seconds=chance.randrange(3_600), microseconds=chance.randrange(1_000_000))

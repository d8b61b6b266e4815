"""Tells every kind of episode that mass data are made of, in each department."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from random import Random
from uuid import UUID

from apps.accounts.models import Department
from apps.demo.gatherings import tell_meeting
from apps.demo.lives import OPEN, OVER, Life
from apps.demo.scenarios import SCENARIOS


@dataclass
class Told:
    """What was told, as the cases of each episode: one case, or those of a meeting together."""

    over: list[list[UUID]] = field(default_factory=list)
    waiting: list[list[UUID]] = field(default_factory=list)
    discussed_and_over: list[list[UUID]] = field(default_factory=list)
    published: list[list[UUID]] = field(default_factory=list)
    discussed: list[list[UUID]] = field(default_factory=list)
    scheduled: list[list[UUID]] = field(default_factory=list)


def tell_lives(
    departments: list[Department], chance: Random, over_from: datetime, open_from: datetime, scenarios: int
) -> Told:
    """Tell each life, and each kind of meeting, in each department; every second case has a study."""
    told = Told()
    number = 0
    for department in departments:
        for tell, _round in product(OVER + OPEN, range(scenarios)):
            number += 1
            is_open = tell in OPEN
            life = Life(
                department,
                SCENARIOS[number % len(SCENARIOS)],
                chance,
                open_from if is_open else over_from,
                with_study=number % 2 == 1,
            )
            tell(life)
            (told.waiting if is_open else told.over).append([life.case_id])
        # One of each is enough: its cases are many, and telling them is what takes long.
        told.discussed_and_over.append(tell_meeting(department, chance, over_from, "closed"))
        told.published.append(tell_meeting(department, chance, over_from, "published"))
        told.discussed.append(tell_meeting(department, chance, over_from, "discussed"))
        told.scheduled.append(tell_meeting(department, chance, open_from, "scheduled"))
    return told

"""A meeting with all its cases, told once through the domain: how far it got is up to the caller."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from apps.access.roles import Role
from apps.accounts.models import Department, Profession, User
from apps.accounts.queries.people import people_in, people_with_role
from apps.cases.enums import CaseEvent, PatientAction
from apps.core.clock import LONDON
from apps.demo.lives import Life
from apps.demo.network import Team
from apps.demo.scenarios import SCENARIOS
from apps.demo.story import Storyteller, Told, lunchtime
from apps.meetings.models import Meeting

# Cases on each agenda.
ON_AN_AGENDA = 6
# From the first case to a meeting that is over by now, and to one that is still to come.
UNTIL_HELD = timedelta(days=7)
UNTIL_TO_COME = timedelta(days=24)


def team_of(department: Department) -> Team:
    """The people of a department as the network built it."""

    def first(role: Role) -> User:
        return people_with_role(department.pk, role).order_by("email")[0]

    staff = [one for one in people_in(department.pk).order_by("email") if one.profession != Profession.OTHER]
    return Team(
        department=department,
        chair=first(Role.CHAIR),
        deputy=first(Role.DEPUTY),
        lead=first(Role.LEAD),
        governance=first(Role.GOVERNANCE),
        failsafe=first(Role.FAILSAFE),
        admin=first(Role.ADMIN),
        staff=staff,
        readers=[one for one in staff if one.profession != Profession.REGISTRAR],
        reviewers=list(people_with_role(department.pk, Role.REVIEWER).order_by("email")),
    )


def tell_meeting(department: Department, chance: Random, at: datetime, how_far: str) -> list[UUID]:
    """A meeting and its cases, the first of which came at that moment; returns the cases.

    `how_far` is "scheduled" (still to come), "discussed" (an outcome each, addenda still to do), "closed" (all done) or
    "published" (the first case's learning is, and the others are closed).
    """
    teller = Storyteller(team_of(department), chance, first_number=0, step=lambda: None)
    told = [_ready(department, chance, at + timedelta(hours=3 * place, minutes=7 * place), place)
            for place in range(ON_AN_AGENDA)]  # fmt: skip
    until = UNTIL_TO_COME if how_far == "scheduled" else UNTIL_HELD
    meeting = teller.plan(lunchtime((at + until).astimezone(LONDON)), at + timedelta(days=1))
    items = [(one, teller.place(meeting, one, at + timedelta(days=6))) for one in told]
    if how_far != "scheduled":
        teller.hold(meeting, items)
    if how_far in ("closed", "published"):
        _finish(teller, meeting, told, published=how_far == "published")
    return [one.case_id for one in told]


def _ready(department: Department, chance: Random, at: datetime, place: int) -> Told:
    scenario = chance.choice(SCENARIOS)
    life = Life(department, scenario, chance, at, with_study=place % 2 == 0)
    life.log()
    life.move(1, CaseEvent.ACCEPT)
    life.prepare()
    return Told(life.case_id, scenario, life.author, life.submitter, life.at, PatientAction.NO)


def _finish(teller: Storyteller, meeting: Meeting, told: list[Told], *, published: bool) -> None:
    for one in told:
        teller.finish_actions(one, meeting.starts_at + timedelta(days=3))
    if published:
        teller.write_up(told[0], meeting.starts_at + timedelta(days=1))
    for one in told[1:] if published else told:
        teller.close(one, meeting.starts_at + timedelta(days=5), "Its learning went to everybody who was there.")

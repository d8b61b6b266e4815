"""Two people at the same moment: a case is on one agenda, a key plans one meeting, one outcome is recorded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.access.roles import Role
from apps.core.actor import Actor, acting_as
from apps.core.errors import DomainError
from apps.meetings.domain.agendas import bring_on_the_day, place_on_agenda
from apps.meetings.domain.outcomes import record_outcome
from apps.meetings.domain.scheduling import MeetingPlan, plan_meeting
from apps.meetings.models import AgendaItem, Meeting, Outcome
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(actors: list[Actor], do: Callable[[Actor], object]) -> list[str]:
    """What each actor got, all starting together: `done`, or the code of the refusal."""
    barrier = Barrier(len(actors))

    def one(actor: Actor) -> str:
        barrier.wait()
        try:
            with acting_as(actor):
                do(actor)
            return "done"
        except DomainError as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actors)) as pool:
        return sorted(pool.map(one, actors))


def test_two_chairs_place_one_case_on_two_agendas(hospital: Hospital) -> None:
    case = make.ready_case(hospital.department, hospital.staff)
    meetings = {
        hospital.chair.pk: make.meeting(hospital.department, hospital.chair),
        hospital.deputy.pk: make.meeting(hospital.department, hospital.chair, days=20),
    }

    got = at_once(
        [hospital.actor(Role.CHAIR), hospital.actor(Role.DEPUTY)],
        lambda actor: place_on_agenda(actor=actor, meeting_id=meetings[actor.user_id].pk, case_id=case.pk),
    )

    assert got == ["already_done", "done"]
    assert AgendaItem.objects.count() == 1


def test_last_minutes_are_given_to_one_case(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, minutes=11, overhead_minutes=5)
    cases = {
        hospital.chair.pk: make.ready_case(hospital.department, hospital.staff),
        hospital.deputy.pk: make.ready_case(hospital.department, hospital.staff),
    }

    got = at_once(
        [hospital.actor(Role.CHAIR), hospital.actor(Role.DEPUTY)],
        lambda actor: place_on_agenda(actor=actor, meeting_id=meeting.pk, case_id=cases[actor.user_id].pk),
    )

    assert got == ["done", "no_room"]


def test_one_key_plans_one_meeting(hospital: Hospital) -> None:
    plan = MeetingPlan(department_id=hospital.department.pk, starts_at=make.at_noon(20), submission_key=uuid4())

    got = at_once([hospital.actor(Role.CHAIR)] * 3, lambda actor: plan_meeting(actor=actor, plan=plan))

    assert (got, Meeting.objects.count()) == (["done"] * 3, 1)


def test_two_scribes_record_one_outcome(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, days=-1)
    case = make.ready_case(hospital.department, hospital.staff)
    item = bring_on_the_day(actor=hospital.actor(Role.CHAIR), meeting_id=meeting.pk, case_id=case.pk)
    make.held(meeting, hospital.chair, [hospital.chair])

    got = at_once(
        [hospital.actor(Role.CHAIR), hospital.actor(Role.DEPUTY)],
        lambda actor: record_outcome(actor=actor, meeting_id=meeting.pk, item_id=item.pk, discussion=make.discussion()),
    )

    assert (got, Outcome.objects.count()) == (["already_done", "done"], 1)


def test_database_itself_keeps_a_case_to_one_open_line(hospital: Hospital) -> None:
    case = make.ready_case(hospital.department, hospital.staff)
    item = make.agenda_item(make.meeting(hospital.department, hospital.chair), case, hospital.chair)
    other = make.meeting(hospital.department, hospital.chair, days=20)

    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(
            meeting=other,
            case=case,
            position=1,
            minutes=6,
            led_by=hospital.chair,
            placed_at=timezone.now(),
            placed_by=hospital.chair,
        )

    assert AgendaItem.objects.get() == item

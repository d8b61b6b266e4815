"""A statement that is made once for a person counts what the query itself counts, and follows their roles at once."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.models import Case
from apps.cases.queries.lists import Filters, cases_for, list_for, newest_for, waiting_for_triage
from apps.core import compiled
from apps.core.actor import Actor, acting_as, anonymous_actor, command_actor
from apps.core.compiled import count_up_to, first_keys
from tests.factories import accounts, cases
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db
PEOPLE = [Role.STAFF, Role.REVIEWER, Role.CHAIR, Role.DEPUTY, Role.LEAD, Role.GOVERNANCE, Role.ADMIN]


@pytest.fixture
def place() -> World:
    """Two departments, with a few cases in each."""
    built = world()
    staff = built.one(Role.STAFF)
    for confidentiality in ("open", "open", "confidential"):
        cases.case(staff, built.north, confidentiality=confidentiality)
    return built


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("build", [waiting_for_triage, cases_for])
def test_it_counts_what_the_query_counts(place: World, role: Role, build: Any) -> None:
    given = (Filters(),) if build is cases_for else ()
    actor = actor_for(place.one(role))

    for _again in range(2):
        assert count_up_to(100, build, actor, *given) == build(actor, *given).count()
    cases.case(place.one(Role.STAFF), place.north)
    assert count_up_to(100, build, actor, *given) == build(actor, *given).count()


def test_it_counts_no_further_than_it_is_asked_to(place: World) -> None:
    assert count_up_to(2, waiting_for_triage, actor_for(place.one(Role.CHAIR))) == 2


def test_what_needs_no_asking_is_not_asked(place: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert count_up_to(10, cases_for, anonymous_actor(), Filters()) == 0
    assert len(asked) == 0


def test_a_role_that_ends_counts_nothing_more_at_once(place: World) -> None:
    person = place.one(Role.CHAIR)
    assert count_up_to(10, waiting_for_triage, actor_for(person)) == 3
    with acting_as(command_actor("test")):
        for held in person.memberships.all():
            held.delete()

    assert count_up_to(10, waiting_for_triage, actor_for(person)) == 0
    with acting_as(command_actor("test")):
        accounts.membership(person, place.south, Role.CHAIR)
    assert count_up_to(10, waiting_for_triage, actor_for(person)) == 0


def test_one_persons_statement_is_never_anothers(place: World) -> None:
    with acting_as(command_actor("test")):
        other = accounts.member(place.north, Role.STAFF)
    cases.case(other, place.north)
    counted = [list_for(actor_for(one), Filters(whose="mine")).total for one in (place.one(Role.STAFF), other)]

    assert counted == [3, 1]


@pytest.mark.parametrize("role", PEOPLE)
def test_the_first_keys_are_those_of_the_query_in_its_order(place: World, role: Role) -> None:
    actor = actor_for(place.one(role))
    keys = list(newest_for(actor, Filters()).values_list("pk", flat=True))

    for _again in range(2):
        assert first_keys(2, newest_for, actor, Filters()) == keys[:2]
    assert [one.pk for one in list_for(actor, Filters()).rows] == keys


def test_nobody_has_no_first_keys() -> None:
    assert first_keys(2, newest_for, anonymous_actor(), Filters()) == []


def test_words_that_somebody_typed_are_not_kept(place: World) -> None:
    actor = actor_for(place.one(Role.CHAIR))
    before = compiled._made.cache_info()
    found = list_for(actor, Filters(words="Hypothetical Patient"))

    assert found.total == 0
    assert compiled._made.cache_info() == before


def test_the_statement_knows_nothing_of_the_request(place: World) -> None:
    seen: list[Actor] = []

    def build(actor: Actor) -> QuerySet[Case]:
        seen.append(actor)
        return Case.objects.filter(department__in=actor.department_ids)

    actor = actor_for(place.one(Role.CHAIR), address="192.0.2.7", request_id=uuid4().hex)
    later = actor_for(place.one(Role.CHAIR), address="192.0.2.8", request_id=uuid4().hex)

    assert count_up_to(10, build, actor) == count_up_to(10, build, later) == 3
    assert [(one.address, one.request_id, one.name) for one in seen] == [("", "", "")]


def _asks_while_it_is_made(actor: Actor) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=[one.pk for one in Case.objects.all()])


def test_what_asks_the_database_while_it_is_made_is_not_kept(place: World) -> None:
    actor = actor_for(place.one(Role.CHAIR))

    with pytest.raises(RuntimeError, match="may not ask the database"):
        count_up_to(100, _asks_while_it_is_made, actor)

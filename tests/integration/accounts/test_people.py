"""People and roles: given and ended by the administrators of the department concerned, and nobody else."""

from datetime import timedelta
from typing import Any

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for, roles_of
from apps.accounts.domain.people import (
    add_person,
    deactivate_person,
    end_role,
    give_role,
    reactivate_person,
    remove_role,
    role_name,
)
from apps.accounts.models import Membership, User
from apps.accounts.queries.people import managed_person, people_in, people_managed_by, people_with_role
from apps.core.actor import Actor, acting_as
from apps.core.clock import today
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused, Stale
from tests.factories import accounts
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def built() -> World:
    return world()


@pytest.fixture
def admin(built: World) -> Any:
    actor = actor_for(built.one(Role.ADMIN))
    with acting_as(actor):
        yield actor


def add(actor: Actor, built: World, **changes: Any) -> tuple[User, bool]:
    values: dict[str, Any] = {
        "email": "new@example.org",
        "full_name": "Nora New",
        "profession": "radiologist",
        "department": built.north,
        "role": "radiology_staff",
    }
    return add_person(actor=actor, **{**values, **changes})


def held_by(person: User, where: Any) -> Membership:
    return Membership.objects.get(person=person, department=where)


def test_added_person_has_the_role_and_no_password(built: World, admin: Actor) -> None:
    person, created = add(admin, built, email=" New@Example.org ")

    assert created is True
    assert (person.email, person.has_usable_password()) == ("new@example.org", False)
    assert [held.roles for held in roles_of(person.pk)] == [frozenset({"radiology_staff"})]
    versions = [User.history.get(id=person.pk), Membership.history.get(person_id=person.pk)]  # type: ignore[attr-defined]  # history()
    assert {row.history_user_id for row in versions} == {admin.user_id}
    assert len({row.change_set for row in versions}) == 1


def test_somebody_with_an_account_gets_the_role_and_keeps_the_name(built: World, admin: Actor) -> None:
    existing = built.one(Role.STAFF, built.other)

    person, created = add(admin, built, email=existing.email.upper(), full_name="Another Name")

    assert (person, created) == (existing, False)
    person.refresh_from_db()
    assert person.full_name == existing.full_name
    assert len(roles_of(person.pk)) == 2


def test_account_that_was_deactivated_is_not_revived_by_adding_it(built: World, admin: Actor) -> None:
    accounts.person(email="gone@example.org", is_active=False)

    with pytest.raises(Refused) as refused:
        add(admin, built, email="gone@example.org")

    assert refused.value.code == "deactivated"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a" * 250 + "@example.org"}, "email"),
        ({"full_name": "   "}, "full_name"),
        ({"full_name": "x" * 151}, "full_name"),
        ({"profession": "plumber"}, "profession"),
        ({"role": "emperor"}, "role"),
        ({"starts_on": today(), "ends_on": today() - DAY}, "ends_on"),
    ],
)
def test_bad_input_is_refused_by_field_and_adds_nobody(
    built: World, admin: Actor, changes: dict[str, Any], field: str
) -> None:
    before = User.objects.count()

    with pytest.raises(Invalid) as refused:
        add(admin, built, **changes)

    assert list(refused.value.fields) == [field]
    assert User.objects.count() == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN], ids=lambda role: role.value)
def test_nobody_but_an_administrator_gives_roles(built: World, role: Role) -> None:
    actor = actor_for(built.one(role))

    with acting_as(actor), pytest.raises(Forbidden):
        give_role(actor=actor, person=built.outsider, department=built.north, role="chair")


def test_administrator_gives_no_role_in_another_department(built: World, admin: Actor) -> None:
    with pytest.raises(Forbidden):
        give_role(actor=admin, person=built.outsider, department=built.south, role="chair")
    with pytest.raises(Forbidden):
        add(admin, built, department=built.other)


def test_nobody_changes_their_own_roles_or_account(built: World, admin: Actor) -> None:
    me = built.one(Role.ADMIN)
    mine = held_by(me, built.north)
    tries = [
        lambda: give_role(actor=admin, person=me, department=built.north, role="chair"),
        lambda: end_role(actor=admin, membership_id=mine.pk, last_day=today()),
        lambda: remove_role(actor=admin, membership_id=mine.pk),
        lambda: deactivate_person(actor=admin, person_id=me.pk),
    ]

    for attempt in tries:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "own_role"


@pytest.mark.parametrize(
    ("first", "last", "is_refused"),
    [(0, None, True), (5, 9, True), (-9, 0, True), (-9, -1, False), (-9, None, True), (20, None, True)],
)
def test_role_is_not_held_twice_on_one_day(
    built: World, admin: Actor, first: int, last: int | None, is_refused: bool
) -> None:
    person = built.one(Role.STAFF)  # has the role from today, with no end

    def give() -> Membership:
        return give_role(
            actor=admin,
            person=person,
            department=built.north,
            role="radiology_staff",
            starts_on=today() + first * DAY,
            ends_on=None if last is None else today() + last * DAY,
        )

    if is_refused:
        with pytest.raises(Refused) as refused:
            give()
        assert refused.value.code == "role_held"
    else:
        assert give().ends_on == today() - DAY


def test_role_counts_on_its_first_and_last_day_only(built: World, admin: Actor) -> None:
    person = accounts.person()

    for first, last in ((1, 2), (-2, -1)):
        accounts.membership(person, built.north, Role.CHAIR, today() + first * DAY, today() + last * DAY)
    assert roles_of(person.pk) == ()
    accounts.membership(person, built.north, Role.REVIEWER, today(), today())
    assert [held.roles for held in roles_of(person.pk)] == [frozenset({"reviewer"})]


def test_role_ended_yesterday_is_gone_at_once(built: World, admin: Actor) -> None:
    person = accounts.person()
    held = accounts.membership(person, built.north, Role.CHAIR, today() - 30 * DAY)

    end_role(actor=admin, membership_id=held.pk, last_day=today() - DAY, reason="Moved away")

    assert roles_of(person.pk) == ()
    newest = Membership.history.filter(id=held.pk).order_by("-version")[0]  # type: ignore[attr-defined]  # history()
    assert (newest.history_change_reason, newest.history_user_id) == ("Moved away", admin.user_id)


def test_role_cannot_end_before_it_began(built: World, admin: Actor) -> None:
    held = held_by(built.one(Role.STAFF), built.north)

    with pytest.raises(Invalid) as refused:
        end_role(actor=admin, membership_id=held.pk, last_day=held.starts_on - DAY)

    assert list(refused.value.fields) == ["ends_on"]


def test_role_changed_meanwhile_is_stale(built: World, admin: Actor) -> None:
    held = held_by(built.one(Role.STAFF), built.north)
    end_role(actor=admin, membership_id=held.pk, last_day=today(), expected_version=1)

    with pytest.raises(Stale):
        end_role(actor=admin, membership_id=held.pk, last_day=today(), expected_version=1)


def test_role_in_another_department_is_not_there(built: World, admin: Actor) -> None:
    held = held_by(built.one(Role.STAFF, built.south), built.south)

    with pytest.raises(NotVisible):
        end_role(actor=admin, membership_id=held.pk, last_day=today())
    with pytest.raises(NotVisible):
        remove_role(actor=admin, membership_id=held.pk)


def test_role_given_by_mistake_is_taken_back_and_stays_in_the_trail(built: World, admin: Actor) -> None:
    held = held_by(built.one(Role.STAFF), built.north)

    remove_role(actor=admin, membership_id=held.pk, reason="Wrong person")

    assert roles_of(held.person_id) == ()
    last = Membership.history.filter(id=held.pk).order_by("-history_id")[0]  # type: ignore[attr-defined]  # history()
    assert (last.history_type, last.history_change_reason) == ("-", "Wrong person")


def test_role_that_was_used_is_ended_and_not_removed(built: World, admin: Actor) -> None:
    held = accounts.membership(accounts.person(), built.north, Role.CHAIR, today() - DAY)

    with pytest.raises(Refused) as refused:
        remove_role(actor=admin, membership_id=held.pk)

    assert refused.value.code == "role_was_used"


def test_deactivated_person_holds_nothing_and_comes_back_without_roles(built: World, admin: Actor) -> None:
    person = accounts.person()
    for role, first in ((Role.CHAIR, -30), (Role.REVIEWER, 0), (Role.DEPUTY, 10)):
        accounts.membership(person, built.north, role, today() + first * DAY)

    deactivate_person(actor=admin, person_id=person.pk, reason="Retired")

    person.refresh_from_db()
    assert (person.is_active, actor_for(person).roles) == (False, ())
    days = sorted(held.ends_on - today() for held in person.memberships.all() if held.ends_on)
    assert days == [-DAY, 0 * DAY]
    assert deactivate_person(actor=admin, person_id=person.pk).pk == person.pk
    assert reactivate_person(actor=admin, person_id=person.pk).is_active is True


def test_account_that_another_department_uses_stays_on(built: World, admin: Actor) -> None:
    person = built.one(Role.STAFF)
    accounts.membership(person, built.other, Role.STAFF)

    with pytest.raises(Refused) as refused:
        deactivate_person(actor=admin, person_id=person.pk)

    assert refused.value.code == "roles_elsewhere"


def test_administrator_sees_exactly_the_people_of_their_departments(built: World) -> None:
    for where in built.departments:
        actor = actor_for(built.one(Role.ADMIN, where))
        expected = {person.pk for (code, _role), person in built.people.items() if code == where.code}

        assert set(people_managed_by(actor).values_list("pk", flat=True)) == expected
    assert not people_managed_by(actor_for(built.one(Role.CHAIR))).exists()
    with pytest.raises(NotVisible):
        managed_person(actor_for(built.one(Role.ADMIN)), built.outsider.pk)


def test_people_of_a_department_are_those_who_work_there_today(built: World, admin: Actor) -> None:
    accounts.membership(built.outsider, built.north, Role.CHAIR, today() - 9 * DAY, today() - DAY)
    both = accounts.member(built.north, Role.STAFF, Role.REVIEWER)

    assert set(people_in(built.north.pk)) == {built.people["NORTH", role] for role in Role} | {both}
    assert set(people_with_role(built.north.pk, Role.STAFF, Role.REVIEWER)) == {
        built.one(Role.STAFF),
        built.one(Role.REVIEWER),
        both,
    }
    assert role_name("chair") == "Chair"

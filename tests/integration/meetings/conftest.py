"""Two departments with chairs, deputies, coordinators and staff who have been there for two years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.core.actor import Actor, acting_as, command_actor
from apps.core.clock import today
from tests.factories import accounts


@dataclass
class Hospital:
    """One department, one person per role in it, and the chair of another department."""

    department: Department
    elsewhere: Department
    people: dict[Role, User]
    stranger: User

    def actor(self, role: Role) -> Actor:
        """The person with that role, signed in."""
        return actor_for(self.people[role])

    @property
    def chair(self) -> User:
        """The chair."""
        return self.people[Role.CHAIR]

    @property
    def deputy(self) -> User:
        """The deputy chair."""
        return self.people[Role.DEPUTY]

    @property
    def staff(self) -> User:
        """A radiologist."""
        return self.people[Role.STAFF]


def long_standing(where: Department, role: Role, name: str) -> User:
    """Somebody who has held that role for two years."""
    who = accounts.person(full_name=name)
    accounts.membership(who, where, role, starts_on=today() - timedelta(days=730))
    return who


@pytest.fixture
def hospital(db: None) -> Iterator[Hospital]:
    """The world of the meeting tests; everything is written by the command actor `test`."""
    with acting_as(command_actor("test")):
        trust = accounts.trust(name="Wolds Trust")
        home = accounts.department(trust=trust, name="Wolds Imaging")
        away = accounts.department(name="Fells Imaging")
        people = {role: long_standing(home, role, f"Zz{role.name.title()} Person") for role in Role}
        yield Hospital(home, away, people, long_standing(away, Role.CHAIR, "Stranger Chair"))


@pytest.fixture
def signed_in(client: Client, hospital: Hospital):
    """A client signed in as the person with a role."""

    def _as(who: Role | User) -> Client:
        client.force_login(hospital.people[who] if isinstance(who, Role) else who)
        return client

    return _as

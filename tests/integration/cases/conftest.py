"""The small world and its people, for the tests of cases."""

from collections.abc import Iterator
from typing import Any

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.core.actor import Actor, acting_as
from tests.support.worlds import World, world


@pytest.fixture
def here(db: None) -> World:
    """Two trusts, three departments, one person for each role in each."""
    return world()


@pytest.fixture
def staff(here: World) -> User:
    """Somebody who logs cases."""
    return here.one(Role.STAFF)


@pytest.fixture
def chair(here: World) -> User:
    """The chair of the first department."""
    return here.one(Role.CHAIR)


@pytest.fixture
def as_person() -> Any:
    """`with as_person(user) as actor:` acts as that person."""

    def act(user: User) -> Any:
        return acting_as(actor_for(user))

    return act


@pytest.fixture
def chairing(chair: User) -> Iterator[Actor]:
    """The test itself acts as the chair."""
    with acting_as(actor_for(chair)) as actor:
        yield actor

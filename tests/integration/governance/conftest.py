"""The small world, a case in it, and its governance record with something in every field."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.models import Case
from tests.factories import cases
from tests.support.governed import govern
from tests.support.worlds import World, world


@pytest.fixture
def here(db: None) -> World:
    """Two trusts, three departments, one person for each role in each."""
    return world()


@pytest.fixture
def case(here: World) -> Case:
    """A case that was logged with an incident reference."""
    return cases.case(here.one(Role.STAFF), here.north, incident_reference="INC-424242")


@pytest.fixture
def governed(here: World, case: Case) -> dict[str, UUID]:
    """Its record."""
    return govern(case, here.north, here.one(Role.GOVERNANCE))


@pytest.fixture
def client_for() -> Any:
    """A browser signed in as that person."""

    def sign_in(person: User) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in

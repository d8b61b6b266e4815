"""Who cannot see the patients of a department is not told that none waits."""

from html import unescape

import pytest
from django.test import Client

from apps.access.roles import Role
from tests.support.worlds import world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "sees_all"),
    [
        (Role.CHAIR, True),
        (Role.LEAD, True),
        (Role.FAILSAFE, True),
        (Role.GOVERNANCE, True),
        (Role.STAFF, False),
        (Role.REVIEWER, False),
        (Role.COORDINATOR, False),
        (Role.ADMIN, False),
    ],
)
def test_an_empty_list_says_whose_patients_it_is_about(client: Client, role: Role, sees_all: bool) -> None:
    built = world()
    client.force_login(built.one(role, built.north))
    page = unescape(client.get("/cases/escalations/").content.decode())
    assert ("No patient is waiting" in page) == sees_all
    assert ("No patient waits for you" in page) == (not sees_all)


@pytest.mark.parametrize(
    ("role", "has_links"), [(Role.CHAIR, True), (Role.DEPUTY, True), (Role.GOVERNANCE, True), (Role.STAFF, False)]
)
def test_who_watches_without_an_item_in_the_navigation_finds_both_lists_on_the_home_page(
    client: Client, role: Role, has_links: bool
) -> None:
    built = world()
    client.force_login(built.one(role, built.north))
    page = client.get("/").content.decode()
    assert ('href="/cases/escalations/"' in page) == has_links
    assert ('href="/alerts/"' in page) == has_links

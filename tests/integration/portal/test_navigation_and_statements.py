"""The navigation of each role, and the pages that only say something."""

import re
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.portal import navigation
from apps.portal.navigation import department_words, items_for
from tests.factories import accounts
from tests.factories import cases as make
from tests.integration.portal.busy import fill
from tests.support.worlds import World, world


@pytest.fixture
def place(db: None) -> World:
    """Two trusts, three departments, a person per role."""
    return world()


ITEMS: dict[Role, list[str]] = {
    Role.STAFF: ["Home", "Log a case", "My cases", "Meetings", "Documents", "Studies", "Notifications"],
    Role.REVIEWER: ["Home", "Log a case", "My cases", "Meetings", "Documents", "Studies", "Notifications"],
    Role.CHAIR: [
        "Home", "Log a case", "Triage", "Cases", "Meetings", "Learning", "Documents", "Studies", "Notifications",
    ],
    Role.DEPUTY: [
        "Home", "Log a case", "Triage", "Cases", "Meetings", "Learning", "Documents", "Studies", "Notifications",
    ],
    Role.COORDINATOR: ["Home", "Meetings", "Documents", "Notifications"],
    Role.LEAD: [
        "Home", "Log a case", "Patients", "Alerts", "Cases", "Meetings", "Learning", "Documents", "Studies",
        "Notifications",
    ],
    Role.GOVERNANCE: [
        "Home", "Cases", "Meetings", "Learning", "Documents", "Studies", "Coding schemes", "Governance", "Who looked",
        "Notifications",
    ],
    Role.IG_LEAD: ["Home", "Who looked", "Notifications"],
    Role.RECORDS: ["Home", "Documents", "Notifications"],
    Role.FAILSAFE: [
        "Home", "Log a case", "Patients", "Alerts", "My cases", "Meetings", "Documents", "Studies", "Notifications",
    ],
    Role.ADMIN: ["Home", "Alerts", "Limits", "Coding schemes", "People", "Notifications"],
}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_navigation_of_each_role(place: World, role: Role) -> None:
    items = items_for(actor_for(place.one(role)), "portal:home")

    assert [one["text"] for one in items] == ITEMS[role]
    assert [one["text"] for one in items if one["current"]] == ["Home"]
    assert [one["text"] for one in items if one["action"]] == (["Log a case"] if "Log a case" in ITEMS[role] else [])


@pytest.mark.parametrize(
    ("page", "current"),
    [
        ("cases:triage-case", ["Triage"]),
        ("cases:detail", ["Cases"]),
        ("cases:received", ["Log a case"]),
        ("meetings:present-case", ["Meetings"]),
        ("learning:edit", ["Learning"]),
        ("accounts:account", []),
        ("", []),
    ],
)
def test_navigation_marks_the_nearest_item(place: World, page: str, current: list[str]) -> None:
    items = items_for(actor_for(place.one(Role.CHAIR)), page)

    assert [one["text"] for one in items if one["current"]] == current


@pytest.mark.parametrize("role", list(Role))
def test_navigation_asks_at_most_four_queries_whatever_waits(place: World, role: Role) -> None:
    actor = actor_for(place.one(role))
    with CaptureQueriesContext(connection) as nothing:
        items_for(actor, "portal:home")
    fill(place, 3)

    with CaptureQueriesContext(connection) as much:
        items_for(actor, "portal:home")

    assert len(nothing) == len(much) <= 4


def test_navigation_counts_what_waits_and_stops_at_a_cap(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        make.case(place.one(Role.STAFF), place.north)
    actor = actor_for(place.one(Role.CHAIR))

    counted = {one["text"]: one["count"] for one in items_for(actor, "")}
    monkeypatch.setattr(navigation, "COUNT_CAP", 3)
    capped = {one["text"]: one["count"] for one in items_for(actor, "")}

    assert counted["Triage"] == "3"
    assert capped["Triage"] == "2+"
    assert counted["Cases"] == ""


def test_navigation_keeps_its_links_when_the_database_cannot_be_asked(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object) -> int:
        raise DatabaseError

    monkeypatch.setattr(navigation, "count_up_to", broken)

    items = items_for(actor_for(place.one(Role.CHAIR)), "")

    assert [one["text"] for one in items] == ITEMS[Role.CHAIR]


def test_department_in_the_header(place: World, client_for: Callable[..., Client]) -> None:
    with_two = place.one(Role.STAFF)
    alone = client_for(with_two).get("/").content.decode()
    from apps.core.actor import acting_as, command_actor

    with acting_as(command_actor("test")):
        accounts.membership(with_two, place.south)
    both = client_for(with_two).get("/").content.decode()

    assert '<span class="app-header__department">North Radiology</span>' in alone
    assert '<span class="app-header__department">2 departments</span>' in both
    assert department_words([]) == "No department yet"


@pytest.mark.parametrize("address", ["/accessibility/", "/privacy/"])
@pytest.mark.django_db
def test_statements_need_no_sign_in(client: Client, address: str) -> None:
    page = client.get(address).content.decode()

    assert page.count("<h1") == 1
    assert "app-header__person" not in page


@pytest.mark.parametrize("address", ["/", "/help/", "/actions/", "/notifications/"])
@pytest.mark.django_db
def test_own_pages_need_a_sign_in(client: Client, address: str) -> None:
    response = client.get(address)

    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/sign-in/")


@pytest.mark.parametrize("role", list(Role))
def test_tour_of_each_role_has_links_that_work(place: World, client_for: Callable[..., Client], role: Role) -> None:
    client = client_for(place.one(role))

    main = client.get("/help/").content.decode().split("<main", 1)[1].split("</main>")[0]

    links = re.findall(r'<a class="nhsuk-link" href="(/[^"]*)"', main)
    assert len(links) > 2
    for href in set(links):
        assert client.get(href).status_code == 200, href


def test_actions_page_lists_own_actions_in_order(place: World, client_for: Callable[..., Client]) -> None:
    fill(place, 2)

    page = client_for(place.one(Role.STAFF)).get("/actions/").content.decode()

    assert page.count("Record as done") == 2
    assert "1 day overdue" in page

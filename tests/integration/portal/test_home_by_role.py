"""The home page is right for each role, with nothing, one thing and fifty."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.access.roles import Role
from tests.integration.portal.busy import Busy, fill
from tests.support.worlds import World, world


@pytest.fixture
def place(db: None) -> World:
    """Two trusts, three departments, a person per role."""
    return world()


HREF = re.compile(r'href="(/[^"#]*)"')
FORM = re.compile(r'<form method="post" action="(/[^"]*)" data-once>')


def main_of(page: str) -> str:
    """The part of a page that is its own."""
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def titles(page: str) -> list[str]:
    """The headings of the sections, without their counts."""
    found = re.findall(r'app-task-list__title"[^>]*>(.*?)</h2>', page, re.S)
    return [unescape(re.sub(r"<span.*", "", one, flags=re.S)).strip() for one in found]


@pytest.mark.parametrize("role", list(Role))
def test_home_with_nothing_says_so_and_every_link_works(
    place: World, client_for: Callable[..., Client], role: Role
) -> None:
    client = client_for(place.one(role))

    response = client.get("/")

    assert response.status_code == 200
    assert "Nothing waits for you" in response.content.decode()
    for href in set(HREF.findall(response.content.decode())) - {"/static"}:
        if not href.startswith("/static"):
            assert client.get(href).status_code == 200, href


def test_home_of_somebody_without_a_role_says_whom_to_ask(place: World, client_for: Callable[..., Client]) -> None:
    response = client_for(place.outsider).get("/")

    assert response.status_code == 200
    assert "You have no role yet" in response.content.decode()


EXPECTED: dict[Role, list[str]] = {
    Role.STAFF: ["Questions to you", "Follow-up actions", "What became of your cases"],
    Role.REVIEWER: ["Your view is wanted"],
    Role.CHAIR: [
        "Follow-up actions",
        "New cases to decide",
        "Reviews that are complete",
        "Meetings to record",
        "Outcomes to record",
        "On an agenda without a copy for the room",
        "Meetings to prepare",
        "Ready, without a meeting",
        "Approved, ready to publish",
        "Documents that could not be made",
        "Your drafts",
        "Discussed, with no summary yet",
    ],
    Role.DEPUTY: [
        "Follow-up actions",
        "New cases to decide",
        "Reviews that are complete",
        "Meetings to record",
        "Outcomes to record",
        "On an agenda without a copy for the room",
        "Meetings to prepare",
        "Ready, without a meeting",
        "Learning to approve",
        "Approved, ready to publish",
        "Documents that could not be made",
        "Discussed, with no summary yet",
    ],
    Role.COORDINATOR: ["Meetings to record", "Meetings to prepare"],
    Role.LEAD: ["Patients who may need action", "Follow-up actions", "Learning to approve"],
    Role.GOVERNANCE: ["Learning to approve"],
    Role.IG_LEAD: [],
    Role.RECORDS: [],
    Role.FAILSAFE: ["Patients who may need action"],
    Role.ADMIN: ["People without a role"],
}


@pytest.mark.parametrize("role", list(Role))
def test_home_with_one_of_each_shows_the_role_its_own_and_every_button_works(
    place: World, client_for: Callable[..., Client], role: Role
) -> None:
    fill(place, 1)
    client = client_for(place.one(role))

    page = client.get("/").content.decode()

    assert titles(page) == EXPECTED[role]
    for href in {unescape(one) for one in HREF.findall(main_of(page))}:
        assert client.get(href).status_code == 200, href
    for action in FORM.findall(main_of(page)):
        assert client.post(action, follow=True).status_code == 200, action


def test_home_asks_the_database_as_often_for_fifty_as_for_one(place: World, client_for: Callable[..., Client]) -> None:
    """For each role; they look at the same fifty, which are dear to make."""
    busy: Busy = fill(place, 1)
    asked_for_one = {role: _home(client_for, place, role)[0] for role in Role}
    fill(place, 49, busy)

    for role in Role:
        asked, page = _home(client_for, place, role)

        assert asked == asked_for_one[role], role
        for heading in titles(page):
            many = rf"{re.escape(heading)}\s*<span[^>]*>(?:50|99\+|51)</span>"
            assert re.search(many, unescape(page)), (role, heading)
        if EXPECTED[role]:
            assert "See all" in page, role


def _home(client_for: Callable[..., Client], place: World, role: Role) -> tuple[int, str]:
    """How often the home page of the role asks, once what it remembers is remembered; and the page."""
    client = client_for(place.one(role))
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/").content.decode()
    return len(asked), page


def test_home_of_another_department_shows_nothing_of_this_one(place: World, client_for: Callable[..., Client]) -> None:
    fill(place, 1)
    for where in (place.south, place.other):
        for role in Role:
            page = client_for(place.one(role, where)).get("/").content.decode()

            assert titles(page) == [], (where.code, role)


def test_a_chair_does_not_find_a_case_about_their_own_report(place: World, client_for: Callable[..., Any]) -> None:
    from tests.integration.portal.busy import case_read_by

    case = case_read_by(place, place.one(Role.CHAIR))

    chair = client_for(place.one(Role.CHAIR)).get("/").content.decode()
    deputy = client_for(place.one(Role.DEPUTY)).get("/").content.decode()

    assert case.reference not in chair
    assert case.reference in deputy

"""The pages on which administrators add people and give, end and remove roles."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from apps.access.models import AccessEvent
from apps.access.roles import Role
from apps.accounts import invitations
from apps.accounts.models import Membership, User
from apps.core.actor import Actor
from apps.core.clock import today
from tests.factories import accounts
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def built() -> World:
    return world()


def held_by(person: User, where: Any) -> Membership:
    return Membership.objects.get(person=person, department=where)


@pytest.fixture
def visitor(built: World, client_for: Any) -> Client:
    found: Client = client_for(built.one(Role.ADMIN))
    return found


def form_for(built: World, **changes: str) -> dict[str, str]:
    day = today()
    return {
        "full_name": "Nora New",
        "email": "nora@example.org",
        "profession": "radiologist",
        "department": str(built.north.pk),
        "role": "chair",
        "starts_on_day": str(day.day),
        "starts_on_month": str(day.month),
        "starts_on_year": str(day.year),
        **changes,
    }


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_people_pages_are_for_administrators_only(built: World, client_for: Any, role: Role) -> None:
    client, other = client_for(built.one(role)), built.one(Role.STAFF)
    pages = ["/people/", "/people/new/", f"/people/{other.pk}/", f"/people/{other.pk}/roles/new/"]

    answers = {client.get(page).status_code for page in pages}

    assert answers == ({200} if role is Role.ADMIN else {404})


def test_person_of_another_department_is_a_404(built: World, visitor: Client) -> None:
    other = built.one(Role.STAFF, built.south)
    held = held_by(other, built.south)
    base = f"/people/{other.pk}/"

    for page in ("", "roles/new/", f"roles/{held.pk}/end/", f"roles/{held.pk}/remove/", "account/"):
        assert visitor.get(base + page).status_code == 404
    assert visitor.post(f"{base}link/").status_code == 404
    mine = built.one(Role.STAFF)
    assert visitor.get(f"/people/{mine.pk}/roles/{held.pk}/end/").status_code == 404


def test_list_is_recorded_and_searched_by_part_of_a_name(built: World, visitor: Client) -> None:
    page = visitor.get("/people/?q=CHAIR@").content.decode()

    assert "Chair of North Radiology" in page
    assert "Deputy" in page
    assert "Coordinator of" not in page
    assert AccessEvent.objects.get().action == "search"
    assert visitor.get("/people/?q=%00&after=%00").status_code == 200
    assert "Nobody found" in visitor.get("/people/?q=zzzz").content.decode()


def test_added_person_gets_a_link_that_works_once(built: World, visitor: Client) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = visitor.post("/people/new/", form_for(built))

    person = User.objects.get(email="nora@example.org")
    assert response["Location"] == f"/people/{person.pk}/"
    (message,) = mail.outbox
    assert message.to == ["nora@example.org"]
    link = re.search(r"http://\S+", message.body)
    assert link is not None
    assert link[0] not in visitor.get(response["Location"]).content.decode()


def test_without_a_mail_server_the_link_is_shown_to_hand_over(built: World, visitor: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    page = visitor.post("/people/new/", form_for(built)).content.decode()

    assert "Hand over this link" in page
    assert "/account/set-password/" in page


def test_refused_form_keeps_what_was_typed_and_says_why(built: World, visitor: Client) -> None:
    response = visitor.post(
        "/people/new/", form_for(built, email="not an address", starts_on_day="31", starts_on_month="2")
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error:" in page
    assert "not an address" in page
    assert "Nora New" in page


def test_double_click_adds_one_person_with_one_role(built: World, visitor: Client) -> None:
    visitor.post("/people/new/", form_for(built))
    again = visitor.post("/people/new/", form_for(built))

    assert "already holds this role" in again.content.decode()
    person = User.objects.get(email="nora@example.org")
    assert person.memberships.count() == 1


def test_role_is_given_ended_and_removed_through_the_pages(built: World, visitor: Client) -> None:
    person = built.one(Role.STAFF)
    base = f"/people/{person.pk}/"
    day = today()
    visitor.post(f"{base}roles/new/", form_for(built, role="reviewer"))
    held = Membership.objects.get(person=person, role="reviewer")
    last = {"ends_on_day": str(day.day), "ends_on_month": str(day.month), "ends_on_year": str(day.year)}

    ended = visitor.post(f"{base}roles/{held.pk}/end/", {**last, "reason": "Rota", "expected_version": "1"})
    stale = visitor.post(f"{base}roles/{held.pk}/end/", {**last, "reason": "Rota again", "expected_version": "1"})
    assert (ended.status_code, stale.status_code) == (302, 200)
    assert "Somebody else changed this role first" in stale.content.decode()
    assert "Rota again" in stale.content.decode()
    assert visitor.post(f"{base}roles/{held.pk}/remove/", {"reason": ""}).status_code == 200
    assert visitor.post(f"{base}roles/{held.pk}/remove/", {"reason": "Mistake"}).status_code == 302
    assert not Membership.objects.filter(pk=held.pk).exists()


def test_account_is_switched_off_and_on_through_the_pages(built: World, visitor: Client) -> None:
    person = built.one(Role.STAFF)
    address = f"/people/{person.pk}/account/"

    visitor.post(address, {"reason": "Left", "wanted": "inactive"})
    person.refresh_from_db()
    assert person.is_active is False
    assert "Deactivated" in visitor.get(f"/people/{person.pk}/").content.decode()
    assert visitor.post(f"/people/{person.pk}/link/").status_code == 409
    visitor.post(address, {"reason": "Back", "wanted": "active"})
    person.refresh_from_db()
    assert person.is_active is True


def test_own_page_offers_no_change(built: World, visitor: Client) -> None:
    page = visitor.get(f"/people/{built.one(Role.ADMIN).pk}/").content.decode()

    assert "This is you" in page
    assert "Deactivate" not in page


def test_list_has_a_fixed_number_of_queries(built: World, visitor: Client, acting: Actor) -> None:
    visitor.get("/people/")
    few = count_queries(visitor, "/people/")
    for _n in range(25):
        accounts.member(built.north, Role.STAFF)

    assert count_queries(visitor, "/people/") == few


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_more_than_fifty_people_are_paged(built: World, visitor: Client, acting: Actor) -> None:
    for n in range(60):
        accounts.member(built.north, Role.STAFF, full_name=f"Zz {n:03d}")

    page = visitor.get("/people/").content.decode()
    more = re.search(r'href="(/people/\?[^"]*after=[^"]*)"', page)

    assert more is not None
    second = visitor.get(more[1].replace("&amp;", "&")).content.decode()
    assert "Zz 059" in second
    assert "Zz 059" not in page


@pytest.mark.parametrize(
    ("page", "data", "words"),
    [
        ("roles/new/", {"role": ""}, "Choose an answer for"),
        ("roles/new/", {"role": "radiology_staff"}, "already holds this role"),
        ("roles/{held}/end/", {"ends_on_year": "two thousand"}, "There is a problem"),
        ("roles/{held}/end/", {"ends_on_year": "1999"}, "The role started later than that"),
        ("roles/{held}/remove/", {"reason": ""}, "Fill in"),
        ("roles/{held}/remove/", {"reason": "x", "age": "old"}, "ended with a last day and not removed"),
        ("account/", {"reason": ""}, "Fill in"),
        ("account/", {"reason": "x", "elsewhere": "yes"}, "also works in a department that you do not manage"),
    ],
)
def test_refused_page_says_why_and_changes_nothing(
    built: World, visitor: Client, acting: Actor, page: str, data: dict[str, str], words: str
) -> None:
    person = built.one(Role.STAFF)
    held = held_by(person, built.north)
    if "age" in data:
        held.starts_on = today() - 9 * DAY
        held.save()
    if "elsewhere" in data:
        accounts.membership(person, built.other, Role.STAFF)
    before = Membership.history.count()  # type: ignore[attr-defined]  # history()
    day = {"ends_on_day": "1", "ends_on_month": "2", "ends_on_year": "2030"}

    response = visitor.post(f"/people/{person.pk}/{page.format(held=held.pk)}", {**form_for(built), **day, **data})

    assert response.status_code == 200
    assert words in unescape(response.content.decode())
    assert Membership.history.count() == before  # type: ignore[attr-defined]  # history()


@pytest.mark.parametrize("page", ["roles/{held}/end/", "roles/{held}/remove/", "account/", "roles/new/"])
def test_form_pages_open(built: World, visitor: Client, page: str) -> None:
    person = built.one(Role.STAFF)

    response = visitor.get(f"/people/{person.pk}/{page.format(held=held_by(person, built.north).pk)}")

    assert response.status_code == 200
    assert person.full_name in response.content.decode()


def test_new_link_is_mailed_to_the_person_and_to_nobody_else(built: World, visitor: Client) -> None:
    person = built.one(Role.STAFF)

    with TestCase.captureOnCommitCallbacks(execute=True):
        response = visitor.post(f"/people/{person.pk}/link/")

    assert response.status_code == 302
    assert [message.to for message in mail.outbox] == [[person.email]]
    page = visitor.get(response["Location"]).content.decode()
    assert f"on its way to {person.email}" in page
    assert "set-password" not in page


def test_new_link_without_a_mail_server_is_shown(built: World, visitor: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    page = visitor.post(f"/people/{built.one(Role.STAFF).pk}/link/").content.decode()

    assert "/account/set-password/" in page


def test_mail_server_that_is_away_undoes_nothing(
    built: World, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(invitations, "send_mail", away)

    with TestCase.captureOnCommitCallbacks(execute=True):
        response = visitor.post("/people/new/", form_for(built))

    assert response.status_code == 302
    assert User.objects.filter(email="nora@example.org").exists()


def test_existing_account_gets_the_role_and_no_link(built: World, visitor: Client) -> None:
    other = built.one(Role.STAFF, built.other)

    with TestCase.captureOnCommitCallbacks(execute=True):
        response = visitor.post("/people/new/", form_for(built, email=other.email))

    assert "had an account already" in visitor.get(response["Location"]).content.decode()
    assert mail.outbox == []

"""Guarded pages: who gets what, what is recorded, and that a refusal loses nothing that was typed."""

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from apps.access import middleware
from apps.access.log import keyed_digest, record_access
from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.accounts.models import Trust
from apps.core.actor import anonymous_actor
from tests.support.worlds import World, world

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.integration.access.pages_under_test")]

WORDS = "Missed <i>nodule</i>, left upper lobe.\nSee the second line & “quotes” 🙂 \u202bעברית\u202c"


@pytest.fixture
def built() -> World:
    return world()


@pytest.fixture
def chair_client(built: World, client_for: Any) -> Client:
    found: Client = client_for(built.one(Role.CHAIR))
    return found


@pytest.mark.parametrize(
    ("what", "status", "title", "message"),
    [
        ("invalid", 400, "This was not saved", "Not saved. The name is too short."),
        ("forbidden", 403, "You cannot do this", "You read a report in this case."),
        ("hidden", 404, "Page not found", "nothing here that you can see"),
        ("404", 404, "Page not found", "nothing here that you can see"),
        ("refused", 409, "This was not saved", "Choose a reviewer first."),
        ("stale", 409, "Somebody else changed this first", "Ann Other changed this at 10:42."),
        ("unavailable", 503, "The service is busy", "The printer is away."),
        ("locked", 503, "The service is busy", "nothing was changed"),
    ],
)
def test_refused_form_shows_why_and_everything_typed(
    chair_client: Client, what: str, status: int, title: str, message: str
) -> None:
    picture = SimpleUploadedFile("left-lobe.png", b"x")

    response = chair_client.post(
        f"/raises/{what}/",
        {"narrative": WORDS, "parts": ["chest", "neck"], "empty": "", "new_password": "hush", "picture": picture},
        headers={"Referer": "http://testserver/cases/new/"},
    )

    page = unescape(response.content.decode())
    assert response.status_code == status
    assert title in page
    assert message in page
    assert WORDS in page
    assert "chest\nneck" in page
    assert "left-lobe.png" in page
    assert "hush" not in page
    assert "<i>nodule</i>" not in response.content.decode()
    assert 'href="/cases/new/"' in page
    assert Trust.objects.filter(code="HALF").count() == 0
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize(("what", "status"), [("hidden", 404), ("404", 404), ("forbidden", 403), ("locked", 503)])
def test_refused_reading_is_a_page_with_its_status(chair_client: Client, what: str, status: int) -> None:
    response = chair_client.get(f"/raises/{what}/")

    assert response.status_code == status
    assert "What you typed" not in response.content.decode()


def test_foreign_referrer_is_not_linked(chair_client: Client) -> None:
    response = chair_client.post(
        "/raises/refused/", {"words": "x"}, headers={"Referer": "https://elsewhere.example/page/"}
    )

    assert "elsewhere.example" not in response.content.decode()


def test_broken_database_is_a_fault_and_not_a_wait(chair_client: Client) -> None:
    chair_client.raise_request_exception = False

    assert chair_client.post("/raises/broken/").status_code == 500


def test_busy_page_says_when_to_try_again(chair_client: Client) -> None:
    assert chair_client.post("/raises/locked/")["Retry-After"] == "10"


def test_refusal_of_the_domain_is_recorded_as_one_of_access(built: World, chair_client: Client) -> None:
    chair_client.post("/raises/forbidden/")

    event = AccessEvent.objects.get()
    assert (event.action, event.code, event.object_label, event.object_id) == (
        "refused",
        "own_report",
        "raises",
        "forbidden",
    )
    assert event.user_id == built.one(Role.CHAIR).pk


def test_refusal_that_cannot_be_recorded_shows_no_page(
    chair_client: Client, built: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(**kwargs: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(middleware, "record_access", locked)

    assert chair_client.get(f"/departments/{built.other.pk}/").status_code == 503


def test_look_is_recorded_with_the_role_held_there(built: World, chair_client: Client) -> None:
    response = chair_client.get(f"/departments/{built.north.pk}/")

    assert response.status_code == 200
    event = AccessEvent.objects.get()
    assert (event.action, event.object_id, event.department_id, event.roles) == (
        "view",
        str(built.north.pk),
        built.north.pk,
        "chair",
    )
    assert event.request_id == response["X-Request-ID"]


def test_look_that_cannot_be_recorded_is_no_look(
    built: World, chair_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.access import guard

    def locked(**kwargs: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(guard, "record_access", locked)

    response = chair_client.get(f"/departments/{built.north.pk}/")

    assert response.status_code == 503
    # The frame names one's own department; what was asked for stands in the main part, and is not shown.
    assert built.north.name not in response.content.decode().partition("<main")[2].partition("</main>")[0]


def test_record_of_another_department_is_a_404_and_the_try_is_recorded(built: World, chair_client: Client) -> None:
    response = chair_client.get(f"/departments/{built.other.pk}/")

    assert response.status_code == 404
    event = AccessEvent.objects.get()
    assert (event.action, event.code, event.object_id) == ("refused", "not_visible", str(built.other.pk))


def test_visible_record_without_the_permission_is_a_403_with_words(built: World, client_for: Any) -> None:
    response = client_for(built.one(Role.LEAD)).get(f"/departments/{built.north.pk}/")

    assert response.status_code == 403
    assert "Ask your chair or administrator" in response.content.decode()
    assert AccessEvent.objects.get().code == "no_permission"


def test_record_without_any_right_to_it_is_not_told_apart_from_none(built: World, chair_client: Client) -> None:
    assert chair_client.get(f"/departments/{built.north.pk}/settings/").status_code == 404
    assert AccessEvent.objects.get().code == "not_visible"


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_list_without_the_permission_is_a_404(built: World, client_for: Any, role: Role) -> None:
    allowed = {Role.CHAIR, Role.DEPUTY, Role.LEAD, Role.GOVERNANCE}

    response = client_for(built.one(role)).get("/departments/")

    assert response.status_code == (200 if role in allowed else 404)


def test_search_is_recorded_without_its_words(built: World, chair_client: Client) -> None:
    chair_client.get("/departments/")

    row = AccessEvent.objects.values().get()
    assert (row["action"], row["count"]) == (AccessAction.SEARCH, 0)
    assert row["query_digest"] == keyed_digest(["q=Northwood"])
    assert "Northwood" not in str(row)


def test_anonymous_look_joins_nobody_to_anything() -> None:
    event = record_access(actor=anonymous_actor(), action=AccessAction.VIEW, object_label="x")

    assert (event.user_id, event.address, event.request_id) == (None, "", "")

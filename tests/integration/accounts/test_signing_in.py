"""Signing in and out, the lock-out, and where one goes afterwards."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from apps.access.models import AccessAction, AccessEvent
from apps.accounts.models import User
from apps.core.actor import Actor
from apps.core.clock import now
from tests.factories import accounts

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in/"
WRONG = "The e-mail address or the password is not right."


@pytest.fixture
def person(acting: Actor) -> User:
    return accounts.member(accounts.department(), accounts.Role.STAFF, email="rosa@example.org", full_name="Rosa Read")


def try_in(client: Client, email: str = "rosa@example.org", password: str = accounts.PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"email": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_right_password_signs_in_and_is_recorded(client: Client, person: User) -> None:
    response = try_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_in(client)
    event = AccessEvent.objects.get()
    assert (event.action, event.user_id, event.actor_name, event.address) == (
        AccessAction.SIGN_IN,
        person.pk,
        "Rosa Read",
        "127.0.0.1",
    )


@pytest.mark.parametrize("email", ["ROSA@Example.org", "  rosa@example.org "])
def test_address_may_be_typed_in_any_case(client: Client, person: User, email: str) -> None:
    assert try_in(client, email).status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("rosa@example.org", "wrong-password-altogether"),
        ("nobody@example.org", accounts.PASSWORD),
        ("gone@example.org", accounts.PASSWORD),
        ("invited@example.org", "!"),
    ],
    ids=["wrong", "unknown", "deactivated", "no password yet"],
)
def test_every_failure_says_the_same(client: Client, person: User, email: str, password: str) -> None:
    accounts.person(email="gone@example.org", is_active=False)
    accounts.person(email="invited@example.org", password=None)

    response = try_in(client, email, password)

    assert response.status_code == 200
    assert WRONG in response.content.decode()
    assert not is_in(client)


def test_unknown_address_costs_a_hash_as_a_known_one_does(
    client: Client, person: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    spent: list[int] = []
    encode = PBKDF2PasswordHasher.encode

    def counted(self: Any, password: str, salt: str, iterations: int | None = None) -> str:
        spent.append(1)
        return encode(self, password, salt, 1)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)

    try_in(client, "nobody@example.org", "x" * 14)

    assert spent


def test_failure_is_recorded_against_the_account_that_was_tried(client: Client, person: User) -> None:
    try_in(client, password="wrong-password")
    try_in(client, "nobody@example.org")

    known, unknown = AccessEvent.objects.order_by("id")
    assert (known.action, known.code, known.object_id) == ("refused", "bad_credentials", str(person.pk))
    assert (unknown.action, unknown.object_id, unknown.address) == ("refused", "", "127.0.0.1")
    assert known.user_id is None


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("/account/", "/account/"),
        ("/account/looks/?before=3", "/account/looks/?before=3"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_next_stays_on_this_site(client: Client, person: User, wanted: str, got: str) -> None:
    assert try_in(client, next=wanted)["Location"] == got


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("", ""),
        ("rosa@example.org", ""),
        ("", "x"),
        ("a\x00b", "x"),
        ("é" * 400, "x"),
        ("rosa@example.org", "x" * 5000),
    ],
)
def test_empty_or_damaged_input_gets_a_message(client: Client, person: User, email: str, password: str) -> None:
    response = try_in(client, email, password)

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert "<title>Error:" in response.content.decode()


def test_typed_password_never_comes_back(client: Client, person: User) -> None:
    response = try_in(client, password="my-very-own-password")

    assert "my-very-own-password" not in response.content.decode()
    assert "rosa@example.org" in response.content.decode()


def test_five_failures_lock_this_user_at_this_address_for_a_quarter_of_an_hour(client: Client, person: User) -> None:
    start = now()
    with time_machine.travel(start, tick=False):
        for _n in range(5):
            response = try_in(client, password="wrong-password")
        assert response.status_code == 429
        assert int(response["Retry-After"]) == 15 * 60
        assert "Sign-in is paused" in response.content.decode()
        assert try_in(client).status_code == 429

    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        assert int(try_in(client)["Retry-After"]) == 60
    with time_machine.travel(start + timedelta(minutes=15, seconds=1), tick=False):
        assert try_in(client).status_code == 302


def test_lock_holds_for_the_pair_only(client: Client, person: User) -> None:
    accounts.person(email="other@example.org")
    for _n in range(5):
        try_in(client, password="wrong-password")

    assert try_in(Client(REMOTE_ADDR="10.0.0.2")).status_code == 302
    assert try_in(Client(), "other@example.org").status_code == 302
    assert try_in(Client()).status_code == 429


def test_unknown_address_is_locked_in_the_same_way(client: Client) -> None:
    for _n in range(5):
        response = try_in(client, "nobody@example.org")

    assert response.status_code == 429


def test_success_forgets_earlier_failures(client: Client, person: User) -> None:
    for _n in range(4):
        try_in(client, password="wrong-password")
    try_in(client)

    assert try_in(Client(), password="wrong-password").status_code == 200


def test_sign_out_ends_the_session_and_is_recorded(client: Client, person: User) -> None:
    try_in(client)

    response = client.post("/sign-out/")

    assert parse_qs(urlsplit(response["Location"]).query) == {"why": ["signed_out"]}
    assert not is_in(client)
    assert [event.action for event in AccessEvent.objects.order_by("id")] == ["sign_in", "sign_out"]
    assert "You have signed out." in client.get(response["Location"]).content.decode()
    assert client.post("/sign-out/").status_code == 302


def test_sign_out_by_link_does_nothing(client: Client, person: User) -> None:
    try_in(client)

    assert client.get("/sign-out/").status_code == 405
    assert is_in(client)


def test_pages_need_a_sign_in(client: Client) -> None:
    response = client.get("/account/")

    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/account/")


def test_signing_in_needs_the_forgery_token(person: User) -> None:
    response = try_in(Client(enforce_csrf_checks=True))

    assert response.status_code == 403
    assert "This page was out of date" in response.content.decode()


def test_somebody_signed_in_goes_straight_on(client: Client, person: User) -> None:
    try_in(client)

    assert client.get(SIGN_IN + "?next=/account/")["Location"] == "/account/"


def test_deactivated_person_is_out_at_the_next_click(client: Client, person: User) -> None:
    try_in(client)
    person.is_active = False
    person.save()

    assert client.get("/account/")["Location"].startswith("/sign-in/")


def test_answer_of_a_signed_in_person_carries_the_request_id_of_its_log_lines(client: Client, person: User) -> None:
    try_in(client)

    response = client.get("/account/")

    assert len(response["X-Request-ID"]) == 32
    assert "X-Request-ID" not in Client().get(SIGN_IN)


def test_pages_of_a_signed_in_person_stay_out_of_shared_caches(client: Client, person: User) -> None:
    try_in(client)

    assert client.get("/account/")["Cache-Control"] == "private, no-cache"
    assert client.get("/account/password/")["Cache-Control"].count("no-store") == 1
    assert client.post("/sign-out/")["Clear-Site-Data"] == '"cache"'


def test_sign_in_page_allows_nothing_inline(client: Client) -> None:
    policy = client.get(SIGN_IN)["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy

"""The own account: roles, looks, password, set-password links and API tokens."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.test import Client, TestCase

from apps.access.models import AccessEvent
from apps.access.permissions import Permission
from apps.access.roles import Role
from apps.accounts.actors import actor_for, actor_for_token
from apps.accounts.domain.passwords import change_password
from apps.accounts.domain.tokens import create_token, revoke_token
from apps.accounts.invitations import link_for
from apps.accounts.models import ApiToken, TokenUse, User
from apps.core.actor import acting_as
from apps.core.clock import now, today
from apps.core.errors import Forbidden, Invalid, NotVisible
from tests.factories import accounts

pytestmark = pytest.mark.django_db

NEW = "turnip-orchestra-window"


@pytest.fixture
def person(acting: Any) -> User:
    where = accounts.department(name="Harbour Radiology")
    made = accounts.member(where, Role.REVIEWER, email="rosa@example.org", full_name="Rosa Read")
    accounts.membership(made, where, Role.CHAIR, today() - timedelta(days=90), today() - timedelta(days=30))
    return made


@pytest.fixture
def visitor(person: User, client_for: Any) -> Client:
    found: Client = client_for(person)
    return found


def test_account_shows_roles_with_their_days(visitor: Client) -> None:
    page = visitor.get("/account/").content.decode()

    for words in ("Rosa Read", "rosa@example.org", "Reviewer", "Chair", "Harbour Radiology", "Current", "Ended"):
        assert words in page


def test_own_looks_are_mine_only_and_paged(visitor: Client, person: User) -> None:
    for n in range(55):
        AccessEvent.objects.create(
            at=now(), user_id=person.pk, actor_kind="person", actor_name="x", action="view",
            object_label="cases.case", object_id=f"case{n:04d}", source="page",
        )  # fmt: skip
    AccessEvent.objects.create(
        at=now(), user_id=accounts.person().pk, actor_kind="person", actor_name="x", action="view",
        object_label="cases.case", object_id="elsewhere", source="page",
    )  # fmt: skip

    first = visitor.get("/account/looks/").content.decode()
    older = re.search(r'href="(/account/looks/\?before=\d+)"', first)

    assert older is not None
    second = visitor.get(older[1]).content.decode()
    assert ("case0054" in first, "case0000" in first, "case0000" in second) == (True, False, True)
    assert "elsewhere" not in first + second


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "１２"])
def test_damaged_page_marker_shows_the_first_page(visitor: Client, before: str) -> None:
    assert visitor.get("/account/looks/", {"before": before}).status_code == 200


def change(visitor: Client, current: str = accounts.PASSWORD, first: str = NEW, again: str = NEW) -> Any:
    return visitor.post("/account/password/", {"current": current, "password": first, "password_again": again})


def test_changed_password_works_and_ends_other_sessions(visitor: Client, person: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    assert change(visitor).status_code == 302

    assert visitor.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
    newest = User.history.filter(id=person.pk).order_by("-version")[0]  # type: ignore[attr-defined]  # history()
    assert (newest.history_change_reason, newest.history_user_id) == ("Password changed", person.pk)


@pytest.mark.parametrize(
    ("current", "first", "again", "words"),
    [
        ("not-my-password", NEW, NEW, "This is not your current password."),
        (accounts.PASSWORD, NEW, NEW + "x", "Type the same password twice."),
        (accounts.PASSWORD, "short", "short", "at least 12 characters"),
        (accounts.PASSWORD, "passwordpassword", "passwordpassword", None),
        (accounts.PASSWORD, "123456789012", "123456789012", None),
        (accounts.PASSWORD, "rosa@example.org", "rosa@example.org", "too similar"),
        (accounts.PASSWORD, "rosa read rosa", "rosa read rosa", None),
        ("", "", "", "Fill in"),
    ],
)
def test_bad_password_is_refused_with_words(
    visitor: Client, person: User, current: str, first: str, again: str, words: str | None
) -> None:
    response = change(visitor, current, first, again)

    if words is None:
        assert response.status_code in (200, 302)
        return
    assert response.status_code == 200
    assert words in response.content.decode()
    person.refresh_from_db()
    assert person.check_password(accounts.PASSWORD)


@pytest.mark.parametrize("password", ["three random wörds", "aaaa bbbb cccc dddd", "0000-1111-2222-x"])
def test_password_needs_no_special_mixture(visitor: Client, password: str) -> None:
    assert change(visitor, first=password, again=password).status_code == 302


@pytest.mark.parametrize("password", ["password1234", "qwertyuiop123", "1234567890123"])
def test_common_password_is_refused(visitor: Client, password: str) -> None:
    from django.contrib.auth.password_validation import CommonPasswordValidator

    if password not in CommonPasswordValidator().passwords:
        pytest.fail(f"{password} is not on the list of common passwords: choose another example")
    assert change(visitor, first=password, again=password).status_code == 200


def test_password_of_somebody_else_is_not_changed(person: User) -> None:
    other = accounts.person()

    with pytest.raises(Forbidden):
        change_password(actor=actor_for(other), user=person, current="x", password=NEW, again=NEW)


# --- links ---------------------------------------------------------------------------------------------------


def open_link(client: Client, link: str) -> Any:
    return client.get(urlsplit(link).path, follow=True)


def test_link_sets_the_password_once_and_never_shows_its_token_again(person: User) -> None:
    client, link = Client(), link_for(person)

    page = open_link(client, link)
    address = page.redirect_chain[-1][0]
    assert page.status_code == 200
    assert link.rstrip("/").rpartition("/")[2] not in address + page.content.decode()
    response = client.post(address, {"password": NEW, "password_again": NEW})

    assert (response.status_code, response["Location"]) == (302, "/sign-in/")
    person.refresh_from_db()
    assert person.check_password(NEW)
    newest = User.history.filter(id=person.pk).order_by("-version")[0]  # type: ignore[attr-defined]  # history()
    assert (newest.actor_kind, newest.history_user_id) == ("person", person.pk)
    assert open_link(Client(), link).status_code == 410


def test_link_refuses_a_weak_password_and_stays_usable(person: User) -> None:
    client = Client()
    address = open_link(client, link_for(person)).redirect_chain[-1][0]

    assert "at least 12 characters" in client.post(address, {"password": "a", "password_again": "a"}).content.decode()
    assert client.post(address, {"password": NEW, "password_again": NEW}).status_code == 302


def test_link_ends_after_a_day(person: User) -> None:
    link = link_for(person)

    with time_machine.travel(now() + timedelta(hours=23)):
        assert open_link(Client(), link).status_code == 200
    with time_machine.travel(now() + timedelta(hours=25)):
        assert open_link(Client(), link).status_code == 410


@pytest.mark.parametrize("path", ["x/y", "AAAA/choose", "%00/%00", "MTIz/c0ffee-deadbeef", "é/ü"])
def test_made_up_link_says_that_it_does_not_work(path: str) -> None:
    assert Client().get(f"/account/set-password/{path}/", follow=True).status_code == 410


def test_link_of_a_deactivated_person_does_not_work(person: User) -> None:
    link = link_for(person)
    person.is_active = False
    person.save()

    assert open_link(Client(), link).status_code == 410


def test_link_is_bound_to_the_browser_that_opened_it(person: User) -> None:
    address = open_link(Client(), link_for(person)).redirect_chain[-1][0]

    assert Client().get(address).status_code == 410


@pytest.mark.parametrize(("email", "sent"), [("ROSA@example.org", 1), ("nobody@example.org", 0), ("rubbish", 0)])
def test_forgotten_password_answers_the_same_for_every_address(person: User, email: str, sent: int) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        page = Client().post("/account/forgotten/", {"email": email}).content.decode()

    assert "If that address has an account" in page
    assert len(mail.outbox) == sent


def test_mail_is_plain_text_with_the_name_as_it_is(acting: Any) -> None:
    accounts.person(email="p@example.org", full_name="Páidí O'Hara & Sons <x>")

    with TestCase.captureOnCommitCallbacks(execute=True):
        Client().post("/account/forgotten/", {"email": "p@example.org"})

    (message,) = mail.outbox
    assert message.body.startswith("Dear Páidí O'Hara & Sons <x>,")
    assert "http://127.0.0.1:8000/account/set-password/" in message.body


# --- tokens --------------------------------------------------------------------------------------------------


def test_token_is_shown_once_and_can_be_revoked(visitor: Client, person: User) -> None:
    made = visitor.post("/account/tokens/new/", {"name": "Dashboard", "days": "30", "scopes": ["case.view"]})
    text = re.search(r'value="(rlp_[\w-]{43})"', made.content.decode())

    assert text is not None
    token = ApiToken.objects.get()
    assert (token.owner, token.scopes, token.prefix) == (person, ["case.view"], text[1][:12])
    listed = visitor.get("/account/tokens/").content.decode()
    assert "Dashboard" in listed
    assert text[1] not in listed
    visitor.post(f"/account/tokens/{token.pk}/revoke/")
    assert "Revoked" in visitor.get("/account/tokens/").content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "", "days": "30"}, "Fill in"),
        ({"name": "x", "days": "0"}, "There is a problem"),
        ({"name": "x", "days": "9999"}, "There is a problem"),
        ({"name": "x", "days": "²"}, "There is a problem"),
        ({"name": "x", "days": "30", "scopes": ["everything"]}, "There is a problem"),
    ],
)
def test_bad_token_form_makes_none(visitor: Client, data: dict[str, Any], words: str) -> None:
    assert words in visitor.post("/account/tokens/new/", data).content.decode()
    assert ApiToken.objects.count() == 0


def test_page_says_when_a_token_was_made_and_last_used(visitor: Client, person: User) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, 0, tzinfo=UTC)), acting_as(actor_for(person)):
        _token, text = create_token(actor=actor_for(person), owner=person, name="RIS", days=300)
    never = visitor.get("/account/tokens/").content.decode()
    caller = Client(headers={"Authorization": f"Bearer {text}"})

    with time_machine.travel(datetime(2026, 3, 4, 10, 0, tzinfo=UTC), tick=False):
        caller.get("/api/v1/me/")
    with time_machine.travel(datetime(2026, 3, 4, 10, 59, tzinfo=UTC), tick=False):
        caller.get("/api/v1/me/")
    first = TokenUse.objects.get().used_at
    with time_machine.travel(datetime(2026, 3, 5, 12, 0, tzinfo=UTC), tick=False):
        caller.get("/api/v1/me/")

    assert "1 March 2026" in never
    assert "Never" in never
    assert first == datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
    assert TokenUse.objects.get().used_at == datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
    assert "5 March 2026" in visitor.get("/account/tokens/").content.decode()


def test_an_unknown_token_leaves_no_trace_of_use(person: User) -> None:
    assert Client(headers={"Authorization": "Bearer rlp_notatokenbutlongenough"}).get("/api/v1/me/").status_code == 401
    assert not TokenUse.objects.exists()


def test_token_of_somebody_else_is_not_there(visitor: Client) -> None:
    other = accounts.person()
    token, _text = accounts.api_token(other)

    assert visitor.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_nobody_makes_a_token_for_somebody_else_or_with_a_token(person: User) -> None:
    other = accounts.person()
    token, _text = accounts.api_token(person, scopes=(Permission.OWN_PAGES.value,))

    for actor in (actor_for(other), actor_for_token(token)):
        with acting_as(actor), pytest.raises(Forbidden):
            create_token(actor=actor, owner=person, name="x")
    with pytest.raises(NotVisible):
        revoke_token(actor=actor_for(other), token_id=token.pk)


def test_token_names_every_problem_by_field(person: User) -> None:
    with pytest.raises(Invalid) as refused:
        create_token(actor=actor_for(person), owner=person, name=" ", days=0, scopes=["everything"])

    assert sorted(refused.value.fields) == ["days", "name", "scopes"]


@pytest.mark.parametrize(
    ("label", "object_id", "count", "words"),
    [
        ("accounts.user", "12345678-aaaa", None, "person 12345678"),
        ("accounts.user", "", 3, "person, 3 shown"),
        ("accounts.apitoken", "12345678-aaaa", None, "api token 12345678"),
        ("trail-page", "", None, "trail page"),
        ("session", "", None, "–"),
    ],
)
def test_looks_are_said_in_words(
    visitor: Client, person: User, label: str, object_id: str, count: int | None, words: str
) -> None:
    AccessEvent.objects.create(
        at=now(), user_id=person.pk, actor_kind="person", actor_name="x", action="view",
        object_label=label, object_id=object_id, count=count, source="page",
    )  # fmt: skip

    assert words in visitor.get("/account/looks/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"revoked_at": now()}, "Revoked"), ({"expires_at": now() - timedelta(days=1)}, "Expired"), ({}, "Works")],
)
def test_tokens_say_whether_they_work(visitor: Client, person: User, changes: dict[str, Any], words: str) -> None:
    token, _text = accounts.api_token(person)
    for name, value in changes.items():
        setattr(token, name, value)
    token.save()

    assert words in visitor.get("/account/tokens/").content.decode()


@pytest.mark.parametrize("page", ["/account/password/", "/account/tokens/new/", "/account/forgotten/"])
def test_forms_open_empty(visitor: Client, page: str) -> None:
    assert visitor.get(page).status_code == 200


def test_role_to_come_says_from_when(visitor: Client, person: User) -> None:
    held = person.memberships.get(ends_on=None)
    accounts.membership(person, held.department, Role.DEPUTY, today() + timedelta(days=9))

    assert "From " in visitor.get("/account/").content.decode()


@pytest.mark.parametrize("data", [{"email": ""}, {"email": "x" * 300}])
def test_empty_address_gets_a_message(data: dict[str, str]) -> None:
    assert "There is a problem" in Client().post("/account/forgotten/", data).content.decode()


def test_empty_new_password_gets_a_message(person: User) -> None:
    client = Client()
    address = open_link(client, link_for(person)).redirect_chain[-1][0]

    assert "Fill in" in client.post(address, {}).content.decode()

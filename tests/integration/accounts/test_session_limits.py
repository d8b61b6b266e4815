"""Idle and absolute limits of a session, and what becomes of a form that comes too late."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from apps.access.models import AccessEvent
from apps.access.roles import Role
from apps.accounts.models import User
from apps.core.clock import now
from apps.core.kept_input import NOBODY, address_of, purge, save_typed
from apps.core.models import KeptInput
from tests.factories import accounts
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

ADD = "/people/new/"
IDLE = timedelta(seconds=django_settings.SESSION_IDLE_SECONDS)
ABSOLUTE = timedelta(seconds=django_settings.SESSION_ABSOLUTE_SECONDS)
TYPED = {
    "full_name": "Newman Noggs <b>0'Hara</b>",
    "email": "newman@example.org",
    "profession": "registrar",
    "role": "radiology_staff",
    "submission_key": "",
}


@pytest.fixture
def built() -> World:
    return world()


@pytest.fixture
def admin(built: World) -> User:
    return built.one(Role.ADMIN)


def sign_in(client: Client, person: User, next_address: str = "/account/") -> Any:
    return client.post("/sign-in/", {"email": person.email, "password": accounts.PASSWORD, "next": next_address})


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def why_of(response: Any) -> str | None:
    return parse_qs(urlsplit(response["Location"]).query).get("why", [None])[0]


def test_limits_are_those_of_a_shared_workstation() -> None:
    assert (timedelta(minutes=20), timedelta(hours=8)) == (IDLE, ABSOLUTE)


def test_clicks_keep_a_session_open_until_the_absolute_limit(client: Client, admin: User) -> None:
    start = now()
    with at(start):
        sign_in(client, admin)
    clicks = 0
    while (clicks + 1) * timedelta(minutes=18) <= ABSOLUTE:
        clicks += 1
        with at(start + clicks * timedelta(minutes=18)):
            assert client.get("/account/").status_code == 200

    with at(start + ABSOLUTE + timedelta(seconds=1)):
        response = client.get("/account/")

    assert why_of(response) == "absolute"
    assert AccessEvent.objects.filter(action="sign_out", code="absolute", user_id=admin.pk).count() == 1


def test_idle_session_ends_and_the_sign_in_page_says_why(client: Client, admin: User) -> None:
    start = now()
    with at(start):
        sign_in(client, admin)
    with at(start + IDLE + timedelta(seconds=1)):
        response = client.get("/account/looks/?before=9")
        page = client.get(response["Location"]).content.decode()

    assert urlsplit(response["Location"]).path == "/sign-in/"
    assert parse_qs(urlsplit(response["Location"]).query)["next"] == ["/account/looks/?before=9"]
    assert "because nothing was done for a while" in page
    assert AccessEvent.objects.filter(action="sign_out", code="idle", user_id=admin.pk).count() == 1


def test_reading_does_not_write_the_session_on_each_click(
    client: Client, admin: User, django_assert_max_num_queries: Any
) -> None:
    start = now()
    with at(start):
        sign_in(client, admin)
        with django_assert_max_num_queries(30) as captured:
            client.get("/account/")

    assert not [query for query in captured.captured_queries if "UPDATE" in query["sql"]]


@pytest.fixture
def late(client: Client, admin: User) -> Any:
    """A form posted a minute after the session's idle limit; gives the answer."""
    start = now()
    with at(start):
        sign_in(client, admin)
    with at(start + IDLE + timedelta(minutes=1)):
        return client.post(f"{ADD}?from=list", TYPED)


def test_late_form_is_kept_and_given_back_to_the_same_person(client: Client, admin: User, late: Any) -> None:
    kept = KeptInput.objects.get()
    back = parse_qs(urlsplit(late["Location"]).query)["next"][0]
    assert (kept.user_id, kept.path) == (admin.pk, ADD)
    assert parse_qs(urlsplit(back).query) == {"from": ["list"], "kept": [str(kept.pk)]}

    page = client.get(late["Location"]).content.decode()
    assert "What you typed is kept" in page
    response = sign_in(client, admin, back)
    assert response["Location"] == back
    form = client.get(back).content.decode()

    assert TYPED["full_name"] in unescape(form)
    assert TYPED["full_name"] not in form
    assert "newman@example.org" in form
    assert re.search(r'value="radiology_staff"[^>]*checked', form)
    assert "What you had typed is back" in form


def test_what_was_typed_is_not_readable_in_the_database(late: Any) -> None:
    row = str(KeptInput.objects.values().get())

    assert "Newman" not in row
    assert "newman@example.org" not in row


def test_kept_words_stay_until_the_form_is_taken(client: Client, admin: User, built: World, late: Any) -> None:
    back = parse_qs(urlsplit(late["Location"]).query)["next"][0]
    sign_in(client, admin)

    for _reload in range(2):
        assert "newman@example.org" in client.get(back).content.decode()
    still_wrong = client.post(back, TYPED)
    assert (still_wrong.status_code, KeptInput.objects.count()) == (200, 1)
    day = {"starts_on_0": "1", "starts_on_1": "11", "starts_on_2": "2026"}
    names = re.findall(r'name="(starts_on_\w+)"', client.get(ADD).content.decode())
    taken = client.post(
        back, {**TYPED, "department": str(built.north.pk), **dict(zip(names, day.values(), strict=False))}
    )

    assert taken.status_code == 302, taken.content.decode()
    assert KeptInput.objects.count() == 0
    assert User.objects.filter(email="newman@example.org").count() == 1
    assert "newman@example.org" not in client.get(back).content.decode()


def test_kept_words_of_somebody_else_are_a_404(client: Client, built: World, late: Any) -> None:
    back = parse_qs(urlsplit(late["Location"]).query)["next"][0]
    sign_in(client, built.one(Role.ADMIN, built.south))

    response = client.get(back)

    assert response.status_code == 404
    assert "newman@example.org" not in response.content.decode()


def test_kept_words_are_gone_after_a_day(client: Client, admin: User, late: Any) -> None:
    back = parse_qs(urlsplit(late["Location"]).query)["next"][0]

    with at(now() + timedelta(days=1, minutes=30)):
        sign_in(client, admin)
        response = client.get(back)
        assert (response.status_code, purge()) == (200, 1)

    assert "newman@example.org" not in response.content.decode()


def test_view_that_cannot_restore_shows_the_words_for_copying(client: Client, built: World, admin: User) -> None:
    person = built.one(Role.STAFF)
    start = now()
    with at(start):
        sign_in(client, admin)
    with at(start + IDLE + timedelta(minutes=1)):
        late = client.post(
            f"/people/{person.pk}/link/", {"note": "typed\ninto it"}, headers={"Referer": "http://testserver/people/"}
        )
        back = parse_qs(urlsplit(late["Location"]).query)["next"][0]
        sign_in(client, admin)
        page = client.get(back).content.decode()

    assert "What you had typed" in page
    assert "typed\ninto it" in page
    assert 'href="/people/"' in page


def test_late_button_without_words_keeps_nothing(client: Client, built: World, admin: User) -> None:
    person = built.one(Role.STAFF)
    start = now()
    with at(start):
        sign_in(client, admin)
    with at(start + IDLE + timedelta(minutes=1)):
        late = client.post(
            f"/people/{person.pk}/link/",
            {"expected_version": "3", "csrfmiddlewaretoken": "x"},
            headers={"Referer": f"http://testserver/people/{person.pk}/"},
        )

    assert parse_qs(urlsplit(late["Location"]).query)["next"] == [f"/people/{person.pk}/"]
    assert KeptInput.objects.count() == 0


def test_passwords_are_never_kept(client: Client, admin: User) -> None:
    start = now()
    with at(start):
        sign_in(client, admin)
    with at(start + IDLE + timedelta(minutes=1)):
        client.post("/account/password/", {"current": "", "password": "a-new-secret-one", "password_again": "x"})

    assert KeptInput.objects.count() == 0


def test_form_without_any_session_is_shown_back_and_sealed_for_nobody_yet(client: Client) -> None:
    response = client.post(ADD, TYPED)

    assert response.status_code == 403
    assert "newman@example.org" in response.content.decode()
    assert "/sign-in/?next=" in response.content.decode()
    kept = KeptInput.objects.get()
    assert kept.user_id == NOBODY
    assert "newman" not in str(kept.data)


def test_very_long_form_without_any_session_is_stored_nowhere(client: Client) -> None:
    response = client.post(ADD, {**TYPED, "full_name": "x" * 60_000})

    assert response.status_code == 403
    assert KeptInput.objects.count() == 0


def test_forged_form_after_the_limit_keeps_nothing(admin: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    start = now()
    with at(start):
        client.get("/account/")
    with at(start + IDLE + timedelta(minutes=1)):
        response = client.post(ADD, TYPED)

    assert response.status_code == 403
    assert "newman@example.org" in response.content.decode()
    assert KeptInput.objects.count() == 0


@pytest.fixture
def lost_words(client: Client, built: World, admin: User) -> str:
    """The address of words that were typed into a form whose view cannot restore them."""
    start = now()
    with at(start):
        sign_in(client, admin)
    with at(start + IDLE + timedelta(minutes=1)):
        late = client.post(f"/people/{built.one(Role.STAFF).pk}/link/", {"note": "typed into it"})
    return parse_qs(urlsplit(late["Location"]).query)["next"][0]


def test_words_for_copying_are_a_404_to_somebody_else(client: Client, built: World, lost_words: str) -> None:
    sign_in(client, built.one(Role.CHAIR))

    response = client.get(lost_words)

    assert response.status_code in (404, 405)
    assert "typed into it" not in response.content.decode()
    client.post(lost_words, {})
    assert KeptInput.objects.count() == 1


def test_words_of_another_administrator_of_the_same_person_are_a_404(
    client: Client, built: World, acting: Any, lost_words: str
) -> None:
    second = accounts.member(built.north, Role.ADMIN)
    sign_in(client, second)

    assert client.get(lost_words).status_code == 404
    assert client.post(lost_words, {}).status_code == 302
    assert KeptInput.objects.count() == 1


def test_kept_words_do_not_open_on_another_page(client: Client, admin: User, late: Any) -> None:
    sign_in(client, admin)

    assert client.get(f"/account/?kept={KeptInput.objects.get().pk}").status_code == 404


@pytest.mark.parametrize("kept", ["", "x", "1", "%00", "00000000-0000-0000-0000-000000000000"])
def test_damaged_or_unknown_id_opens_the_empty_form(client: Client, admin: User, kept: str) -> None:
    sign_in(client, admin)

    assert client.get(f"{ADD}?kept={kept}").status_code == 200
    assert client.get(f"/account/?kept={kept}").status_code == 200


def test_stale_form_may_be_kept_for_whoever_is_signed_in(rf: Any, admin: User) -> None:
    request = rf.post("/cases/x/", {"narrative": "words"})
    request.user = admin

    kept = save_typed(request)

    assert kept is not None
    assert address_of(request, kept) == f"/cases/x/?kept={kept.pk}"
    request.user = AnonymousUser()
    assert save_typed(request) is None


def test_late_post_without_session_and_words_goes_to_sign_in(client: Client) -> None:
    response = client.post(ADD, {"expected_version": "1"}, headers={"Referer": "http://testserver/people/"})

    assert response["Location"] == "/sign-in/?next=%2Fpeople%2F"


def test_without_a_session_the_words_come_back_to_who_signs_in_in_the_same_browser(built: World) -> None:
    from tests.factories import cases

    staff = built.one(Role.STAFF)
    case = cases.case(staff, built.north)
    client, stranger = Client(), Client()

    shown = client.post(f"/cases/{case.pk}/messages/", {"text": "Half a thought ✓"})
    back = parse_qs(urlsplit(unescape(re.findall(r'href="(/sign-in/[^"]+)"', shown.content.decode())[0])).query)[
        "next"
    ][0]
    sign_in(stranger, built.one(Role.CHAIR), "/")
    of_somebody_else = stranger.get(back)
    after = sign_in(client, staff, back)
    page = client.get(after["Location"])

    assert shown.status_code == 403
    assert "Half a thought ✓" in shown.content.decode()
    assert of_somebody_else.status_code == 404
    assert after["Location"] == back
    assert re.search(r"<textarea[^>]*name=\"text\"[^>]*>\s*Half a thought ✓", page.content.decode())
    assert client.post(back, {"text": "Half a thought, ended"}).status_code == 302
    assert KeptInput.objects.count() == 0


def test_words_of_nobody_are_given_back_for_a_quarter_of_an_hour_only(built: World) -> None:
    from tests.factories import cases

    staff, start = built.one(Role.STAFF), now()
    case, client = cases.case(built.one(Role.STAFF), built.north), Client()
    with at(start):
        client.post(f"/cases/{case.pk}/messages/", {"text": "Half a thought ✓"})
        kept = KeptInput.objects.get()
    with at(start + timedelta(minutes=16)):
        sign_in(client, staff)
        assert client.get(f"/cases/{case.pk}/messages/?kept={kept.pk}").status_code == 404


def test_message_typed_into_an_ended_session_is_back_in_its_form(built: World) -> None:
    from tests.factories import cases

    staff, start = built.one(Role.STAFF), now()
    case, client = cases.case(built.one(Role.STAFF), built.north), Client()
    with at(start):
        sign_in(client, staff)
    with at(start + IDLE + timedelta(minutes=1)):
        lost = client.post(f"/cases/{case.pk}/messages/", {"text": "Half a thought ✓"})
        back = parse_qs(urlsplit(lost["Location"]).query)["next"][0]
        sign_in(client, staff, back)
        page = client.get(back).content.decode()

    assert re.search(r"<textarea[^>]*name=\"text\"[^>]*>\s*Half a thought ✓", page)

"""What every API view shares: tokens, the policy, one error shape, access rows and idempotent creation."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.access.models import AccessEvent
from apps.access.permissions import Permission
from apps.access.roles import Role
from apps.accounts.domain.tokens import revoke_token
from apps.accounts.models import ApiToken, Department, User
from apps.core.actor import acting_as
from apps.core.clock import now
from apps.core.models import IdempotencyKey
from tests.factories import accounts
from tests.support.worlds import World, world

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.integration.access.api_under_test")]

LIST = "/api/v1/departments/"


@pytest.fixture
def built() -> World:
    return world()


@pytest.fixture
def chair(built: World) -> User:
    return built.one(Role.CHAIR)


def token_of(owner: User, *scopes: Permission, days: int = 30) -> str:
    with acting_as(accounts.actor_for(owner)):
        return accounts.api_token(owner, tuple(scope.value for scope in scopes), days)[1]


def call(text: str, path: str = LIST, method: str = "get", data: Any = None, **headers: str) -> Any:
    body = {} if data is None else {"data": json.dumps(data), "content_type": "application/json"}
    return getattr(Client(), method)(path, headers={"Authorization": f"Bearer {text}", **headers}, **body)


def shape(response: Any) -> tuple[int, str, dict[str, str]]:
    body = response.json()
    assert sorted(body) == ["code", "fields", "message"]
    assert body["message"]
    return response.status_code, body["code"], body["fields"]


def test_token_acts_as_its_owner_and_the_list_is_recorded(built: World, chair: User) -> None:
    response = call(token_of(chair))

    assert (response.status_code, response.json()) == (200, [str(built.north.pk)])
    event = AccessEvent.objects.get()
    assert (event.user_id, event.actor_kind, event.source, event.action, event.count) == (
        chair.pk,
        "service",
        "api",
        "list",
        1,
    )
    assert event.request_id == response["X-Request-ID"]


def test_only_a_hash_of_the_token_is_kept(chair: User) -> None:
    text = token_of(chair)

    row = str(ApiToken.objects.values().get()) + str(ApiToken.history.values().get())  # type: ignore[attr-defined]  # history()
    assert text not in row
    assert "token_hash" not in {field.name for field in ApiToken.history.model._meta.get_fields()}  # type: ignore[attr-defined]  # history()


def test_nobody_gets_401_and_how_to_sign_in() -> None:
    response = Client().get(LIST)

    assert shape(response) == (401, "not_authenticated", {})
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("text", ["", "x", "rlp_" + "a" * 43, "é" * 40, "a b", "x" * 5000])
def test_made_up_token_gets_401(chair: User, text: str) -> None:
    response = Client().get(LIST, HTTP_AUTHORIZATION=f"Bearer {text}".encode().decode("latin-1"))

    assert shape(response)[:2] == (401, "not_authenticated")


def test_expired_revoked_or_orphaned_token_gets_401(chair: User) -> None:
    text = token_of(chair, days=1)
    with time_machine.travel(now() + timedelta(days=1, seconds=1)):
        assert call(text).status_code == 401
    assert call(text).status_code == 200

    with acting_as(accounts.actor_for(chair)):
        revoke_token(actor=accounts.actor_for(chair), token_id=ApiToken.objects.get().pk)
    assert call(text).status_code == 401


def test_token_of_a_deactivated_person_gets_401(chair: User, acting: Any) -> None:
    text = token_of(chair)
    chair.is_active = False
    chair.save()

    assert call(text).status_code == 401


def test_using_a_token_writes_nothing_but_the_look(chair: User) -> None:
    text = token_of(chair)
    before = ApiToken.history.count()  # type: ignore[attr-defined]  # history()

    call(text)

    assert ApiToken.history.count() == before  # type: ignore[attr-defined]  # history()
    assert AccessEvent.objects.count() == 1


def test_scope_that_is_missing_is_a_403_that_says_so_and_is_recorded(built: World, chair: User) -> None:
    text = token_of(chair, Permission.STUDY_VIEW)

    assert shape(call(text))[:2] == (403, "outside_token_scope")
    assert shape(call(text, f"{LIST}{built.north.pk}/"))[:2] == (403, "outside_token_scope")
    assert list(AccessEvent.objects.values_list("action", "code").distinct()) == [("refused", "outside_token_scope")]


def test_department_of_others_is_a_404_and_the_try_is_recorded(built: World, chair: User) -> None:
    response = call(token_of(chair), f"{LIST}{built.other.pk}/")

    assert shape(response)[:2] == (404, "not_found")
    event = AccessEvent.objects.get()
    assert (event.action, event.code, event.object_id) == ("refused", "not_visible", str(built.other.pk))


def test_visible_but_not_allowed_is_a_403(built: World) -> None:
    lead = built.one(Role.LEAD)

    assert shape(call(token_of(lead), f"{LIST}{built.north.pk}/"))[:2] == (403, "no_permission")


def test_role_without_the_permission_finds_nothing_there(built: World) -> None:
    assert shape(call(token_of(built.one(Role.STAFF))))[0] == 404


@pytest.mark.parametrize(
    ("what", "status", "code", "fields"),
    [
        ("invalid", 400, "bad", {"name": "Too short."}),
        ("forbidden", 403, "own_report", {}),
        ("hidden", 404, "not_found", {}),
        ("refused", 409, "no_reviewers", {}),
        ("stale", 409, "stale", {}),
        ("unavailable", 503, "away", {}),
        ("locked", 503, "busy", {}),
        ("denied", 403, "forbidden", {}),
        ("gone", 404, "not_found", {}),
        ("model", 400, "invalid", {"name": "Too long.", "code": "Taken."}),
        ("plain", 400, "invalid", {"non_field_errors": "Ends before it starts."}),
        ("odd", 400, "invalid", {"non_field_errors": "Odd."}),
    ],
)
def test_refusals_of_the_domain_have_one_shape(
    chair: User, what: str, status: int, code: str, fields: dict[str, str]
) -> None:
    response = call(token_of(chair), f"/api/v1/raises/{what}/", "post", {})

    assert shape(response) == (status, code, fields)


def test_fault_of_ours_is_a_500_in_the_same_shape(chair: User) -> None:
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token_of(chair)}"})

    assert shape(client.post("/api/v1/raises/broken/"))[:2] == (500, "server_error")


def test_options_describe_and_ask_nothing(chair: User) -> None:
    assert call(token_of(chair), LIST, "options").status_code == 200


def test_busy_database_says_when_to_try_again(chair: User) -> None:
    assert call(token_of(chair), "/api/v1/raises/locked/", "post", {})["Retry-After"] == "10"


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status", "code"),
    [
        ("post", LIST, "{", "application/json", 400, "parse_error"),
        ("post", LIST, "a=b", "text/csv", 415, "unsupported_media_type"),
        ("delete", LIST, "", "application/json", 405, "method_not_allowed"),
        ("get", "/api/v1/nothing-here/", "", "application/json", 404, "not_found"),
    ],
)
def test_faults_of_the_caller_have_the_same_shape(
    chair: User, method: str, path: str, body: str, kind: str, status: int, code: str
) -> None:
    headers = {"Authorization": f"Bearer {token_of(chair)}"}

    response = Client().generic(method.upper(), path, body, kind, headers=headers)

    assert shape(response)[:2] == (status, code)


def test_fields_are_named_flat(chair: User) -> None:
    response = call(token_of(chair), LIST, "post", {"code": "x" * 21, "sites": [1, "two"]})

    status, code, fields = shape(response)
    assert (status, code) == (400, "invalid")
    assert sorted(fields) == ["code", "sites.1"]


def test_throttle_answers_429_and_when_to_come_back(chair: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.cache import cache

    from apps.access.throttling import PerPersonThrottle

    cache.clear()
    monkeypatch.setattr(PerPersonThrottle, "THROTTLE_RATES", {"person": "2/min"})
    text = token_of(chair)
    call(text)
    call(text)

    response = call(text)

    assert shape(response)[:2] == (429, "throttled")
    assert 0 < int(response["Retry-After"]) <= 61
    cache.clear()


def test_writes_are_attributed_to_the_token(chair: User) -> None:
    response = call(token_of(chair), LIST, "post", {"code": "MADE"})

    assert (response.status_code, response.json()["by"]) == (201, f"{chair.full_name} (test)")
    row = Department.history.get(code="MADE")  # type: ignore[attr-defined]  # history()
    assert (row.actor_kind, row.history_source, row.history_user_id) == ("service", "api", chair.pk)


def test_same_key_creates_once(chair: User) -> None:
    text = token_of(chair)
    key = {"Idempotency-Key": "one"}

    first = call(text, LIST, "post", {"code": "MADE", "sites": [1]}, **key)
    again = call(text, LIST, "post", {"sites": [1], "code": "MADE"}, **key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Department.objects.filter(code="MADE").count() == 1


def test_same_key_with_another_body_is_a_409(chair: User) -> None:
    text = token_of(chair)
    call(text, LIST, "post", {"code": "MADE"}, **{"Idempotency-Key": "one"})

    response = call(text, LIST, "post", {"code": "ELSE"}, **{"Idempotency-Key": "one"})

    assert shape(response)[:2] == (409, "idempotency_key_reused")
    assert Department.objects.filter(code="ELSE").count() == 0


def test_key_of_a_failed_request_can_be_used_again(chair: User) -> None:
    text = token_of(chair)
    call(text, LIST, "post", {"code": "x" * 21}, **{"Idempotency-Key": "one"})

    assert IdempotencyKey.objects.count() == 0
    assert call(text, LIST, "post", {"code": "MADE"}, **{"Idempotency-Key": "one"}).status_code == 201


def test_upload_is_compared_by_its_content(chair: User) -> None:
    headers = {"Authorization": f"Bearer {token_of(chair)}", "Idempotency-Key": "one"}

    def send(content: bytes) -> Any:
        picture = SimpleUploadedFile("lobe.png", content)
        return Client().post(LIST, {"code": "MADE", "picture": picture}, headers=headers)

    assert (send(b"one").status_code, send(b"one")["Idempotency-Replayed"]) == (201, "true")
    assert send(b"two").status_code == 409


def test_keys_belong_to_a_person(built: World, chair: User) -> None:
    deputy = built.one(Role.DEPUTY)
    call(token_of(chair), LIST, "post", {"code": "ONE"}, **{"Idempotency-Key": "k"})

    assert call(token_of(deputy), LIST, "post", {"code": "TWO"}, **{"Idempotency-Key": "k"}).status_code == 201


def test_empty_key_is_a_400_by_name(chair: User) -> None:
    response = call(token_of(chair), LIST, "post", {"code": "ONE"}, **{"Idempotency-Key": " "})

    assert shape(response) == (400, "bad_idempotency_key", {"Idempotency-Key": response.json()["message"]})


def test_page_session_may_read_and_writes_only_with_the_forgery_token(chair: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(LIST).status_code == 200
    assert AccessEvent.objects.get().source == "api"
    assert shape(client.post(LIST, {"code": "ONE"}, content_type="application/json"))[:2] == (403, "forbidden")
    token = client.get("/account/tokens/new/").content.decode().partition('csrfmiddlewaretoken" value="')[2][:64]
    made = client.post(LIST, {"code": "ONE"}, content_type="application/json", headers={"X-CSRFToken": token})
    assert made.status_code == 201


def test_session_that_ended_is_a_401_here_and_no_redirect(chair: User) -> None:
    client = Client()
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    client.get(LIST)

    with time_machine.travel(now() + timedelta(hours=1)):
        assert shape(client.get(LIST))[:2] == (401, "not_authenticated")


def test_schema_and_its_page_are_public() -> None:
    assert Client().get("/api/v1/schema/").status_code == 200
    assert Client().get("/api/v1/docs/").status_code == 200

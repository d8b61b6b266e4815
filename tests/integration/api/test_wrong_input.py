"""Nothing that is sent is a fault of ours: each gets its status, a code, and the names of the wrong fields."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from apps.access.roles import Role
from apps.cases.models import Case
from tests.factories import cases
from tests.integration.api.calling import ROOT, Api
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

HUGE = 10**400


@pytest.fixture
def built() -> World:
    return world()


def good(built: World) -> dict[str, Any]:
    return {
        "department": str(built.north.pk), "kind": "discrepancy", "narrative": "Missed.", "how_discovered": "mdt",
        "patient_action": "no",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"narrative": ""}, "narrative"),
        ({"narrative": " \u200b "}, "narrative"),
        ({"narrative": "x" * 10_001}, "narrative"),
        ({"narrative": 7}, "narrative"),
        ({"narrative": None}, "narrative"),
        ({"narrative": ["Missed."]}, "narrative"),
        ({"narrative": "A\x00B"}, "narrative"),
        ({"narrative": "right \u202e left"}, "narrative"),
        ({"kind": "blame"}, "kind"),
        ({"kind": HUGE}, "kind"),
        ({"kind": {"a": 1}}, "kind"),
        ({"kind": True}, "kind"),
        ({"department": 5}, "department"),
        ({"department": HUGE}, "department"),
        ({"department": "north"}, "department"),
        ({"department": str(uuid4())}, "department"),
        ({"discovered": "yesterday"}, "discovered.non_field_errors"),
        ({"discovered": {"precision": "day"}}, "discovered.day"),
        ({"discovered": {"precision": "day", "day": "2025-02-29"}}, "discovered.day"),
        ({"discovered": {"precision": "day", "day": "9999-12-31"}}, "discovered.day"),
        ({"discovered": {"precision": "day", "day": "2999-12-31"}}, "discovered.day"),
        ({"discovered": {"precision": "day", "day": "2150-01-01"}}, "discovered"),
        ({"discovered": {"precision": "instant", "at": "0001-01-01T00:00:00+14:00"}}, "discovered.at"),
        ({"discovered": {"precision": "instant", "at": "2025-10-26T01:30:00"}}, "discovered.at"),
        ({"discovered": {"precision": "instant", "at": "2025-03-30T01:30:00"}}, "discovered.at"),
        ({"discovered": {"precision": "unknown", "day": "2025-01-01"}}, "discovered.day"),
        ({"studies": {"study": "x"}}, "studies.non_field_errors"),
        ({"studies": [{"study": "x"}]}, "studies.0.study"),
        ({"studies": [{"study": str(uuid4())}]}, "studies"),
        ({"studies": [7]}, "studies.0.non_field_errors"),
        ({"studies": [{"study": str(uuid4())}] * 51}, "studies.non_field_errors"),
        ({"readers": [{"person": str(uuid4())}]}, "readers"),
        ({"readers": [{}]}, "readers"),
        ({"escalation_lead": str(uuid4()), "patient_action": "yes"}, "escalation_lead"),
        ({"confidentiality": "anonymous"}, "confidentiality"),
        ({"modality": "x" * 17}, "modality"),
        ({"nonsense": 1}, "nonsense"),
        ({"": 1}, "non_field_errors"),
    ],
)  # fmt: skip
def test_logging_a_case_names_what_is_wrong(built: World, wrong: dict[str, Any], field: str) -> None:
    status, _code, fields = Api(built.one(Role.STAFF)).refused("post", "cases/", {**good(built), **wrong})

    assert status == 400
    assert field in fields
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"7", "application/json", 400),
        (b"null", "application/json", 400),
        (b'"text"', "application/json", 400),
        (b"NaN", "application/json", 400),
        (b'{"narrative": Infinity}', "application/json", 400),
        (b"\xff\xfe\x00", "application/json", 400),
        (b'{"narrative": "\xff"}', "application/json", 400),
        (b'{"narrative": "\\ud800"}', "application/json", 400),
        (b'{"\\udfff": 1}', "application/json", 400),
        (b"[" * 100_000 + b"]" * 100_000, "application/json", 400),
        (b'{"studies": ' + b"[" * 40 + b"]" * 40 + b"}", "application/json", 400),
        (b'{"expected_version": ' + b"9" * 10_000 + b"}", "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"--x", "multipart/form-data; boundary=x", 415),
        (b"<a/>", "application/xml", 415),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b"{}", "nonsense", 415),
        (b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "application/json", 413),
    ],
)
def test_a_body_that_is_no_json_object(built: World, body: bytes, kind: str, status: int) -> None:
    api = Api(built.one(Role.STAFF))

    response = api.client.generic("POST", f"{ROOT}cases/", body, kind)

    assert response.status_code == status
    assert sorted(response.json()) == ["code", "fields", "message"]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=%00", "cursor=x", "cursor=%F0%9F%A4%B7", "cursor=W10=", "cursor=" + "A" * 601, "cursor=bnVsbA==",
        "cursor=WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTE0OjAwIiwiM2YyYjhjMWUtNWQ0YS00YjdlLTljMWQtMGExYjJjM2Q0ZTVmIl0=",
        "status=nonsense", "kind=%00", "department=north", "whose=everybody", "received_after=tomorrow",
        "received_after=2025-02-30T10:00:00Z", "received_before=9999-12-31T23:59:59-14:00", "search=%00",
        "search=" + "x" * 201,
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_read(built: World, query: str) -> None:
    assert Api(built.one(Role.CHAIR)).refused("get", f"cases/?{query}")[0] == 400


@pytest.mark.parametrize("path", ["studies/", "meetings/", "documents/", "summaries/", "people/", "escalations/"])
@pytest.mark.parametrize("cursor", ["x", "%FF", "OTk5OS0xMi0zMVQyMzo1OTo1OS0xNDowMHx4", "W10="])
def test_a_cursor_that_no_page_gave(built: World, path: str, cursor: str) -> None:
    status, _code, fields = Api(built.one(Role.CHAIR)).refused("get", f"{path}?cursor={cursor}")

    assert (status, sorted(fields)) == (400, ["cursor"])


@pytest.mark.parametrize(
    "words", ["'", '"', "%", "_", "; drop table", "🩻", "שלום", "<b>", "{{ 7*7 }}", "\\", "a b c d"]
)
def test_words_that_look_like_something_else(built: World, words: str) -> None:
    response = Api(built.one(Role.CHAIR)).client.get(f"{ROOT}cases/", {"search": words})

    assert response.status_code == 200


@pytest.mark.parametrize(
    "text", ["🩻 שלום", "<script>alert(1)</script>", "{{ 7*7 }} {% if %}", "a\u0301", "\ufeffstart"]
)
def test_unusual_words_are_kept(built: World, text: str) -> None:
    made = Api(built.one(Role.STAFF)).post("cases/", {**good(built), "narrative": text}, 201)

    assert made["narrative"] == text.replace("\ufeff", "").replace("a\u0301", "á")


def test_what_is_not_there(built: World) -> None:
    api = Api(built.one(Role.CHAIR))
    for path in (f"cases/{uuid4()}/", "cases/7/", "cases/%00/", "nothing/", f"meetings/{uuid4()}/agenda/"):
        status, code, fields = api.refused("get", path)
        assert (status, code, fields) == (404, "not_found", {}), path


def test_a_method_that_is_not_there(built: World) -> None:
    assert Api(built.one(Role.CHAIR)).refused("delete", "cases/")[:2] == (405, "method_not_allowed")


def test_only_json_is_given(built: World) -> None:
    response = Api(built.one(Role.CHAIR)).client.get(f"{ROOT}cases/", headers={"Accept": "text/html"})

    assert response.status_code == 406
    assert response["Content-Type"] == "application/json"


def test_nobody_is_told_how_to_sign_in() -> None:
    response = Client().get(f"{ROOT}cases/")

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize("value", [0, -1, HUGE, 1.5, "1", None, True, [], {}])
def test_a_version_that_is_no_version(built: World, value: Any) -> None:
    case = cases.case(built.one(Role.STAFF), built.north)
    api = Api(built.one(Role.CHAIR))

    status, _code, fields = api.refused("post", f"cases/{case.pk}/events/ask/", {"expected_version": value})

    assert (status, sorted(fields)) == (400, ["expected_version"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "accession_number"),
        ({"study_instance_uid": "1.2.x"}, "study_instance_uid"),
        ({"accession_number": "x" * 65}, "accession_number"),
        ({"accession_number": "A", "patient": {"nhs_number": "9990000035"}}, "nhs_number"),
        ({"accession_number": "A", "patient": []}, "patient.non_field_errors"),
        ({"accession_number": "A", "modalities": "CT"}, "modalities"),
        ({"accession_number": "A", "modalities": ["chest x-ray"]}, "modalities"),
        ({"accession_number": "A", "readers": [{"part": "author", "person": str(uuid4())}]}, "readers"),
        ({"accession_number": "A", "readers": [{"part": "author"}]}, "readers"),
        (
            {
                "accession_number": "A",
                "steps": [
                    {"stage": "acquisition", "time": {"precision": "day", "day": "2025-03-02"}},
                    {"stage": "verification", "time": {"precision": "day", "day": "2025-03-01"}},
                ],
            },
            "verification",
        ),
    ],
)
def test_a_study_that_cannot_be(built: World, wrong: dict[str, Any], field: str) -> None:
    body = {"department": built.north.pk, **wrong}

    status, _code, fields = Api(built.one(Role.ADMIN)).refused("post", "studies/", body)

    assert (status, field in fields) == (400, True), fields


def test_markup_in_an_answer_is_json(built: World) -> None:
    made = Api(built.one(Role.STAFF)).send("post", "cases/", {**good(built), "narrative": "<b>bold</b>"})

    assert made["Content-Type"] == "application/json"
    assert json.loads(made.content)["narrative"] == "<b>bold</b>"

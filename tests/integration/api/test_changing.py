"""Changing what somebody else may change too: versions, refusals and codes that page and API share."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.access.permissions import Permission
from apps.access.roles import Role
from apps.cases.enums import CaseEvent, PatientAction
from apps.cases.models import Case
from apps.cases.presenters.actions import event_address
from tests.factories import cases
from tests.integration.api.calling import Api
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

READER = "Reported outside the trust."


@pytest.fixture
def built() -> World:
    return world()


@pytest.fixture
def case(built: World) -> Case:
    return cases.case(built.one(Role.STAFF), built.north, readers_unknown_reason=READER)


def test_amending_names_the_version_that_was_read(built: World, case: Case) -> None:
    staff, address = Api(built.one(Role.STAFF)), f"cases/{case.pk}/"
    first = staff.patch(address, {"expected_version": case.version, "body_region": "Abdomen"})

    assert (first["body_region"], first["version"]) == ("Abdomen", case.version + 1)
    stale = staff.send("patch", address, {"expected_version": case.version, "body_region": "Pelvis"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert built.one(Role.STAFF).full_name in stale.json()["message"]
    assert staff.get(address)["body_region"] == "Abdomen"


def test_only_what_can_be_amended_is_taken(built: World, case: Case) -> None:
    staff = Api(built.one(Role.STAFF))

    refused = staff.refused("patch", f"cases/{case.pk}/", {"expected_version": 1, "status": "closed"})

    assert refused == (400, "invalid", {"status": "There is no such field."})


@pytest.mark.parametrize(
    ("event", "payload", "expected"),
    [
        ("finish_review", {}, (409, "wrong_state")),
        ("schedule", {}, (409, "wrong_state")),
        ("decline", {}, (400, "required")),
        ("decline", {"reason": "Not for us."}, (409, "escalation_open")),
        ("accept", {}, (409, "readers_unknown")),
        ("send_to_review", {"reviewers": ["3f2b8c1e-5d4a-4b7e-9c1d-0a1b2c3d4e5f"]}, (400, "unknown_person")),
        ("merge", {"into": "RLP-1999-000001"}, (400, "unknown_case")),
        ("explode", {}, (404, "not_found")),
    ],
)
def test_refusals_have_their_codes(
    built: World, event: str, payload: dict[str, Any], expected: tuple[int, str]
) -> None:
    waiting = cases.case(built.one(Role.STAFF), built.north, patient_action=PatientAction.YES)
    if event == "send_to_review":
        Api(built.one(Role.CHAIR)).patch(
            f"cases/{waiting.pk}/", {"expected_version": waiting.version, "readers_unknown_reason": READER}
        )
        waiting.refresh_from_db()
    body = {"expected_version": waiting.version, **payload}

    assert Api(built.one(Role.CHAIR)).refused("post", f"cases/{waiting.pk}/events/{event}/", body)[:2] == expected


def test_a_blocked_action_says_what_the_event_then_answers(built: World) -> None:
    """`actions` tells beforehand what the refusal tells afterwards, in the same words."""
    chair = Api(built.one(Role.CHAIR))
    waiting = cases.case(built.one(Role.STAFF), built.north, patient_action=PatientAction.YES)
    seen = chair.get(f"cases/{waiting.pk}/")
    blocked = [one for one in seen["actions"] if not one["possible"]]

    assert {one["event"] for one in blocked} >= {"accept", "decline", "withdraw", "merge"}
    for one in blocked:
        body = {"expected_version": seen["version"], "reason": "A reason", "learning_point": "A point", "into": ""}
        if one["event"] == "merge":
            body["into"] = str(cases.case(built.one(Role.STAFF), built.north).pk)
        if one["event"] == "send_to_review":
            body["reviewers"] = [str(built.one(Role.REVIEWER).pk)]
        response = chair.send("post", f"cases/{waiting.pk}/events/{one['event']}/", body)
        assert (response.status_code, response.json()["code"], response.json()["message"]) == (
            409,
            one["code"],
            one["message"],
        )


def test_page_and_api_refuse_with_the_same_words(built: World) -> None:
    chair = built.one(Role.CHAIR)
    waiting = cases.case(built.one(Role.STAFF), built.north, patient_action=PatientAction.YES)
    said = Api(chair).send(
        "post", f"cases/{waiting.pk}/events/decline/", {"expected_version": waiting.version, "reason": "No."}
    )
    browser = Client()
    browser.force_login(chair)
    page = browser.post(
        event_address(waiting, "decline"), {"reason": "No.", "expected_version": waiting.version}, follow=True
    )

    assert said.json()["code"] == "escalation_open"
    assert said.json()["message"] in re.sub(r"\s+", " ", page.content.decode())


def test_own_report_is_refused_and_said(built: World) -> None:
    """A chair who read the case is told so before and after."""
    from apps.cases.domain.reading import ReaderInput

    chair = built.one(Role.CHAIR)
    own = cases.case(built.one(Role.STAFF), built.north, readers=(ReaderInput(person_id=chair.pk),))
    api = Api(chair)
    accept = next(one for one in api.get(f"cases/{own.pk}/")["actions"] if one["event"] == "accept")

    assert (accept["possible"], accept["code"]) == (False, "own_report")
    body = {"expected_version": own.version}
    assert api.refused("post", f"cases/{own.pk}/events/accept/", body)[:2] == (403, "own_report")
    assert Api(built.one(Role.DEPUTY)).post(f"cases/{own.pk}/events/accept/", body)["status"] == "ready"


def test_meeting_events_stay_behind_the_meeting(built: World, case: Case) -> None:
    cases.move(case, built.one(Role.CHAIR), CaseEvent.ACCEPT)
    case.refresh_from_db()
    body = {"expected_version": case.version}

    said = Api(built.one(Role.CHAIR)).refused("post", f"cases/{case.pk}/events/schedule/", body)

    assert said[:2] == (409, "wrong_door")


def test_a_token_does_no_more_than_its_scopes(built: World, case: Case) -> None:
    chair = built.one(Role.CHAIR)
    reading = Api(chair, Permission.CASE_VIEW)

    assert reading.get("cases/")["results"][0]["id"] == str(case.pk)
    assert [one["event"] for one in reading.get(f"cases/{case.pk}/")["actions"]] == []
    body = {"expected_version": case.version}
    assert reading.refused("post", f"cases/{case.pk}/events/accept/", body)[:2] == (403, "outside_token_scope")
    assert reading.refused("get", "meetings/")[:2] == (403, "outside_token_scope")
    logging = Api(built.one(Role.STAFF), Permission.CASE_LOG)
    made = logging.post(
        "cases/",
        {
            "department": built.north.pk, "kind": "good_spot", "narrative": "Well seen.",
            "how_discovered": "mdt", "patient_action": "no",
        },
        201,
    )  # fmt: skip
    assert made["reference"]
    assert logging.refused("get", f"cases/{made['id']}/")[:2] == (403, "outside_token_scope")


def test_who_am_i(built: World) -> None:
    said = Api(built.one(Role.CHAIR), Permission.CASE_VIEW).get("me/")

    assert (said["is_token"], said["scopes"]) == (True, ["case.view"])
    assert said["departments"] == [
        {"department": str(built.north.pk), "roles": ["chair"], "permissions": ["case.view"]}
    ]

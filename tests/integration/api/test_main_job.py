"""The main job through the API alone, each step by the person whose it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.accounts.models import Membership
from apps.core.actor import acting_as, command_actor
from apps.core.clock import now, today
from apps.core.tracking import update_tracked
from tests.integration.api.calling import Api
from tests.support.furnished import PATIENT
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> World:
    made = world()
    with acting_as(command_actor("test")):
        update_tracked(Membership.objects.all(), starts_on=today() - timedelta(days=400))
    return made


def logged(api: Api, built: World, **fields: Any) -> Any:
    return api.post(
        "cases/",
        {
            "department": built.north.pk,
            "kind": "discrepancy",
            "discrepancy_type": "missed",
            "narrative": "A nodule behind the heart was not described.",
            "how_discovered": "mdt",
            "patient_action": "no",
            "readers_unknown_reason": "Reported outside the trust.",
            "modality": "CT",
            **fields,
        },
        201,
    )


def test_from_a_study_to_the_pdf(built: World, django_capture_on_commit_callbacks: Any) -> None:
    admin, staff = Api(built.one(Role.ADMIN)), Api(built.one(Role.STAFF))
    chair, governance = Api(built.one(Role.CHAIR)), Api(built.one(Role.GOVERNANCE))
    study = admin.post(
        "studies/",
        {
            "department": built.north.pk,
            "accession_number": "ACC900001",
            "accession_issuer": "FIRST",
            "modalities": ["CT"],
            "body_region": "Chest",
            "patient": {"name": PATIENT.name, "nhs_number": PATIENT.nhs_number, "birth_date": "1951-04-17"},
            "steps": [{"stage": "acquisition", "time": {"precision": "day", "day": "2025-03-01"}}],
        },
        201,
    )
    found = staff.get("studies/?accession=ACC900001")["results"]
    assert [one["id"] for one in found] == [study["id"]]

    case = logged(staff, built, studies=[{"study": study["id"]}])
    assert case["status"] == "received"
    assert case["modality"] == "CT"
    address = f"cases/{case['id']}/"

    seen = chair.get(address)
    possible = {one["event"] for one in seen["actions"] if one["possible"]}
    assert {"accept", "ask", "decline"} <= possible
    seen = chair.post(f"{address}events/accept/", {"expected_version": seen["version"]})
    assert seen["status"] == "ready"
    copy = chair.put(
        f"{address}presentation/",
        {"title": "Look behind the heart", "vignette": "An adult with a cough.", "reveal": "A nodule."},
    )
    assert (copy["is_clean"], copy["findings"]) == (True, [])

    meeting = chair.post(
        "meetings/", {"department": built.north.pk, "starts_at": now() - timedelta(days=3), "typed_in_later": True}, 201
    )
    place = f"meetings/{meeting['id']}/"
    agenda = chair.post(f"{place}agenda/", {"case": case["id"], "on_the_day": True}, 201)
    item = agenda["items"][0]["id"]
    people = {one["name"]: one["id"] for one in chair.get(f"people/?department={built.north.pk}")["results"]}
    came = [{"person": people[built.one(Role.CHAIR).full_name], "status": "present"}]
    held = chair.post(f"{place}events/hold/", {"expected_version": agenda["version"], "attendance": came})
    assert (held["status"], held["is_quorate"]) == ("held", False)
    factors = [one["id"] for one in chair.get("terms/")["results"] if one["scheme"] == "contributory_factors"]
    outcome = chair.post(
        f"{place}agenda/{item}/outcome/",
        {
            "consensus_kind": "consensus",
            "consensus": "It can be seen on the first film.",
            "learning_points": ["Look behind the heart."],
            "factors": factors[:1],
        },
        201,
    )
    assert chair.get(f"{place}outcomes/")["results"] == [outcome]

    subject = {"kind": "case_learning_summary", "case": case["id"]}
    assert chair.refused("post", "documents/", subject)[:2] == (409, "no_approved_summary")
    summary = chair.post("summaries/", {"case": case["id"]}, 201)
    steps = f"summaries/{summary['id']}/events/"
    chair.post(f"{steps}submit/", {"expected_version": summary["version"]})
    assert chair.refused("post", "documents/", subject)[:2] == (409, "no_approved_summary")
    digest = {"content_sha256": summary["content_sha256"]}
    assert chair.refused("post", f"{steps}approve/", digest)[:2] == (403, "needs_second_person")
    assert governance.refused("post", f"{steps}approve/", {"content_sha256": "0" * 64})[:2] == (409, "content_changed")
    governance.post(f"{steps}approve/", digest)

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        document = chair.post("documents/", subject, 201)
    document = governance.get(f"documents/{document['id']}/")
    assert (document["state"], document["has_file"]) == ("ready", True)
    response = governance.send("get", f"documents/{document['id']}/file/", Accept="application/pdf")
    assert response.content.startswith(b"%PDF-")
    download = AccessEvent.objects.get(action=AccessAction.DOWNLOAD)
    assert (download.object_id, download.source) == (document["id"], "api")
    assert chair.get(address)["status"] == "published"
    assert [one["id"] for one in governance.get("documents/?search=heart")["results"]] == [document["id"]]

    withdrawn = chair.post(f"documents/{document['id']}/withdraw/", {"reason": "A wrong picture."})
    assert (withdrawn["state"], withdrawn["title"], withdrawn["has_file"]) == ("withdrawn", "", False)
    response = governance.send("get", f"documents/{document['id']}/file/", Accept="application/pdf")
    assert (response.status_code, response.json()["code"]) == (409, "document_withdrawn")

    history = governance.get(f"{address}history/")
    assert [one["event"] for one in history["transitions"]] == ["", "accept", "record_outcome", "publish"]
    assert history["timeline"][0]["title"]


def test_patient_details_go_in_and_never_come_out(built: World) -> None:
    admin = Api(built.one(Role.ADMIN))
    made = admin.send(
        "post",
        "studies/",
        {
            "department": built.north.pk,
            "study_instance_uid": "2.25.77",
            "patient": {"name": PATIENT.name, "nhs_number": PATIENT.nhs_number, "hospital_number": "D0071234"},
        },
    )
    assert made.status_code == 201
    read = Api(built.one(Role.CHAIR)).send("get", f"studies/{made.json()['id']}/")

    for text in (made.content.decode(), read.content.decode()):
        assert "QUERIDA" not in text
        assert PATIENT.nhs_number not in text
        assert "D0071234" not in text


def test_the_same_study_is_registered_once(built: World) -> None:
    admin = Api(built.one(Role.ADMIN))
    body = {"department": built.north.pk, "study_instance_uid": "2.25.78", "modalities": ["MR"]}

    first = admin.post("studies/", body, 201)
    again = admin.post("studies/", body, 200)

    assert first["id"] == again["id"]
    assert Api(built.one(Role.STAFF)).get("studies/?uid=2.25.78")["results"][0]["modalities"] == ["MR"]


def test_acting_for_the_patient(built: World) -> None:
    staff, lead = Api(built.one(Role.STAFF)), Api(built.one(Role.LEAD))
    case = logged(staff, built, patient_action="yes", escalation_why="Nobody has told the ward.")

    assert case["patient_waits"]
    (open_one,) = lead.get("escalations/")["results"]
    address = f"escalations/{open_one['id']}/"
    assert open_one["case"] == case["id"]
    assert lead.post(f"{address}acknowledge/")["status"] == "acknowledged"
    handed = lead.post(f"{address}hand-over/", {"lead": built.one(Role.CHAIR).pk})
    assert handed["lead"]["name"] == built.one(Role.CHAIR).full_name
    done = Api(built.one(Role.CHAIR)).post(f"{address}complete/", {"done_what": "The ward was rung."})
    assert (done["status"], done["done_what"]) == ("done", "The ward was rung.")
    assert not staff.get(f"cases/{case['id']}/")["patient_waits"]


def test_follow_up_actions_and_messages(built: World) -> None:
    staff, chair = Api(built.one(Role.STAFF)), Api(built.one(Role.CHAIR))
    case = logged(staff, built)
    address = f"cases/{case['id']}/"

    action = chair.post(
        f"{address}actions/", {"kind": "other", "what": "Tell them", "owner": built.one(Role.LEAD).pk}, 201
    )
    assert action["status"] == "open"
    done = Api(built.one(Role.LEAD)).post(f"actions/{action['id']}/finish/", {"evidence": "Told on the phone."})
    assert done["status"] == "done"
    assert chair.get(f"{address}actions/")["results"] == [done]
    chair.post(f"{address}messages/", {"text": "Which series?"}, 201)
    (message,) = staff.get(f"{address}messages/")["results"]
    assert (message["text"], message["from_chair"]) == ("Which series?", True)


def test_review_is_sealed_until_it_is_finished(built: World) -> None:
    staff, chair = Api(built.one(Role.STAFF)), Api(built.one(Role.CHAIR))
    reviewer, second = Api(built.one(Role.REVIEWER)), Api(built.one(Role.DEPUTY))
    case = logged(staff, built)
    address = f"cases/{case['id']}/"
    both = [built.one(Role.REVIEWER).pk, built.one(Role.DEPUTY).pk]
    asked = {"expected_version": case["version"], "reviewers": both, "request": "A cough of six weeks."}
    chair.post(f"{address}events/send_to_review/", asked)

    assert reviewer.refused("get", address)[:2] == (403, "view_first")
    mine = reviewer.get(f"reviews/{case['id']}/")
    assert mine["sealed"] is True
    view = {"view": "I would have described it.", "confidence": "high", "declared_not_read": True}
    given = reviewer.post(f"{address}opinions/", view, 201)

    assert given["after_reveal"] is False
    assert reviewer.get(address)["narrative"]
    sealed = second.get(f"{address}opinions/")
    assert (sealed["results"], sealed["sealed"], sealed["given"], sealed["asked"]) == ([], True, 1, 2)
    assert len(chair.get(f"{address}opinions/")["results"]) == 1
    again = reviewer.refused("post", f"{address}opinions/", {**view, "view": "Another."})
    assert again[:2] == (409, "already_done")
    assert reviewer.post(f"{address}opinions/", view, 201)["id"] == given["id"]

"""What may identify somebody is said while it is typed, to those who may see the case; nothing of it is kept."""

import json
from typing import Any

import pytest
from django.urls import reverse

from apps.access.models import AccessEvent
from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.models import Case, CaseStudy
from apps.core.actor import acting_as, command_actor
from apps.core.models import KeptInput
from apps.disclosure.enums import ScreenKind
from tests.factories import cases
from tests.support.furnished import PATIENT, study_with_patient
from tests.support.worlds import World

# One of each kind of the list of issue 3, with the patient, staff and places of the small world.
KINDS = {
    ScreenKind.NHS_NUMBER: "NHS 943 476 5919",
    ScreenKind.PATIENT_NAME: "seen with Querida Planterton",
    ScreenKind.STAFF_NAME: "missed by Olive Outsider",
    ScreenKind.ACCESSION_NUMBER: "accession RX-2026-11872",
    ScreenKind.HOSPITAL_NUMBER: "MRN D0071234",
    ScreenKind.DATE_OF_BIRTH: "born 17/04/1951",
    ScreenKind.EMAIL: "write to a.b@example.org",
    ScreenKind.PHONE: "ring 0113 496 0000",
    ScreenKind.POSTCODE: "lives in LS1 4AP",
    ScreenKind.TITLED_NAME: "as Dr Quintrell said",
    ScreenKind.SITE_NAME: "at Riverside Hospitals",
}


@pytest.fixture
def case(here: World, staff: User) -> Case:
    """A case about a patient with a name and numbers."""
    one = cases.case(staff, here.north)
    with acting_as(command_actor("test")):
        CaseStudy.objects.create(case=one, study=study_with_patient(here.north, here.one(Role.ADMIN), patient=PATIENT))
    return one


def _ask(client: Any, address: str, **texts: Any) -> Any:
    return client.post(address, json.dumps(texts), content_type="application/json")


@pytest.mark.parametrize(("kind", "text"), KINDS.items(), ids=[kind.value for kind in KINDS])
def test_each_kind_is_found_in_its_place_with_a_reason(
    client_for: Any, chair: User, case: Case, kind: ScreenKind, text: str
) -> None:
    answer = _ask(client_for(chair), reverse("cases:screen", args=[case.pk]), vignette=f"🫁 {text}.", question="Clear?")

    found = {one["kind"]: one for one in answer.json()["findings"]}
    assert kind.value in found
    one = found[kind.value]
    assert f"🫁 {text}."[one["start"] : one["end"]] == one["text"]
    assert one["field"] == "vignette"
    assert one["why"]


def test_sitting_is_recorded_once_and_nothing_typed_is_kept(client_for: Any, chair: User, case: Case) -> None:
    client, address = client_for(chair), reverse("cases:screen", args=[case.pk])

    for text in ("Querida", "Querida Planterton", "Querida Planterton was seen"):
        _ask(client, address, narrative=text)

    assert AccessEvent.objects.filter(object_id=str(case.pk), purpose="screened while typing").count() == 1
    assert not KeptInput.objects.exists()


def test_signed_out_browser_gets_no_answer_and_leaves_no_words(client: Any, case: Case) -> None:
    answer = _ask(client, reverse("cases:screen", args=[case.pk]), narrative="Querida Planterton")

    assert answer.status_code != 200 or b"findings" not in answer.content
    assert not KeptInput.objects.exists()


@pytest.mark.parametrize("role", [Role.CHAIR, Role.STAFF], ids=str)
def test_another_department_cannot_try_out_names(client_for: Any, here: World, case: Case, role: Role) -> None:
    client = client_for(here.one(role, here.south))

    assert _ask(client, reverse("cases:screen", args=[case.pk]), narrative="Querida").status_code == 404


def test_before_a_case_is_logged_no_patient_can_be_guessed(client_for: Any, staff: User, case: Case) -> None:
    answer = _ask(client_for(staff), reverse("cases:log-screen"), narrative="Querida Planterton, by Olive Outsider")

    assert {one["kind"] for one in answer.json()["findings"]} == {"staff_name"}


@pytest.mark.parametrize("body", ["", "[]", "x", '{"a": 1}', '{"a": "' + "x" * 60_001 + '"}', '"text"'])
def test_what_is_no_question_is_refused(client_for: Any, chair: User, case: Case, body: str) -> None:
    answer = client_for(chair).post(reverse("cases:screen", args=[case.pk]), body, content_type="application/json")

    assert answer.status_code == 400


def test_ten_thousand_characters_are_answered(client_for: Any, chair: User, case: Case) -> None:
    report = ("CT chest. No nodule. Old granuloma in the left lower lobe, 4 mm. " * 160)[:10_000]

    assert _ask(client_for(chair), reverse("cases:screen", args=[case.pk]), narrative=report).json() == {"findings": []}


def test_without_scripts_the_page_after_logging_says_the_same(client_for: Any, staff: User, here: World) -> None:
    one = cases.case(staff, here.north, narrative="Olive Outsider missed it at Riverside Hospitals")

    page = client_for(staff).get(reverse("cases:received", args=[one.pk])).content.decode()

    assert "<mark>Olive Outsider</mark>" in page
    assert "Somebody who works or worked here has this name." in page


def test_message_that_names_somebody_is_sent_with_a_warning(client_for: Any, staff: User, case: Case) -> None:
    answer = client_for(staff).post(
        reverse("cases:message", args=[case.pk]), {"text": "Ask Olive Outsider about it"}, follow=True
    )

    page = answer.content.decode()
    assert "Ask Olive Outsider about it" in page
    assert "It may identify somebody: Name of a member of staff" in page

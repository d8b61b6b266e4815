"""The screens that log and amend ask of each kind only what it needs, and lose nothing that was typed."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.domain.completeness import asked_when_logged
from apps.cases.enums import CaseField, CaseKind
from apps.cases.forms.kinds import KIND_OF
from apps.cases.forms.log import ASKED_AS
from apps.cases.models import Case, SecondOpinion
from apps.core.clock import today
from tests.factories import cases
from tests.support.worlds import World

LOG = "/log/"
TODAY = {"discovered_day": str(today().day), "discovered_month": str(today().month),
         "discovered_year": str(today().year)}  # fmt: skip
# A typed answer for each field that not every kind is asked for.
TYPED: dict[str, dict[str, str]] = {
    "procedure": {"procedure": "CT-guided lung biopsy"},
    "system_affected": {"system_affected": "Voice recognition"},
    "opinion_words": {"opinion_words": "The nodule is there.", "opinion_giver_name": "Dr Elsewhere",
                      "opinion_context": "mdt"},
    "how_discovered": {"how_discovered": "complaint"},
    "discovered": {"discovered_day": "2", "discovered_month": "3", "discovered_year": "2026"},
    "readers": {"readers": "unknown", "readers_unknown_reason": "Kept nowhere"},
    "incident_reference": {"incident_reference": "INC-77"},
}  # fmt: skip


def _typed(here: World, what: str, **more: str) -> dict[str, Any]:
    """What a browser sends that shows nothing but the defaults."""
    return {
        "department": str(here.north.pk), "what": what, "narrative": "Told in a sentence.", "patient_action": "no",
        "confidentiality": "open", "readers": "later", "how_discovered": "not_said", "submission_key": str(uuid4()),
        **TODAY, **more,
    }  # fmt: skip


@pytest.mark.parametrize("what", KIND_OF)
def test_defaults_that_a_kind_is_not_asked_for_are_not_taken_as_answers(
    here: World, staff: User, client_for: Any, what: str
) -> None:
    client_for(staff).post(LOG, _typed(here, what))

    case, kind = Case.objects.get(), KIND_OF[what][0]
    assert (case.discovered.at is not None) == asked_when_logged(CaseField.DISCOVERED, kind)


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("what", KIND_OF)
def test_what_was_typed_is_kept_with_the_case_or_with_the_form(
    here: World, staff: User, client_for: Any, what: str, name: str
) -> None:
    answer = client_for(staff).post(LOG, _typed(here, what, **TYPED[name]))

    if asked_when_logged(ASKED_AS[name], KIND_OF[what][0]):
        assert answer.status_code == 302
        return
    page = answer.content.decode()
    assert Case.objects.count() == 0
    assert "does not ask for it. Empty it, or choose another." in page
    for typed in TYPED[name].values():
        assert typed in page


def test_without_scripts_each_part_says_for_what_it_is(here: World, staff: User, client_for: Any) -> None:
    page = client_for(staff).get(LOG).content.decode()

    said = dict(re.findall(r'data-only-for="([^"]+)"[^>]*>\s*<p class="[^"]*">([^<]+)</p>', page))
    assert said["complication"] == "Only for: A complication of a procedure."
    assert said["system_event"] == "Only for: The system got in the way."
    words = " ".join(said.values())
    assert "Not for: Something was done well; A case worth teaching from." in words
    assert page.count("Only for: A second opinion or MDT re-read differed.") == 1


def test_a_link_can_open_the_screen_for_one_kind(here: World, staff: User, client_for: Any) -> None:
    client: Client = client_for(staff)

    assert re.search(r'value="good_spot" checked', client.get(LOG, {"what": "good_spot"}).content.decode())
    assert "checked" not in re.findall(r'<input[^>]*name="what"[^>]*>', client.get(LOG, {"what": "x"}).content.decode())


def test_a_second_opinion_is_recorded_on_the_same_screen(here: World, staff: User, client_for: Any) -> None:
    chair = here.one(Role.CHAIR)
    given = {"opinion_giver": str(chair.pk), "opinion_context": "mdt", "opinion_words": "The node is not enlarged.",
             "opinion_given_day": "2", "opinion_given_month": "3", "opinion_given_year": "2026"}  # fmt: skip

    client_for(staff).post(LOG, _typed(here, "second_opinion", **given))

    row = SecondOpinion.objects.get()
    assert (row.giver, row.context, row.opinion) == (chair, "mdt", "The node is not enlarged.")
    assert (row.given_precision, row.recorded_by) == ("day", staff)


def test_half_a_second_opinion_is_asked_for_the_other_half(here: World, staff: User, client_for: Any) -> None:
    page = client_for(staff).post(LOG, _typed(here, "second_opinion", opinion_context="mdt")).content.decode()

    assert Case.objects.count() == 0
    assert "Choose a person, or type a name below." in page
    assert "Say what the second opinion is." in page


def _amended(case: Case, **more: str) -> dict[str, Any]:
    return {
        "expected_version": str(case.version), "submission_key": str(uuid4()), "what": "missed",
        "narrative": case.narrative, "modality": case.modality, "body_region": case.body_region,
        "how_discovered": case.how_discovered, **more,
    }  # fmt: skip


def test_amending_offers_what_the_kind_has_and_keeps_what_it_does_not_ask_for(
    here: World, staff: User, client_for: Any
) -> None:
    case, client = cases.case(staff, here.north), client_for(staff)
    address = reverse("cases:amend", args=[case.pk])

    told = client.post(address, _amended(case, what="good_spot", system_affected="PACS")).content.decode()
    client.post(address, _amended(case, what="complication", procedure="Nephrostomy"))
    first = Case.objects.get()
    client.post(address, _amended(first, what="good_spot", procedure="Nephrostomy"))
    second = Case.objects.get()

    assert "does not ask for it" in told
    assert (first.kind, first.discrepancy_type, first.procedure) == ("procedural_complication", "", "Nephrostomy")
    assert (second.kind, second.procedure, second.how_discovered) == ("good_spot", "Nephrostomy", "mdt")


def test_the_api_takes_a_kind_with_what_it_needs_and_refuses_a_coding_of_another(here: World, staff: User) -> None:
    from tests.integration.api.calling import Api

    api = Api(staff)
    body = {"department": str(here.north.pk), "narrative": "The rota had a gap.", "patient_action": "no"}

    made = api.post("cases/", {**body, "kind": "system_event", "system_affected": "On-call rota"}, 201)
    wanting = api.post("cases/", {**body, "kind": "procedural_complication"}, 201)
    odd = api.refused("post", "cases/", {**body, "kind": "delay", "discrepancy_type": "missed"})

    assert (made["system_affected"], made["how_discovered"]) == ("On-call rota", "not_said")
    assert [one["field"] for one in made["needed"] if one["stage"] == "accept"] == []
    assert [one["field"] for one in wanting["needed"] if one["stage"] == "accept"] == ["readers", "procedure"]
    assert wanting["needed"][0]["by"] == ["submitter", "chair"]
    assert (odd[0], list(odd[2])) == (400, ["discrepancy_type"])
    assert Case.objects.filter(kind=CaseKind.DELAY).count() == 0

"""What a case still needs: the case page, the API and the lifecycle say the same, and each link leads to the field."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.api.representing import case_said
from apps.cases.domain.completeness import ASKED_BY
from apps.cases.domain.facts import facts_of
from apps.cases.domain.lifecycle import refusal
from apps.cases.domain.registering import amend_case
from apps.cases.enums import CaseEvent, CaseKind, CaseStatus
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, CaseTransition
from apps.cases.presenters.needed import needed_panel
from apps.cases.queries.detail import whole_case
from apps.core.actor import acting_as
from apps.core.errors import Invalid
from tests.factories import cases
from tests.support.worlds import World

BARE: dict[str, Any] = {"modality": "", "body_region": "", "how_discovered": "not_said", "discrepancy_type": ""}
UNKNOWN = {"readers_unknown_reason": "The report cannot be found."}
# What makes each kind complete enough to be accepted.
ENOUGH: dict[CaseKind, dict[str, Any]] = {
    CaseKind.DISCREPANCY: {"discrepancy_type": "misread", "modality": "CT", **UNKNOWN},
    CaseKind.DELAY: {"modality": "CT", **UNKNOWN},
    CaseKind.COMMUNICATION: {"modality": "CT", **UNKNOWN},
    CaseKind.SYSTEM_EVENT: {"system_affected": "PACS"},
    CaseKind.GOOD_SPOT: UNKNOWN,
    CaseKind.EDUCATIONAL: {"modality": "CT"},
    CaseKind.COMPLICATION: {"procedure": "CT-guided lung biopsy", **UNKNOWN},
    CaseKind.SECOND_OPINION: {"modality": "CT", "second_opinion": cases.opinion(), **UNKNOWN},
}


def _bare(here: World, kind: CaseKind, **fields: Any) -> Case:
    return cases.case(here.one(Role.STAFF), here.north, **{**BARE, "kind": kind, **fields})


def _said(here: World, case: Case, by: Role) -> tuple[list[tuple[str, str]], Any]:
    """What the page's panel and the API say, as (words, step)."""
    actor = actor_for(here.one(by))
    whole = whole_case(actor, case.pk)
    panel, told = needed_panel(actor, whole), case_said(actor, whole)["needed"]
    on_page = [(line["words"], group["title"]) for group in panel.content for line in group["lines"]] if panel else []
    return on_page, told


@pytest.mark.parametrize("kind", CaseKind, ids=str)
def test_page_api_and_lifecycle_agree_for_a_case_that_has_nothing_but_its_words(here: World, kind: CaseKind) -> None:
    case = _bare(here, kind)

    on_page, told = _said(here, case, Role.CHAIR)

    assert told
    assert [words for words, _step in on_page] == [one["message"] for one in told]
    assert all("chair" in one["by"] for one in told)
    for event in (CaseEvent.ACCEPT, CaseEvent.SEND_TO_REVIEW, CaseEvent.GIVE_FEEDBACK):
        asked = [one for one in told if one["stage"] in ASKED_BY[event]]
        refused = refusal(facts_of(Case.objects.get(pk=case.pk), {}, event), event)
        assert (refused.code if refused else None) == (asked[0]["code"] if asked else None)
        assert (list(refused.fields) if refused else []) == [one["field"] for one in asked]


@pytest.mark.parametrize("kind", CaseKind, ids=str)
def test_a_case_that_has_what_its_kind_needs_is_accepted_and_no_other(here: World, chair: User, kind: CaseKind) -> None:
    with pytest.raises(TransitionRefused) as refused:
        cases.move(_bare(here, kind, **(UNKNOWN if kind is CaseKind.EDUCATIONAL else {})), chair, CaseEvent.ACCEPT)
    case = _bare(here, kind, **ENOUGH[kind])

    cases.move(case, chair, CaseEvent.ACCEPT)

    assert refused.value.fields
    assert Case.objects.get(pk=case.pk).status == CaseStatus.READY
    _page, told = _said(here, case, Role.CHAIR)
    assert "accept" not in {one["stage"] for one in told}


@pytest.mark.parametrize("by", [Role.STAFF, Role.CHAIR], ids=str)
@pytest.mark.parametrize("kind", [CaseKind.DISCREPANCY, CaseKind.COMPLICATION, CaseKind.SECOND_OPINION], ids=str)
def test_each_link_of_the_panel_leads_to_a_field_that_is_there(
    here: World, client_for: Any, kind: CaseKind, by: Role
) -> None:
    client: Client = client_for(here.one(by))
    case = _bare(here, kind)

    page = client.get(case.get_absolute_url()).content.decode()
    panel = page[page.index('id="needed"') : page.index('id="report"')] if 'id="report"' in page else page
    links = re.findall(r'href="([^"#]+)#([^"]+)"', panel.split("</section>")[0])

    assert links
    for address, place in links:
        answer = client.get(address)
        assert answer.status_code == 200
        assert f'id="{place}"' in answer.content.decode(), (address, place)


def test_only_the_chair_and_the_submitter_are_told(here: World, client_for: Any) -> None:
    case = _bare(here, CaseKind.DELAY)

    assert _said(here, case, Role.LEAD) == ([], None)
    assert 'id="needed"' not in client_for(here.one(Role.LEAD)).get(case.get_absolute_url()).content.decode()
    assert client_for(here.one(Role.CHAIR, here.other)).get(case.get_absolute_url()).status_code == 404


def test_once_accepted_only_the_chair_can_put_it_right(here: World, chair: User) -> None:
    case = _bare(here, CaseKind.DISCREPANCY, **ENOUGH[CaseKind.DISCREPANCY])
    cases.move(case, chair, CaseEvent.ACCEPT)

    _page, told = _said(here, case, Role.STAFF)

    assert {one["field"] for one in told} == {"how_discovered", "presentation", "coding"}
    assert {tuple(one["by"]) for one in told} == {("chair",)}


def test_the_chair_changes_the_kind_with_the_decision_and_it_is_recorded(
    here: World, chair: User, client_for: Any
) -> None:
    case = _bare(here, CaseKind.DISCREPANCY, **ENOUGH[CaseKind.DISCREPANCY])
    client = client_for(chair)
    address = reverse("cases:triage-case", args=[case.pk])
    typed = {
        "expected_version": case.version, "submission_key": str(uuid4()), "readers": "stay", "decision": "accept",
        "what": "delay",
    }  # fmt: skip

    shown = client.get(address).content.decode()
    answer = client.post(address, typed)

    case.refresh_from_db()
    step = CaseTransition.objects.get(case=case, event="accept")
    assert '<option value="misread" selected>' in shown
    assert answer.status_code == 302
    assert (case.kind, case.discrepancy_type, case.status) == ("delay", "", "ready")
    assert (step.payload["kind"], step.payload["kind_before"]) == ("delay", "discrepancy")
    assert "Kind changed: Delay (before: Misread)" in client.get(case.get_absolute_url()).content.decode()


def test_the_chair_answers_what_the_new_kind_asks_on_the_same_screen(here: World, chair: User, client_for: Any) -> None:
    case = _bare(here, CaseKind.GOOD_SPOT, **UNKNOWN)
    address = reverse("cases:triage-case", args=[case.pk])
    typed = {
        "expected_version": case.version, "submission_key": str(uuid4()), "readers": "stay", "decision": "accept",
        "what": "complication",
    }  # fmt: skip

    refused = client_for(chair).post(address, typed)
    answer = client_for(chair).post(address, {**typed, "procedure": "Nephrostomy"})

    case.refresh_from_db()
    assert refused.status_code == 409
    assert "Say which procedure it was." in refused.content.decode()
    assert answer.status_code == 302
    assert (case.kind, case.procedure, case.status) == ("procedural_complication", "Nephrostomy", "ready")


def test_accepting_without_a_word_about_the_kind_confirms_it_as_it_stands(here: World, chair: User) -> None:
    case = _bare(here, CaseKind.GOOD_SPOT, **UNKNOWN)

    step = cases.move(case, chair, CaseEvent.ACCEPT)

    assert (step.payload["kind"], step.payload["kind_before"]) == ("good_spot", "good_spot")


def test_a_changed_kind_is_judged_by_what_it_needs_itself(here: World, chair: User) -> None:
    case = _bare(here, CaseKind.EDUCATIONAL, modality="CT")

    with pytest.raises(TransitionRefused) as refused:
        cases.move(case, chair, CaseEvent.ACCEPT, kind="procedural_complication")
    with pytest.raises(Invalid) as odd:
        cases.move(case, chair, CaseEvent.ACCEPT, kind="delay", discrepancy_type="missed")

    assert list(refused.value.fields) == ["readers", "procedure"]
    assert "discrepancy_type" in odd.value.fields
    assert Case.objects.get(pk=case.pk).kind == "educational"


def test_what_a_decision_rested_on_cannot_be_amended_away(here: World, chair: User) -> None:
    case = _bare(here, CaseKind.EDUCATIONAL, modality="CT")
    cases.move(case, chair, CaseEvent.ACCEPT)
    actor = actor_for(chair)
    case.refresh_from_db()

    with acting_as(actor), pytest.raises(Invalid) as refused:
        amend_case(actor=actor, case_id=case.pk, expected_version=case.version, changes={"kind": "delay"})
    with acting_as(actor):
        amended = amend_case(
            actor=actor,
            case_id=case.pk,
            expected_version=case.version,
            changes={"kind": "system_event", "system_affected": "Voice recognition", "how_discovered": "other"},
        )

    assert (refused.value.code, list(refused.value.fields)) == ("still_needed", ["readers"])
    assert (amended.kind, amended.system_affected) == ("system_event", "Voice recognition")


def test_one_click_accept_is_offered_only_where_nothing_is_wanting(here: World, chair: User, client_for: Any) -> None:
    wanting, whole = (
        _bare(here, CaseKind.COMPLICATION, **UNKNOWN),
        _bare(here, CaseKind.SYSTEM_EVENT, **ENOUGH[CaseKind.SYSTEM_EVENT]),
    )

    page = client_for(chair).get(reverse("cases:triage")).content.decode()

    assert f"{reverse('cases:event', args=[whole.pk, 'accept'])}?next=triage" in page
    assert f"{reverse('cases:event', args=[wanting.pk, 'accept'])}?next=triage" not in page

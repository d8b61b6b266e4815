"""A form that came too late: who did what and when, the words for copying, and only what is possible now."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.domain.reading import ReaderInput
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.models import Case, CaseReader, CaseTransition
from tests.factories import cases
from tests.support.worlds import World


@pytest.fixture
def case(here: World, staff: User) -> Case:
    return cases.case(staff, here.north, readers=(ReaderInput(person_id=here.one(Role.LEAD).pk),))


def _typed(case: Case, **more: Any) -> dict[str, Any]:
    return {"expected_version": str(case.version), "submission_key": str(uuid4()), **more}


# What the deputy did first -> what the chair's form wanted.
MEANWHILE: dict[str, tuple[CaseEvent, dict[str, str], dict[str, str]]] = {
    "declined, then accepted": (
        CaseEvent.DECLINE,
        {"reason": "Out of scope"},
        {"decision": "ask", "question": "Which side? ✓"},
    ),
    "accepted, then accepted with readers": (
        CaseEvent.ACCEPT,
        {},
        {"decision": "accept", "readers": "unknown", "readers_unknown_reason": "Which side? ✓"},
    ),
    "asked, then declined": (
        CaseEvent.ASK,
        {"question": "When?"},
        {"decision": "decline", "decline_reason": "Which side? ✓"},
    ),
    "accepted, then sent with a mistake in it": (
        CaseEvent.ACCEPT,
        {},
        {"decision": "decline", "question": "Which side? ✓"},
    ),
}


@pytest.mark.parametrize("name", MEANWHILE)
def test_triage_that_came_too_late_gives_the_words_back_and_changes_nothing(
    here: World, case: Case, chair: User, client_for: Any, name: str
) -> None:
    event, payload, typed = MEANWHILE[name]
    deputy, client = here.one(Role.DEPUTY), client_for(chair)
    cases.move(case, deputy, event, **payload)
    before = CaseTransition.objects.count(), CaseReader.objects.count()

    answer = client.post(reverse("cases:triage-case", args=[case.pk]), _typed(case, **typed))
    page = answer.content.decode()

    assert answer.status_code == 409
    assert deputy.full_name in page
    assert "am on " in page or "pm on " in page or "midday" in page or "midnight" in page
    assert "Which side? ✓" in page
    assert "send it again" not in page
    assert 'name="decision"' not in page
    assert "Go to the next case" in page or "Leave it" in page
    assert (CaseTransition.objects.count(), CaseReader.objects.count()) == before


def test_event_that_is_no_longer_possible_offers_what_is(here: World, case: Case, chair: User, client_for: Any) -> None:
    deputy = here.one(Role.DEPUTY)
    cases.move(case, deputy, CaseEvent.DECLINE, reason="Out of scope")
    address = reverse("cases:event", args=[case.pk, "ask"])

    page = client_for(chair).post(address, _typed(case, question="Which side? ✓")).content.decode()

    assert f"{deputy.full_name} chose “Decline” at" in page
    assert "Which side? ✓" in page
    assert reverse("cases:event", args=[case.pk, "reopen"]) in page
    assert reverse("cases:event", args=[case.pk, "ask"]) not in page.split("What is possible now")[1]


def test_same_event_done_by_somebody_else_is_too_late_as_well(
    here: World, case: Case, chair: User, client_for: Any
) -> None:
    deputy = here.one(Role.DEPUTY)
    cases.move(case, deputy, CaseEvent.DECLINE, reason="Out of scope")
    address = reverse("cases:event", args=[case.pk, "decline"])

    answer = client_for(chair).post(address, _typed(case, reason="Mine ✓"))
    page = answer.content.decode()

    assert answer.status_code == 409
    assert f"{deputy.full_name} already did this at" in page
    assert "Mine ✓" in page
    case.refresh_from_db()
    assert case.status == CaseStatus.DECLINED


def test_amending_too_late_keeps_the_words(here: World, case: Case, staff: User, chair: User, client_for: Any) -> None:
    client: Client = client_for(staff)
    typed = _typed(
        case, what="missed", narrative="More words ✓", reason="", how_discovered="mdt", modality="CT", body_region=""
    )
    cases.move(case, chair, CaseEvent.ACCEPT)

    answer = client.post(reverse("cases:amend", args=[case.pk]), typed)

    assert answer.status_code == 409
    assert "More words ✓" in answer.content.decode()
    assert "no longer be amended" in answer.content.decode()


def test_triage_of_a_decided_case_offers_no_form(here: World, case: Case, chair: User, client_for: Any) -> None:
    cases.move(case, chair, CaseEvent.DECLINE, reason="Out of scope")

    page = client_for(chair).get(reverse("cases:triage-case", args=[case.pk])).content.decode()

    assert "This case was decided already." in page
    assert 'name="decision"' not in page

"""What governance keeps is on its own pages only: not on the case, its trail or API, a meeting, a search or a list."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.models import Case
from apps.cases.queries.trail import trail_of
from tests.support.worlds import World

WORDS = (
    "candour", "harm", "Never Event", "LFPSE", "PSIRF", "INC-424242", "LRMS-00042", "Treatment changed",
    "Told what is known", "Two readers differ", "Those who were there", "treatment began later",
)  # fmt: skip
READERS = (Role.CHAIR, Role.DEPUTY, Role.LEAD, Role.GOVERNANCE, Role.STAFF)


def pages_about(case: Case) -> list[str]:
    """Every page of a case, and the lists and searches that could find it."""
    listing = reverse("cases:list")
    return [
        case.get_absolute_url(),
        reverse("cases:triage-case", args=[case.pk]),
        reverse("cases:access", args=[case.pk]),
        reverse("portal:home"),
        reverse("meetings:list"),
        listing,
        *(f"{listing}?q={word}" for word in ("INC-424242", "LRMS-00042", "Treatment")),
    ]


@pytest.mark.parametrize("role", READERS, ids=str)
def test_no_other_page_says_any_of_it(
    here: World, case: Case, governed: dict[str, UUID], client_for: Any, role: Role
) -> None:
    browser = client_for(here.one(role))

    for address in pages_about(case):
        typed = address.partition("?q=")[2]
        text = browser.get(address).content.decode()
        found = [word for word in WORDS if word.casefold() in text.casefold() and word != typed]
        # "Governance" in the navigation is where one goes, not what is kept there.
        assert [word for word in found if word not in ("INC-424242", "LRMS-00042") or not typed] == [], address


def test_the_case_trail_has_none_of_it_even_for_governance(here: World, case: Case, governed: dict[str, UUID]) -> None:
    trail = trail_of(actor_for(here.one(Role.GOVERNANCE)), Case.objects.get(pk=case.pk))
    said = " ".join(f"{one.label} {one.field} {one.old} {one.new} {one.reason}" for one in trail.changes)

    assert trail.changes
    assert [word for word in WORDS if word.casefold() in said.casefold()] == []


@pytest.mark.parametrize("role", READERS, ids=str)
def test_the_api_of_the_case_has_none_of_it(
    here: World, case: Case, governed: dict[str, UUID], client_for: Any, role: Role
) -> None:
    browser = client_for(here.one(role))
    addresses = [f"/api/v1/cases/{case.pk}/", f"/api/v1/cases/{case.pk}/history/", "/api/v1/cases/"]

    for address in addresses:
        text = browser.get(address).content.decode()
        assert [word for word in WORDS if word.casefold() in text.casefold()] == [], address


def test_the_whole_api_has_no_operation_for_it() -> None:
    from learning_platform.api_docs import schema_as_yaml

    schema = schema_as_yaml().casefold()

    assert "candour" not in schema
    assert "/governance" not in schema
    assert "physical_harm" not in schema


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GOVERNANCE], ids=str)
def test_the_pages_are_not_there_for_anybody_else(
    here: World, governed: dict[str, UUID], client_for: Any, role: Role
) -> None:
    browser = client_for(here.one(role))
    here_is = governed["governance"]

    for name in ("detail", "decide", "step", "close", "reopen", "assess", "hand-over"):
        assert browser.get(reverse(f"governance:{name}", args=[here_is])).status_code == 404
    assert browser.get(reverse("governance:list")).status_code == 404
    assert browser.get(reverse("governance:handed", args=[here_is, governed["hand_over"]])).status_code == 404
    assert browser.get(reverse("governance:settings", args=[here.north.pk])).status_code == 404


def test_governance_reads_it_writes_it_and_every_look_is_recorded(
    here: World, case: Case, governed: dict[str, UUID], client_for: Any
) -> None:
    browser = client_for(here.one(Role.GOVERNANCE))
    pk = governed["governance"]

    page = browser.get(reverse("governance:detail", args=[pk])).content.decode()
    for words in ("The threshold is met", "INC-424242, LRMS-00042", "code 3 of this scale", "Treatment changed"):
        assert words in page
    sent = browser.post(
        reverse("governance:decide", args=[pk]),
        {"decision": "not_met", "decided_by": "Medical director", "reason": "On reflection.",
         "decided_on_day": "2", "decided_on_month": "3", "decided_on_year": "2026"},
    )  # fmt: skip
    again = browser.get(reverse("governance:detail", args=[pk])).content.decode()
    file = browser.get(reverse("governance:handed", args=[pk, governed["hand_over"]]))

    assert sent.status_code == 302
    assert "On reflection." in again
    assert file["Content-Disposition"].startswith("attachment")
    assert b"lfpse_physical_harm_code,3" in file.content
    looks = AccessEvent.objects.filter(object_label="governance.casegovernance", object_id=str(pk))
    assert {AccessAction.VIEW, AccessAction.EXPORT} <= set(looks.values_list("action", flat=True))


def test_a_never_event_is_flagged_and_chooses_nothing(here: World, governed: dict[str, UUID], client_for: Any) -> None:
    browser = client_for(here.one(Role.GOVERNANCE))
    pk = governed["governance"]
    browser.post(reverse("governance:assess", args=[pk]), {"never_event": "yes", "error_assessment": "not_assessed"})

    page = browser.get(reverse("governance:detail", args=[pk])).content.decode()

    assert "PSII) is mandatory" in page
    assert "Response (PSIRF)" in page
    assert "Not recorded" in page


def test_unknown_reference_is_answered_the_same_for_none_and_for_elsewhere(
    here: World, case: Case, client_for: Any
) -> None:
    browser = client_for(here.one(Role.GOVERNANCE, here.other))

    answers = [
        browser.post(reverse("governance:list"), {"reference": one}).content.decode()
        for one in (case.reference, "RLP-2026-999999")
    ]

    assert all("There is no case with this reference" in text for text in answers)

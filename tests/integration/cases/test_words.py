"""Every word of the case pages goes through gettext: rendered in the made-up language, no plain word is left."""

from typing import Any

import pytest
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.domain.acting import add_action
from apps.cases.domain.presenting import save_presentation
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, amend_case
from apps.cases.enums import ActionKind, CaseEvent
from apps.cases.models import Case
from apps.cases.taxonomies import SCHEMES
from apps.core.actor import acting_as
from tests.factories import cases
from tests.support.pseudo_locale import pseudo_locale, untranslated
from tests.support.worlds import World

# What is data and not words of ours: everything that the test itself typed, names, references and codes.
DATA = frozenset(
    {"Radiology Learning Platform", "zq narrative", "zq why", "zq reason", "zq question", "zq title", "zq vignette",
     "zq action", "zq description", "Zq region", "ACC", "RLP", "CT", "INC", "Riverside Hospitals",
     "Chest", "3 March 2026", "zq request",
     # Written into the action when it opens, in the language of the installation.
     "Addendum issued", "Referrer told", "Original reader told",
     # The schemes are data, each with its source.
     *(label for scheme in SCHEMES for _code, label, _meaning in scheme.terms)}
)  # fmt: skip


@pytest.fixture
def case(here: World, staff: Any, chair: Any) -> Case:
    """A case with something in every part of its page."""
    study = cases.study(here.north, description="zq description", body_region="Zq region")
    made = cases.case(
        staff, here.north, narrative="zq narrative", studies=(StudyInput(study.pk),), patient_action="yes",
        escalation_why="zq why", readers=(ReaderInput(person_id=here.one(Role.DEPUTY).pk),), body_region="",
    )  # fmt: skip
    actor = actor_for(chair)
    with acting_as(actor):
        words = {"title": "zq title", "vignette": "zq vignette 3 March 2026"}
        save_presentation(actor=actor, case_id=made.pk, words=words)
        add_action(actor=actor, case_id=made.pk, kind=ActionKind.OTHER, what="zq action", owner_id=chair.pk)
        amend_case(
            actor=actor, case_id=made.pk, expected_version=1, changes={"subspecialty": "INC"}, reason="zq reason"
        )
    asked = {"reviewers": [here.one(Role.REVIEWER).pk], "request": "zq request", "note": "zq question"}
    cases.move(made, chair, CaseEvent.SEND_TO_REVIEW, **asked)
    cases.case(staff, here.north, narrative="zq narrative", patient_action="unknown")
    return made


PAGES = {
    "log": (Role.STAFF, lambda case: reverse("cases:log")),
    "received": (Role.STAFF, lambda case: reverse("cases:received", args=[case.pk])),
    "list": (Role.CHAIR, lambda case: reverse("cases:list")),
    "mine": (Role.STAFF, lambda case: reverse("cases:mine")),
    "triage": (Role.CHAIR, lambda case: reverse("cases:triage")),
    "triage of one": (Role.CHAIR, lambda case: reverse("cases:triage-case", args=[case.pk])),
    "case": (Role.CHAIR, lambda case: reverse("cases:detail", args=[case.pk])),
    "case, for governance": (Role.GOVERNANCE, lambda case: reverse("cases:detail", args=[case.pk])),
    "reviews": (Role.REVIEWER, lambda case: reverse("cases:reviews")),
    "opinion": (Role.REVIEWER, lambda case: reverse("cases:opinion", args=[case.pk])),
    "escalations": (Role.LEAD, lambda case: reverse("cases:escalations")),
    "escalation": (Role.LEAD, lambda case: reverse("cases:escalation", args=[case.escalations.get().pk])),
    "presentation": (Role.CHAIR, lambda case: reverse("cases:presentation", args=[case.pk])),
    "amend": (Role.CHAIR, lambda case: reverse("cases:amend", args=[case.pk])),
    "action": (Role.CHAIR, lambda case: reverse("cases:action-add", args=[case.pk])),
    "finish": (Role.CHAIR, lambda case: reverse("cases:action-finish", args=[case.actions.get(what="zq action").pk])),
    "who looked": (Role.GOVERNANCE, lambda case: reverse("cases:access", args=[case.pk])),
    "find": (Role.IG_LEAD, lambda case: reverse("cases:access-find")),
    **{
        event: (Role.CHAIR, lambda case, event=event: reverse("cases:event", args=[case.pk, event]))
        for event in (
            "accept",
            "ask",
            "decline",
            "merge",
            "withdraw",
            "finish_review",
            "give_feedback",
            "close",
            "reopen",
        )
    },
}


@pytest.mark.parametrize("name", PAGES)
def test_no_plain_word_slips_through(here: World, case: Case, client_for: Any, name: str) -> None:
    role, address = PAGES[name]
    client = client_for(here.one(role))
    names = {person.full_name for person in here.everybody()} | {one.name for one in here.departments}

    with pseudo_locale():
        page = client.get(address(case))

    assert page.status_code == 200
    # Longer names first: "Chair of North Radiology" is part of "Deputy Chair of North Radiology".
    html = page.content.decode()
    for one in sorted(names, key=len, reverse=True):
        html = html.replace(one, "")
    assert untranslated(html, DATA) == []

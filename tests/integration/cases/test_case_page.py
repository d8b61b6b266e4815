"""The case page: each person sees what they may, and the trail says what changed, by whom, when and why."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.models import AccessEvent
from apps.access.policy import Confidentiality
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.acting import add_action
from apps.cases.domain.messaging import post_message
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, amend_case
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.enums import ActionKind, CaseEvent
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.core.clock import LONDON, clinical_instant
from apps.journeys.enums import JourneyStage
from tests.factories import cases
from tests.support.worlds import World


def _page(client: Client, case: Case, *, status: int = 200) -> str:
    answer = client.get(reverse("cases:detail", args=[case.pk]))
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def case(here: World, staff: User) -> Case:
    """A case with a study, a reader on the platform and an incident reference."""
    study = cases.study(here.north)
    cases.step(study, JourneyStage.ACQUISITION, datetime(2026, 8, 3, 14, 5, tzinfo=LONDON))
    cases.step(study, JourneyStage.VERIFICATION, datetime(2026, 9, 4, 9, 5, tzinfo=LONDON))
    return cases.case(
        staff,
        here.north,
        studies=(StudyInput(study.pk),),
        readers=(ReaderInput(person_id=here.one(Role.DEPUTY).pk),),
        discovered=clinical_instant(datetime(2026, 10, 30, 9, 0, tzinfo=LONDON)),
        incident_reference="INC-777",
        narrative="<b>Bold</b> {{ 7*7 }} nodule 🫁",
    )


def test_chair_sees_submitter_and_readers_and_the_text_as_typed(
    here: World, case: Case, chair: User, client_for: Any
) -> None:
    page = _page(client_for(chair), case)

    assert here.one(Role.STAFF).full_name in page
    assert here.one(Role.DEPUTY).full_name in page
    assert "&lt;b&gt;Bold&lt;/b&gt; {{ 7*7 }} nodule 🫁" in page
    assert "INC-777" not in page


def test_three_delays_are_shown_against_the_limit_that_is_set(case: Case, chair: User, client_for: Any) -> None:
    page = _page(client_for(chair), case)

    assert "32 days" in page
    assert "Over the limit of 28 calendar days" in page
    assert "88 days" in page
    assert "56 days" in page


# Who may read the case, who may not, and what is kept from those who may.
HIDDEN_FROM = {
    Role.GOVERNANCE: ("staff", "deputy"),
    Role.LEAD: ("staff", "deputy"),
    Role.DEPUTY: ("staff",),
}


@pytest.mark.parametrize("role", HIDDEN_FROM, ids=str)
def test_names_are_kept_from_those_who_may_not_know_them(
    here: World, case: Case, chair: User, client_for: Any, role: Role
) -> None:
    actor = actor_for(here.one(Role.STAFF))
    with acting_as(actor):
        amend_case(actor=actor, case_id=case.pk, expected_version=1, changes={"body_region": "Thorax"})
        post_message(actor=actor, case_id=case.pk, text="I have the priors")
    person = here.one(role)
    names = {"staff": here.one(Role.STAFF).full_name, "deputy": here.one(Role.DEPUTY).full_name}

    page = _page(client_for(person), case).split("<main")[1]

    for hidden in HIDDEN_FROM[role]:
        assert names[hidden] not in page


@pytest.mark.parametrize(
    "role",
    [Role.STAFF, Role.REVIEWER, Role.COORDINATOR, Role.IG_LEAD, Role.RECORDS, Role.FAILSAFE, Role.ADMIN],
    ids=str,
)
def test_case_is_not_there_for_those_with_no_part_in_it(here: World, client_for: Any, role: Role) -> None:
    case = cases.case(here.one(Role.LEAD), here.north)

    page = _page(client_for(here.one(role)), case, status=404)

    assert case.narrative not in page
    assert AccessEvent.objects.filter(action="refused", object_id=str(case.pk)).exists()


def test_confidential_case_is_not_there_for_governance(here: World, staff: User, client_for: Any) -> None:
    case = cases.case(staff, here.north, confidentiality=Confidentiality.CONFIDENTIAL)

    _page(client_for(here.one(Role.GOVERNANCE)), case, status=404)
    _page(client_for(here.one(Role.CHAIR)), case)


def test_governance_sees_who_looked_and_the_page_has_no_incident_reference(
    here: World, case: Case, chair: User, client_for: Any
) -> None:
    _page(client_for(chair), case)
    client = client_for(here.one(Role.GOVERNANCE))

    page = _page(client, case)
    looks = client.get(reverse("cases:access", args=[case.pk])).content.decode()

    assert "INC-777" not in page
    assert reverse("cases:access", args=[case.pk]) in page
    assert chair.full_name in looks
    assert case.narrative not in looks


@pytest.mark.parametrize("role", [Role.CHAIR, Role.STAFF, Role.LEAD], ids=str)
def test_who_looked_is_not_there_for_anybody_else(here: World, case: Case, client_for: Any, role: Role) -> None:
    assert client_for(here.one(role)).get(reverse("cases:access", args=[case.pk])).status_code == 404


def test_information_governance_lead_finds_looks_by_reference_and_reads_no_case(
    here: World, case: Case, client_for: Any
) -> None:
    client = client_for(here.one(Role.IG_LEAD))
    elsewhere = cases.case(here.one(Role.STAFF, here.other), here.other)

    found = client.get(reverse("cases:access-find"), {"reference": case.reference.lower()}, follow=True)
    unknown = client.get(reverse("cases:access-find"), {"reference": elsewhere.reference})

    assert found.status_code == 200
    assert "nodule" not in found.content.decode()
    assert "There is no case with this reference" in unknown.content.decode()
    _page(client, case, status=404)


def test_each_look_is_recorded_before_the_page_is_shown(case: Case, chair: User, client_for: Any) -> None:
    _page(client_for(chair), case)

    looks = AccessEvent.objects.filter(object_label="cases.case", object_id=str(case.pk), action="view")
    assert list(looks.values_list("user_id", "source")) == [(chair.pk, "page")]


def test_trail_says_what_changed_from_what_to_what_by_whom_and_why(
    here: World, case: Case, chair: User, client_for: Any
) -> None:
    actor = actor_for(chair)
    with acting_as(actor):
        amend_case(
            actor=actor, case_id=case.pk, expected_version=1, changes={"body_region": "Thorax"}, reason="side was wrong"
        )
        add_action(actor=actor, case_id=case.pk, kind=ActionKind.REFERRER, what="Tell the GP", owner_id=chair.pk)

    trail = _page(client_for(here.one(Role.GOVERNANCE)), case).split('id="trail"')[1]

    for words in (
        "Case changed",
        "Part of the body",
        "Chest",
        "Thorax",
        "side was wrong",
        "Follow-up action added",
        "Logged",
    ):
        assert words in trail
    assert chair.full_name in trail
    assert "ACC0" not in trail


def test_submitter_sees_each_step_and_no_more(
    here: World, case: Case, chair: User, staff: User, client_for: Any
) -> None:
    cases.move(case, here.one(Role.CHAIR), CaseEvent.ASK, question="Which side?")

    page = _page(client_for(staff), case)

    assert "Question to the submitter" in page
    assert "What happened and what changed" not in page
    assert "Which side?" in page
    assert reverse("cases:event", args=[case.pk, "answer"]) in page


def test_reviewer_reads_the_question_before_the_outcome_and_nobody_else_s_view(
    here: World, staff: User, chair: User, client_for: Any
) -> None:
    from apps.cases.domain.presenting import save_presentation

    reviewer = here.one(Role.REVIEWER)
    case = cases.case(staff, here.north, readers_unknown_reason="gone", narrative="The outcome was a tumour")
    words = {"title": "Nodule", "vignette": "A cough.", "question": "What do you see?", "reveal": "It was a tumour"}
    actor = actor_for(chair)
    with acting_as(actor):
        save_presentation(actor=actor, case_id=case.pk, words=words)
    cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk, here.one(Role.DEPUTY).pk])
    deputy = actor_for(here.one(Role.DEPUTY))
    with acting_as(deputy):
        commit_opinion(actor=deputy, case_id=case.pk, view="The deputy’s sealed view", **cases.VIEW)
    client = client_for(reviewer)
    opinion = reverse("cases:opinion", args=[case.pk])

    before = [
        client.get(case.get_absolute_url(), follow=True).content.decode(),
        client.get(opinion).content.decode(),
        client.get(reverse("cases:list")).content.decode(),
    ]
    typed = {"view": "A nodule at the apex", "confidence": "low", "declared_not_read": "on", "after_reveal": "no"}
    client.post(opinion, typed)
    after = client.get(opinion).content.decode()

    for page in before:
        assert "tumour" not in page
        assert "sealed view" not in page
    assert "A cough." in before[1]
    assert "The outcome was a tumour" in after
    assert "It was a tumour" in after
    for page in (after, _page(client, case)):
        assert "sealed view" in page
        assert deputy.name not in page
    assert deputy.name in _page(client_for(chair), case)


def test_query_count_of_the_page_does_not_grow_with_the_case(
    here: World, case: Case, chair: User, client_for: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for(chair)
    actor = actor_for(chair)

    def add(number: int) -> None:
        with acting_as(actor):
            for n in range(number):
                add_action(actor=actor, case_id=case.pk, kind=ActionKind.OTHER, what=f"Do {n}", owner_id=chair.pk)
                post_message(actor=actor, case_id=case.pk, text=f"Message {n}")

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            _page(client, case)
        return len(seen)

    add(1)
    count()  # the first click of a session also notes its time
    few = count()
    add(20)
    many = count()

    assert few == many
    assert few <= 57


def test_blocked_actions_say_why_and_possible_ones_have_a_button(
    here: World, staff: User, chair: User, client_for: Any
) -> None:
    case = cases.case(staff, here.north, patient_action="yes")

    page = _page(client_for(chair), case)

    assert reverse("cases:triage-case", args=[case.pk]) in page
    assert reverse("cases:event", args=[case.pk, "ask"]) in page
    assert reverse("cases:event", args=[case.pk, "decline"]) not in page
    assert "Name the original readers first" in page
    assert "Record what was done on the escalation first" in page


def test_chair_who_read_the_report_is_told_that_somebody_else_decides(
    here: World, staff: User, chair: User, client_for: Any
) -> None:
    case = cases.case(staff, here.north, readers=(ReaderInput(person_id=chair.pk),))

    page = _page(client_for(chair), case)

    assert "so somebody else has to do this" in page
    assert staff.full_name not in page.split("<main")[1]


def test_message_is_posted_once_and_seen_by_the_other_side(
    case: Case, chair: User, staff: User, client_for: Any
) -> None:
    client = client_for(staff)
    typed = {"text": "The priors are on the old system", "submission_key": "5e1c0e6a-5a0e-4a39-8b6a-0d8c0b7f0a11"}

    for _ in range(2):
        client.post(reverse("cases:message", args=[case.pk]), typed)
    empty = client.post(reverse("cases:message", args=[case.pk]), {"text": "  "})

    assert case.messages.count() == 1
    assert "Write a message." in empty.content.decode()
    assert "The priors are on the old system" in _page(client_for(chair), case)

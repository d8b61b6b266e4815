"""Event forms and triage: what was typed survives, a stale form says who and when, and nothing happens twice."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.domain.reading import ReaderInput
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.models import Case, CaseMessage, CaseTransition
from tests.factories import cases
from tests.support.worlds import World


def _event(case: Case, event: str) -> str:
    return reverse("cases:event", args=[case.pk, event])


def _typed(case: Case, **more: Any) -> dict[str, Any]:
    return {"expected_version": case.version, "submission_key": str(uuid4()), **more}


@pytest.fixture
def case(here: World, staff: User) -> Case:
    """A new case whose readers cannot be known, with a code of its finding."""
    return cases.coded(cases.case(staff, here.north, readers_unknown_reason="Outside hospital"))


# Each event of the case's own page, from the state it needs, with what its form asks.
STEPS = {
    "accept": ([], {}, CaseStatus.READY),
    "ask": ([], {"question": "Which side?"}, CaseStatus.INFORMATION_WANTED),
    "decline": ([], {"reason": "Not ours"}, CaseStatus.DECLINED),
    "withdraw": ([], {"reason": "Logged twice"}, CaseStatus.WITHDRAWN),
    "give_feedback": ([], {"learning_point": "Look behind the heart"}, CaseStatus.DISCUSSED),
    "close": (
        [(CaseEvent.GIVE_FEEDBACK, {"learning_point": "x", "report_stands": "no"})],
        {"reason": "Feedback"},
        CaseStatus.CLOSED,
    ),
    "reopen": ([(CaseEvent.DECLINE, {"reason": "x"})], {"reason": "New facts"}, CaseStatus.RECEIVED),
}


@pytest.mark.parametrize("event", STEPS)
def test_event_s_page_shows_its_form_and_sending_it_moves_the_case_once(
    here: World, case: Case, chair: User, client_for: Any, event: str
) -> None:
    before, payload, target = STEPS[event]
    for earlier, with_it in before:
        cases.move(case, chair, earlier, **with_it)
    case.refresh_from_db()
    client, typed = client_for(chair), _typed(case, **payload)

    shown = client.get(_event(case, event))
    answers = [client.post(_event(case, event), typed) for _ in range(2)]

    case.refresh_from_db()
    assert shown.status_code == 200
    assert f'value="{typed["expected_version"]}"' in shown.content.decode()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert case.status == target
    assert CaseTransition.objects.filter(case=case, event=event).count() == 1


def test_review_is_sent_and_finished_through_its_pages(here: World, case: Case, chair: User, client_for: Any) -> None:
    client, reviewer = client_for(chair), here.one(Role.REVIEWER)

    client.post(
        _event(case, "send_to_review"),
        _typed(case, reviewers=[str(reviewer.pk)], note="Apices?", request="Cough for six weeks."),
    )
    case.refresh_from_db()
    refused = client.post(_event(case, "finish_review"), _typed(case))
    client.post(_event(case, "finish_review"), _typed(case, reason="On leave"))

    case.refresh_from_db()
    assert refused.status_code == 409
    assert "Nobody has given a view" in refused.content.decode()
    assert case.status == CaseStatus.READY


def test_submitter_answers_the_chair_s_question(case: Case, chair: User, staff: User, client_for: Any) -> None:
    cases.move(case, chair, CaseEvent.ASK, question="Which side was it?")
    case.refresh_from_db()
    client = client_for(staff)

    shown = client.get(_event(case, "answer")).content.decode()
    client.post(_event(case, "answer"), _typed(case, answer="The left"))

    case.refresh_from_db()
    assert "Which side was it?" in shown
    assert case.status == CaseStatus.RECEIVED
    assert list(CaseMessage.objects.values_list("kind", "text")) == [
        ("question", "Which side was it?"),
        ("answer", "The left"),
    ]


def test_stale_form_is_refused_with_who_and_when_and_can_be_sent_again(
    here: World, case: Case, chair: User, client_for: Any
) -> None:
    typed = _typed(case, reason="Words that took a while ✓")
    deputy = here.one(Role.DEPUTY)
    cases.move(case, deputy, CaseEvent.ASK, question="Which side?")
    client = client_for(chair)

    answer = client.post(_event(case, "decline"), typed)
    page = answer.content.decode()
    again = client.post(_event(case, "decline"), {**typed, "expected_version": 2})

    assert answer.status_code == 409
    assert deputy.full_name in page
    assert "Words that took a while ✓" in page
    assert 'name="expected_version" value="2"' in page
    assert "<title>Error:" in page
    assert again.status_code == 302


@pytest.mark.parametrize("event", ["ask", "decline", "give_feedback", "merge", "send_to_review"])
def test_form_without_what_it_demands_is_shown_again(case: Case, chair: User, client_for: Any, event: str) -> None:
    page = client_for(chair).post(_event(case, event), _typed(case)).content.decode()

    case.refresh_from_db()
    assert "There is a problem" in page
    assert case.status == CaseStatus.RECEIVED


def test_form_without_its_version_is_refused_in_words(case: Case, chair: User, client_for: Any) -> None:
    page = client_for(chair).post(_event(case, "accept"), {}).content.decode()

    assert "Open it again" in page
    assert CaseTransition.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("event", ["schedule", "record_outcome", "publish", "defer", "explode", "accept-"])
def test_event_without_a_page_here_is_not_found(case: Case, chair: User, client_for: Any, event: str) -> None:
    client = client_for(chair)

    assert client.get(_event(case, event)).status_code == 404
    assert client.post(_event(case, event), _typed(case, meeting_id=str(uuid4()))).status_code == 404


def test_event_without_permission_is_refused_to_one_who_sees_the_case(here: World, case: Case, client_for: Any) -> None:
    client = client_for(here.one(Role.GOVERNANCE))

    assert client.get(_event(case, "accept")).status_code == 403
    assert client.post(_event(case, "accept"), _typed(case)).status_code == 403
    assert client_for(here.one(Role.CHAIR, here.south)).get(_event(case, "accept")).status_code == 404


def test_merging_into_a_reference_that_is_not_there_keeps_what_was_typed(
    case: Case, chair: User, client_for: Any
) -> None:
    page = (
        client_for(chair)
        .post(_event(case, "merge"), _typed(case, into="RLP-1999-000001", reason="Same list ✓"))
        .content.decode()
    )

    assert "RLP-1999-000001" in page
    assert "Same list ✓" in page
    assert "No case has this reference. Copy it from the top of the case to keep" in page


# Triage: one form for readers and decision.


def _triage(case: Case) -> str:
    return reverse("cases:triage-case", args=[case.pk])


def test_triage_names_the_readers_and_accepts_then_goes_to_the_next(
    here: World, staff: User, chair: User, client_for: Any
) -> None:
    first, second = cases.case(staff, here.north), cases.case(staff, here.north)
    deputy = here.one(Role.DEPUTY)

    answer = client_for(chair).post(
        _triage(first), _typed(first, readers="known", author=str(deputy.pk), decision="accept")
    )

    first.refresh_from_db()
    assert answer["Location"] == _triage(second)
    assert first.status == CaseStatus.READY
    assert list(first.readers.values_list("person", flat=True)) == [deputy.pk]


def test_triage_of_the_last_case_goes_back_to_the_list(case: Case, chair: User, client_for: Any) -> None:
    answer = client_for(chair).post(_triage(case), _typed(case, readers="stay", decision="accept"))

    assert answer["Location"] == reverse("cases:triage")


def test_accepting_without_readers_is_refused_and_changes_nothing(
    here: World, staff: User, chair: User, client_for: Any
) -> None:
    case = cases.case(staff, here.north)

    answer = client_for(chair).post(_triage(case), _typed(case, decision="accept"))

    case.refresh_from_db()
    assert answer.status_code == 409
    assert "Name the original readers first" in answer.content.decode()
    assert (case.status, case.version) == (CaseStatus.RECEIVED, 1)


def test_readers_and_decision_are_saved_together_or_not_at_all(
    here: World, staff: User, chair: User, client_for: Any
) -> None:
    case = cases.case(staff, here.north, patient_action="yes")
    deputy = here.one(Role.DEPUTY)
    typed = _typed(case, readers="known", author=str(deputy.pk), decision="decline", decline_reason="No ✓")

    answer = client_for(chair).post(_triage(case), typed)

    assert answer.status_code == 409
    assert "No ✓" in answer.content.decode()
    assert case.readers.count() == 0


DECISIONS = {
    "ask": ({"question": "Which side?"}, CaseStatus.INFORMATION_WANTED),
    "give_feedback": ({"learning_point": "Look twice"}, CaseStatus.DISCUSSED),
    "decline": ({"decline_reason": "Not ours"}, CaseStatus.DECLINED),
}


@pytest.mark.parametrize("decision", DECISIONS)
def test_triage_decision_is_done_once_however_often_it_is_sent(
    case: Case, chair: User, client_for: Any, decision: str
) -> None:
    payload, target = DECISIONS[decision]
    typed = _typed(case, readers="unknown", readers_unknown_reason="Closed company", decision=decision, **payload)
    client = client_for(chair)

    answers = [client.post(_triage(case), typed).status_code for _ in range(2)]

    case.refresh_from_db()
    assert answers == [302, 302]
    assert (case.status, case.readers_unknown_reason) == (target, "Closed company")
    assert CaseTransition.objects.filter(case=case).count() == 2


@pytest.mark.parametrize("decision", ["ask", "send_to_review", "give_feedback", "merge", "decline", ""])
def test_triage_asks_for_what_the_decision_needs(case: Case, chair: User, client_for: Any, decision: str) -> None:
    page = client_for(chair).post(_triage(case), _typed(case, readers="stay", decision=decision)).content.decode()

    assert "There is a problem" in page
    assert CaseTransition.objects.filter(case=case).count() == 1


def test_reviewers_offered_are_neither_readers_nor_the_submitter(here: World, chair: User, client_for: Any) -> None:
    reviewer, deputy = here.one(Role.REVIEWER), here.one(Role.DEPUTY)
    case = cases.case(reviewer, here.north, readers=(ReaderInput(person_id=deputy.pk),))

    page = client_for(chair).get(_event(case, "send_to_review")).content.decode()

    assert f'value="{reviewer.pk}"' not in page
    assert f'value="{deputy.pk}"' not in page
    assert f'value="{chair.pk}"' in page


def test_quick_accept_from_the_list_is_one_click_and_safe_to_repeat(case: Case, chair: User, client_for: Any) -> None:
    import re

    client = client_for(chair)
    page = client.get(reverse("cases:triage")).content.decode()
    action = re.search(r'action="([^"]+accept[^"]+)"', page)
    hidden = dict(re.findall(r'name="(expected_version|submission_key)" value="([^"]+)"', page))

    assert action is not None
    answers = [client.post(action[1], hidden) for _ in range(2)]

    case.refresh_from_db()
    assert [answer["Location"] for answer in answers] == [reverse("cases:triage")] * 2
    assert case.status == CaseStatus.READY

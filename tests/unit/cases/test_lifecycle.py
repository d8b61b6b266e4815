"""The lifecycle table, cell by cell: every state with every event, and every guard."""

from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest

from apps.access.permissions import Permission as P
from apps.cases.docs import PATH, lifecycle_page
from apps.cases.domain import lifecycle
from apps.cases.domain.lifecycle import LIFECYCLE, CaseFacts, refusal
from apps.cases.enums import FINAL
from apps.cases.enums import CaseEvent as E
from apps.cases.enums import CaseStatus as S
from apps.cases.forms.events import FORMS
from apps.core.lifecycle import missing_demands

# DESIGN C6, written out a second time: where each event leads from each state.
EXPECTED = {
    (S.RECEIVED, E.ACCEPT): S.READY,
    (S.RECEIVED, E.ASK): S.INFORMATION_WANTED,
    (S.RECEIVED, E.SEND_TO_REVIEW): S.UNDER_REVIEW,
    (S.RECEIVED, E.GIVE_FEEDBACK): S.DISCUSSED,
    (S.RECEIVED, E.MERGE): S.MERGED,
    (S.RECEIVED, E.DECLINE): S.DECLINED,
    (S.RECEIVED, E.WITHDRAW): S.WITHDRAWN,
    (S.INFORMATION_WANTED, E.ANSWER): S.RECEIVED,
    (S.INFORMATION_WANTED, E.MERGE): S.MERGED,
    (S.INFORMATION_WANTED, E.DECLINE): S.DECLINED,
    (S.INFORMATION_WANTED, E.WITHDRAW): S.WITHDRAWN,
    (S.UNDER_REVIEW, E.FINISH_REVIEW): S.READY,
    (S.UNDER_REVIEW, E.GIVE_FEEDBACK): S.DISCUSSED,
    (S.UNDER_REVIEW, E.MERGE): S.MERGED,
    (S.UNDER_REVIEW, E.WITHDRAW): S.WITHDRAWN,
    (S.READY, E.GIVE_FEEDBACK): S.DISCUSSED,
    (S.READY, E.MERGE): S.MERGED,
    (S.READY, E.WITHDRAW): S.WITHDRAWN,
    (S.READY, E.SCHEDULE): S.SCHEDULED,
    (S.READY, E.RECORD_OUTCOME): S.DISCUSSED,
    (S.SCHEDULED, E.DEFER): S.READY,
    (S.SCHEDULED, E.RECORD_OUTCOME): S.DISCUSSED,
    (S.DISCUSSED, E.PUBLISH): S.PUBLISHED,
    (S.DISCUSSED, E.CLOSE): S.CLOSED,
    (S.PUBLISHED, E.PUBLISH): S.PUBLISHED,
    (S.PUBLISHED, E.CLOSE): S.CLOSED,
    (S.CLOSED, E.REOPEN): S.RECEIVED,
    (S.DECLINED, E.REOPEN): S.RECEIVED,
    (S.WITHDRAWN, E.REOPEN): S.RECEIVED,
}

# Everything that any guard asks of the payload, so that only the state decides.
ALLOWED = {"reason": "why", "reviewers": [], "minutes": 6, "minutes_free": 30}


@pytest.mark.parametrize(("state", "event"), list(product(S, E)), ids=lambda one: str(one))
def test_event_in_a_state_leads_where_the_design_says_or_is_refused(state: S, event: E) -> None:
    facts = CaseFacts(status=state, payload=ALLOWED)

    refused = refusal(facts, event)
    rule = LIFECYCLE.rule(event, state)

    if (state, event) in EXPECTED:
        assert refused is None
        assert rule is not None
        assert rule.target == EXPECTED[state, event]
    else:
        assert rule is None
        assert refused is not None
        assert refused.code == "wrong_state"
        assert str(state.label) in str(refused.message)


def test_every_state_is_reached_and_final_ones_leave_only_by_reopening() -> None:
    assert LIFECYCLE.reachable() == frozenset(S)
    for state in FINAL:
        assert {rule.event for rule in LIFECYCLE.possible(state)} <= {E.REOPEN}
    assert LIFECYCLE.possible(S.MERGED) == []


GUARDS = {
    "opinions": (lifecycle.opinions_committed, {"opinions_missing": 2}, "opinions_missing"),
    "no opinion": (lifecycle.opinions_committed, {"opinions_given": 0}, "opinions_missing"),
    "escalation": (lifecycle.patient_is_safe, {"has_open_escalation": True}, "escalation_open"),
    "actions": (lifecycle.nothing_left_to_do, {"has_open_action": True}, "actions_open"),
    "unpublished": (lifecycle.published_or_reason, {"was_published": False}, "reason_needed"),
    "patients": (lifecycle.same_patient_or_reason, {"merge_same_patient": False}, "different_patient"),
}


@pytest.mark.parametrize("name", GUARDS)
def test_guard_refuses_with_its_code_and_says_what_to_do(name: str) -> None:
    guard, facts, code = GUARDS[name]

    refused = guard(CaseFacts(status=S.RECEIVED, **facts))

    assert refused is not None
    assert refused.code == code
    assert str(refused.message)


@pytest.mark.parametrize("name", ["opinions", "no opinion", "unpublished", "patients"])
def test_guard_that_a_reason_answers_is_satisfied_by_one(name: str) -> None:
    guard, facts, _code = GUARDS[name]

    assert guard(CaseFacts(status=S.RECEIVED, payload={"reason": "agreed with the lead"}, **facts)) is None


def test_reviewer_who_read_the_report_is_refused() -> None:
    reader = uuid4()
    facts = CaseFacts(status=S.RECEIVED, reader_ids=frozenset({reader}), payload={"reviewers": [uuid4(), reader]})

    refused = lifecycle.reviewers_did_not_read(facts)

    assert refused is not None
    assert refused.code == "reviewer_is_reader"


def test_reviewer_who_knows_the_outcome_is_refused() -> None:
    submitter = uuid4()
    facts = CaseFacts(status=S.RECEIVED, informed_ids=frozenset({submitter}), payload={"reviewers": [submitter]})

    refused = lifecycle.reviewers_do_not_know(facts)

    assert refused is not None
    assert refused.code == "reviewer_knows_outcome"


@pytest.mark.parametrize(("free", "minutes", "code"), [(5, 6, "no_room"), (6, 6, None), (None, 60, None)])
def test_minutes_must_fit_where_the_agenda_says_how_many_are_free(free: int | None, minutes: int, code: str) -> None:
    refused = lifecycle.room_on_the_agenda(
        CaseFacts(status=S.READY, payload={"minutes": minutes, "minutes_free": free})
    )

    assert (refused.code if refused else None) == code


# Which guards stand before which event (DESIGN C6).
GUARDED = {
    E.ACCEPT: {"complete"},
    E.SEND_TO_REVIEW: {"complete", "reviewers_did_not_read", "reviewers_do_not_know"},
    E.FINISH_REVIEW: {"opinions_committed"},
    E.GIVE_FEEDBACK: {"complete"},
    E.MERGE: {"patient_is_safe", "same_patient_or_reason"},
    E.DECLINE: {"patient_is_safe"},
    E.WITHDRAW: {"patient_is_safe"},
    E.SCHEDULE: {"complete", "room_on_the_agenda"},
    E.PUBLISH: {"complete"},
    E.CLOSE: {"patient_is_safe", "nothing_left_to_do", "complete", "published_or_reason"},
}


@pytest.mark.parametrize("event", list(E), ids=str)
def test_event_is_guarded_as_the_design_says(event: E) -> None:
    for rule in LIFECYCLE.rules:
        if rule.event == event:
            assert {guard.__name__ for guard in rule.guards} == GUARDED.get(event, set())


PERMISSIONS = {
    E.ANSWER: P.CASE_ANSWER,
    E.WITHDRAW: P.CASE_WITHDRAW,
    E.SCHEDULE: P.AGENDA_MANAGE,
    E.DEFER: P.AGENDA_MANAGE,
    E.RECORD_OUTCOME: P.OUTCOME_RECORD,
    E.PUBLISH: P.LEARNING_PUBLISH,
    E.CLOSE: P.CASE_CLOSE,
}


def test_each_event_has_one_permission_and_one_door_in_every_state() -> None:
    for event in E:
        rules = [rule for rule in LIFECYCLE.rules if rule.event == event]
        assert {rule.permission for rule in rules} == {PERMISSIONS.get(event, P.CASE_TRIAGE)}
        assert len({rule.door for rule in rules}) == 1


def test_events_of_the_case_itself_are_those_that_have_a_page() -> None:
    assert set(FORMS) == {rule.event for rule in LIFECYCLE.rules if not rule.door}


@pytest.mark.parametrize("event", FORMS, ids=str)
def test_form_asks_for_everything_that_the_event_demands(event: E) -> None:
    rule = next(rule for rule in LIFECYCLE.rules if rule.event == event)

    asked = {name for name, field in FORMS[event].base_fields.items() if field.required}

    assert set(rule.demands) <= asked
    assert missing_demands(rule, {}) == rule.demands


def test_generated_page_is_current() -> None:
    """Run `manage.py write_generated_docs` when this fails."""
    assert Path(PATH).read_text() == lifecycle_page()

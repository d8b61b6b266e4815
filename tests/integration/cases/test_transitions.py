"""The one function that moves a case: order of refusals, repeats, doors, versions, and what it leaves behind."""

from typing import Any
from uuid import uuid4

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.transitions import apply
from apps.cases.enums import CaseEvent as E
from apps.cases.enums import CaseStatus as S
from apps.cases.errors import StaleCase, TransitionRefused
from apps.cases.models import Case, CaseMessage, CaseTransition, ReviewAssignment
from apps.core.actor import acting_as
from apps.core.errors import Forbidden, Invalid, NotVisible
from tests.factories import cases
from tests.support.worlds import World


def _apply(who: User, case: Case, event: E, **more: Any) -> CaseTransition:
    actor = actor_for(who)
    with acting_as(actor):
        return apply(case_id=case.pk, event=event, actor=actor, **more)


def test_event_moves_the_case_and_leaves_one_transition_with_the_same_version(
    here: World, staff: User, chair: User
) -> None:
    case = cases.case(staff, here.north)

    made = _apply(chair, case, E.ASK, payload={"question": "Which side?"}, expected_version=1)

    case.refresh_from_db()
    assert (case.status, case.version) == (S.INFORMATION_WANTED, 2)
    assert (made.source, made.target, made.case_version, made.by_id, made.reason) == (
        S.RECEIVED, S.INFORMATION_WANTED, 2, chair.pk, "Which side?",
    )  # fmt: skip
    assert case.transitions.last() == made
    assert list(CaseMessage.objects.values_list("kind", "text", "from_chair")) == [("question", "Which side?", True)]


def test_version_row_of_the_move_carries_actor_and_reason(here: World, staff: User, chair: User) -> None:
    case = cases.case(staff, here.north)

    _apply(chair, case, E.DECLINE, payload={"reason": "Not a radiology matter"})

    row = case.history.latest()
    assert (row.history_user_id, row.actor_kind, row.history_change_reason) == (
        chair.pk, "person", "Not a radiology matter",
    )  # fmt: skip


def test_sending_the_same_key_again_gives_the_first_transition_and_does_nothing(
    here: World, staff: User, chair: User
) -> None:
    case = cases.case(staff, here.north)
    key = str(uuid4())

    first = _apply(chair, case, E.ASK, payload={"question": "Which side?"}, expected_version=1, key=key)
    again = _apply(chair, case, E.ASK, payload={"question": "Which side?"}, expected_version=1, key=key)

    assert again == first
    assert CaseTransition.objects.filter(case=case).count() == 2
    assert CaseMessage.objects.count() == 1


def test_event_that_somebody_else_already_did_is_refused_with_their_name(here: World, staff: User, chair: User) -> None:
    case = cases.case(staff, here.north, readers_unknown_reason="Outside hospital")
    _apply(here.one(Role.DEPUTY), case, E.ACCEPT)

    with pytest.raises(TransitionRefused) as refused:
        _apply(chair, case, E.ACCEPT, expected_version=1)

    assert refused.value.code == "already_done"
    assert "Deputy Chair of North Radiology" in refused.value.message


def test_event_over_an_older_version_is_refused_with_who_and_when(here: World, staff: User, chair: User) -> None:
    case = cases.case(staff, here.north, readers_unknown_reason="Outside hospital")
    _apply(here.one(Role.DEPUTY), case, E.ACCEPT)

    with pytest.raises(StaleCase) as refused:
        _apply(chair, case, E.DECLINE, payload={"reason": "late"}, expected_version=1)

    assert refused.value.current_version == 2
    assert "Deputy Chair of North Radiology" in refused.value.message
    assert ":" in refused.value.message


def test_refusal_does_not_name_the_submitter_to_somebody_who_may_not_know(here: World, chair: User) -> None:
    # The chair read the report, so the submitter is hidden from the chair too.
    staff = here.one(Role.STAFF)
    case = cases.case(staff, here.north, readers_unknown_reason="none")
    _apply(chair, case, E.ASK, payload={"question": "Which side?"})
    _apply(staff, case, E.ANSWER, payload={"answer": "The left"})
    governance = here.one(Role.GOVERNANCE)
    case.refresh_from_db()

    from apps.cases.domain.transitions import stale

    assert staff.full_name not in stale(case, actor_for(governance)).message
    assert "The submitter" in stale(case, actor_for(governance)).message
    assert staff.full_name in stale(case, actor_for(chair)).message


@pytest.mark.parametrize("event", [E.SCHEDULE, E.RECORD_OUTCOME])
def test_event_of_the_meeting_is_refused_at_the_case_s_own_door(
    here: World, staff: User, chair: User, event: E
) -> None:
    case = cases.case(staff, here.north, readers_unknown_reason="Outside hospital")
    _apply(chair, case, E.ACCEPT)

    with pytest.raises(TransitionRefused) as refused:
        _apply(chair, case, event, payload={"meeting_id": str(uuid4())})

    assert refused.value.code == "wrong_door"


def test_event_without_permission_is_forbidden_to_one_who_sees_the_case(here: World, staff: User) -> None:
    case = cases.case(staff, here.north)

    with pytest.raises(Forbidden) as refused:
        _apply(here.one(Role.GOVERNANCE), case, E.ACCEPT)

    assert refused.value.code == "no_permission"


def test_event_on_a_case_of_another_department_is_not_visible(here: World, staff: User) -> None:
    case = cases.case(staff, here.north)

    with pytest.raises(NotVisible):
        _apply(here.one(Role.CHAIR, here.south), case, E.ACCEPT)


def test_chair_does_not_triage_a_case_about_their_own_report(here: World, staff: User, chair: User) -> None:
    from apps.cases.domain.reading import ReaderInput

    case = cases.case(staff, here.north, readers=(ReaderInput(person_id=chair.pk),))

    with pytest.raises(Forbidden) as refused:
        _apply(chair, case, E.ACCEPT)
    moved = _apply(here.one(Role.DEPUTY), case, E.ACCEPT)

    assert refused.value.code == "own_report"
    assert moved.target == S.READY


PAYLOADS = {
    "nothing asked": (E.ASK, {}, "question"),
    "only spaces": (E.ASK, {"question": "  \n "}, "question"),
    "not text": (E.ASK, {"question": ["x"]}, "question"),
    "too long": (E.ASK, {"question": "x" * 10_001}, "question"),
    "no reviewers": (E.SEND_TO_REVIEW, {"reviewers": []}, "reviewers"),
    "reviewers are no list": (E.SEND_TO_REVIEW, {"reviewers": "me"}, "reviewers"),
    "reviewer is no id": (E.SEND_TO_REVIEW, {"reviewers": ["me"]}, "reviewers"),
    "unknown reviewer": (E.SEND_TO_REVIEW, {"reviewers": [str(uuid4())]}, "reviewers"),
    "merge into nothing": (E.MERGE, {}, "into"),
    "merge into nonsense": (E.MERGE, {"into": "RLP-2026-999999"}, "into"),
    "no reason": (E.DECLINE, {"reason": ""}, "reason"),
    "turned-round text": (E.DECLINE, {"reason": "a\u202eb"}, "reason"),
}


@pytest.mark.parametrize("name", PAYLOADS)
def test_payload_that_cannot_be_taken_names_its_field_and_changes_nothing(
    here: World, staff: User, chair: User, name: str
) -> None:
    event, payload, field = PAYLOADS[name]
    case = cases.case(staff, here.north, readers_unknown_reason="Outside hospital")

    with pytest.raises(Invalid) as refused:
        _apply(chair, case, event, payload=payload)

    case.refresh_from_db()
    assert set(refused.value.fields) == {field}
    assert (case.status, case.version) == (S.RECEIVED, 1)


def test_review_asks_people_and_only_those_who_did_not_read_it(here: World, staff: User, chair: User) -> None:
    from apps.cases.domain.reading import ReaderInput

    reviewer, deputy = here.one(Role.REVIEWER), here.one(Role.DEPUTY)
    case = cases.case(staff, here.north, readers=(ReaderInput(person_id=deputy.pk),))

    with pytest.raises(TransitionRefused) as refused:
        _apply(chair, case, E.SEND_TO_REVIEW, payload={"reviewers": [str(deputy.pk)]})
    _apply(chair, case, E.SEND_TO_REVIEW, payload={"reviewers": [str(reviewer.pk)], "note": "The apices"})

    asked = ReviewAssignment.objects.get()
    assert refused.value.code == "reviewer_is_reader"
    assert (asked.reviewer_id, asked.note, asked.assigned_by_id) == (reviewer.pk, "The apices", chair.pk)


def test_merge_by_reference_keeps_the_other_case_and_says_why(here: World, staff: User, chair: User) -> None:
    kept, merged = cases.case(staff, here.north), cases.case(staff, here.north)

    with pytest.raises(TransitionRefused) as refused:
        _apply(chair, merged, E.MERGE, payload={"into": kept.reference.lower()})
    _apply(chair, merged, E.MERGE, payload={"into": kept.reference.lower(), "reason": "Same list, same day"})

    merged.refresh_from_db()
    assert refused.value.code == "different_patient"
    assert (merged.status, merged.merged_into_id) == (S.MERGED, kept.pk)


@pytest.mark.parametrize("where", ["itself", "a merged one", "another department"])
def test_merge_into_a_case_that_cannot_take_it_is_refused(here: World, staff: User, chair: User, where: str) -> None:
    case, final = cases.case(staff, here.north), cases.case(staff, here.north)
    elsewhere = cases.case(here.one(Role.STAFF, here.south), here.south)
    _apply(chair, final, E.DECLINE, payload={"reason": "no"})
    into = {"itself": case, "a merged one": final, "another department": elsewhere}[where]

    with pytest.raises((Invalid, TransitionRefused)):
        _apply(chair, case, E.MERGE, payload={"into": str(into.pk), "reason": "because"})

    case.refresh_from_db()
    assert (case.status, case.merged_into_id) == (S.RECEIVED, None)


@pytest.mark.parametrize("event", [E.DECLINE, E.WITHDRAW, E.MERGE])
def test_open_escalation_blocks_putting_the_case_away(here: World, staff: User, chair: User, event: E) -> None:
    from apps.cases.domain.escalating import complete

    kept = cases.case(staff, here.north)
    case = cases.case(staff, here.north, patient_action="unknown")
    payload = {"reason": "enough", "into": str(kept.pk)}

    with pytest.raises(TransitionRefused) as refused:
        _apply(chair, case, event, payload=payload)
    lead = actor_for(here.one(Role.LEAD))
    with acting_as(lead):
        complete(actor=lead, escalation_id=case.escalations.get().pk, done_what="GP telephoned, CT booked")
    _apply(chair, case, event, payload=payload)

    assert refused.value.code == "escalation_open"


def test_close_needs_its_actions_done_and_a_reason_when_nothing_was_published(
    here: World, staff: User, chair: User
) -> None:
    from apps.cases.domain.acting import add_action, finish_action
    from apps.cases.enums import ActionKind

    case = cases.coded(cases.case(staff, here.north, readers_unknown_reason="Outside hospital"))
    _apply(chair, case, E.GIVE_FEEDBACK, payload={"learning_point": "Look behind the heart", "report_stands": "no"})
    actor = actor_for(chair)
    with acting_as(actor):
        action = add_action(actor=actor, case_id=case.pk, kind=ActionKind.ADDENDUM, what="", owner_id=chair.pk)

    codes = []
    with pytest.raises(TransitionRefused) as refused:
        _apply(chair, case, E.CLOSE, payload={"reason": "feedback only"})
    codes.append(refused.value.code)
    with acting_as(actor):
        finish_action(actor=actor, action_id=action.pk, evidence="On PACS")
    with pytest.raises(TransitionRefused) as refused:
        _apply(chair, case, E.CLOSE)
    codes.append(refused.value.code)
    closed = _apply(chair, case, E.CLOSE, payload={"reason": "feedback only"})

    assert codes == ["actions_open", "reason_needed"]
    assert closed.target == S.CLOSED


def test_newest_transition_always_agrees_with_the_status_column(here: World, staff: User, chair: User) -> None:
    case = cases.case(staff, here.north, readers_unknown_reason="Outside hospital")
    steps = [(E.ASK, {"question": "?"}), (E.DECLINE, {"reason": "no"}), (E.REOPEN, {"reason": "yes"}), (E.ACCEPT, {})]

    for event, payload in steps:
        _apply(chair, case, event, payload=payload)
        case.refresh_from_db()
        newest = case.transitions.last()
        assert newest is not None
        assert (newest.target, newest.case_version, newest.at) == (case.status, case.version, case.status_since)

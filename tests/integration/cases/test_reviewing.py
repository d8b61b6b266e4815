"""Who may review, what a first and a second view need, declining, taking off, reminding, and the request."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.acting import add_action
from apps.cases.domain.assigning import add_reviewers, decline_review, remind_reviewer, take_off
from apps.cases.domain.escalating import hand_over
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, amend_case
from apps.cases.domain.review_requests import suggested_request, write_request
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.enums import ActionKind, CaseEvent, CaseStatus, PatientAction, ReviewEnd, StudyPart
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, Opinion, ReviewAssignment, TaxonomyTerm
from apps.cases.presenters.differences import word_changes
from apps.cases.queries.visible import visible_to
from apps.core.actor import acting_as, command_actor
from apps.core.clock import now, today
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.notifications.models import Notification
from apps.portal.telling.reminders import remind
from tests.factories import cases
from tests.support.furnished import study_with_patient
from tests.support.worlds import World

pytestmark = pytest.mark.django_db


def sent(here: World, *roles: Role, **fields: Any) -> Case:
    """A case sent to review to these people."""
    fields.setdefault("readers", (ReaderInput(external_name="Dr Elsewhere"),))
    case = cases.case(here.one(Role.STAFF), here.north, **fields)
    ids = [here.one(role).pk for role in roles or (Role.REVIEWER,)]
    cases.move(case, here.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=ids)
    return case


def give(case: Case, person: User, **fields: Any) -> Opinion:
    """A view by that person."""
    actor = actor_for(person)
    with acting_as(actor):
        return commit_opinion(actor=actor, case_id=case.pk, **{"view": "A nodule.", "confidence": "low", **fields})


def asked(case: Case, person: User) -> ReviewAssignment:
    """That person's part in the review, read again."""
    return ReviewAssignment.objects.get(case=case, reviewer=person)


# The view

REFUSED_VIEWS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing seen": ({"view": "  "}, "view"),
    "no confidence": ({"confidence": ""}, "confidence"),
    "a confidence that is none": ({"confidence": "sure"}, "confidence"),
    "10,001 characters": ({"view": "x" * 10_001}, "view"),
    "too much advice": ({"recommendation": "x" * 5_001}, "recommendation"),
}


@pytest.mark.parametrize("name", REFUSED_VIEWS)
def test_view_that_lacks_something_is_refused_at_its_field(here: World, name: str) -> None:
    case = sent(here)
    fields, field = REFUSED_VIEWS[name]

    with pytest.raises(Invalid) as refused:
        give(case, here.one(Role.REVIEWER), **fields)

    assert field in refused.value.fields
    assert not Opinion.objects.exists()
    assert asked(case, here.one(Role.REVIEWER)).revealed_at is None


def test_type_of_finding_comes_from_a_scheme_of_findings_only(here: World) -> None:
    case, reviewer = sent(here), here.one(Role.REVIEWER)
    bias = TaxonomyTerm.objects.filter(taxonomy__code="cognitive_biases").first()
    theme = TaxonomyTerm.objects.get(code="missed_fracture")
    assert bias is not None

    with pytest.raises(Invalid) as refused:
        give(case, reviewer, finding_term_id=bias.pk)
    given = give(case, reviewer, finding_term_id=theme.pk)

    assert "finding_term" in refused.value.fields
    assert given.finding_term == theme


def test_first_view_opens_the_outcome_and_the_moment_is_kept(here: World) -> None:
    case, reviewer = sent(here), here.one(Role.REVIEWER)
    assert not visible_to(actor_for(reviewer)).filter(pk=case.pk).exists()

    given = give(case, reviewer)

    assert asked(case, reviewer).revealed_at == given.committed_at
    assert asked(case, reviewer).history.latest().actor_name == reviewer.full_name
    assert visible_to(actor_for(reviewer)).filter(pk=case.pk).exists()


@pytest.mark.parametrize("repeated", [True, False])
def test_same_view_again_is_the_first_and_another_is_refused(here: World, repeated: bool) -> None:
    case, reviewer = sent(here), here.one(Role.REVIEWER)
    first = give(case, reviewer)

    if repeated:
        assert give(case, reviewer) == first
    else:
        with pytest.raises(TransitionRefused) as refused:
            give(case, reviewer, confidence="high")
        assert refused.value.code == "already_done"
    assert Opinion.objects.count() == 1


def test_neither_of_two_reviewers_sees_the_other_s_first_view_and_both_are_kept(here: World, client_for: Any) -> None:
    case = sent(here, Role.REVIEWER, Role.DEPUTY)
    one, other = here.one(Role.REVIEWER), here.one(Role.DEPUTY)
    page = reverse("cases:opinion", args=[case.pk])

    give(case, one, view="Zq first of one.")
    before = client_for(other).get(page).content.decode()
    give(case, other, view="Zq first of the other.")
    after = client_for(one).get(page).content.decode()

    assert "Zq first" not in before
    assert "Zq first of the other." in after
    assert other.full_name not in after
    assert Opinion.objects.count() == 2


def test_second_view_needs_the_first_and_the_difference_is_shown(here: World, client_for: Any) -> None:
    case, reviewer, chair = sent(here), here.one(Role.REVIEWER), here.one(Role.CHAIR)
    with pytest.raises(TransitionRefused) as early:
        give(case, reviewer, after_reveal=True)
    give(case, reviewer, view="A clear chest.", confidence="high")
    cases.move(case, chair, CaseEvent.FINISH_REVIEW)
    give(case, reviewer, view="A chest with a nodule.", confidence="low", after_reveal=True)

    for person in (reviewer, chair):
        page = client_for(person).get(reverse("cases:detail", args=[case.pk])).content.decode()
        assert "<del" in page
        assert "<ins" in page
    assert early.value.code == "first_view_missing"
    assert set(Opinion.objects.values_list("view", "was_blind")) == {
        ("A clear chest.", True), ("A chest with a nodule.", None),
    }  # fmt: skip


def test_who_opened_the_case_before_is_not_blind(here: World, client_for: Any) -> None:
    case = cases.case(here.one(Role.STAFF), here.north, readers_unknown_reason="gone")
    deputy = here.one(Role.DEPUTY)
    client_for(deputy).get(reverse("cases:detail", args=[case.pk]))
    cases.move(case, here.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=[deputy.pk])
    client_for(deputy).get(reverse("cases:opinion", args=[case.pk]))

    assert give(case, deputy, declared_not_read=True).was_blind is False


def test_database_itself_refuses_to_change_a_committed_view(here: World) -> None:
    given = give(sent(here), here.one(Role.REVIEWER))
    table = Opinion._meta.db_table

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET view = 'Something else'")  # noqa: S608 - our own table's name

    given.refresh_from_db()
    assert given.view == "A nodule."


# Who may not

UNFIT: dict[str, tuple[Role, dict[str, Any], str]] = {
    "reader by the case": (Role.DEPUTY, {}, "reviewer_is_reader"),
    "reader by the study": (Role.REVIEWER, {"study": StudyPart.INDEX}, "reviewer_is_reader"),
    "reader of the later study": (Role.REVIEWER, {"study": StudyPart.LATER}, "reviewer_is_reader"),
    "submitter": (Role.STAFF, {}, "reviewer_knows_outcome"),
    "acts for the patient": (Role.LEAD, {}, "reviewer_knows_outcome"),
}


@pytest.mark.parametrize("name", UNFIT)
@pytest.mark.parametrize("door", ["sent to review", "added later"])
def test_who_read_it_or_knows_the_outcome_is_not_asked(here: World, name: str, door: str) -> None:
    role, more, code = UNFIT[name]
    person, chair = here.one(role), here.one(Role.CHAIR)
    studies = ()
    if "study" in more:
        study = study_with_patient(here.north, here.one(Role.ADMIN), person)
        studies = (StudyInput(study.pk, more["study"]),)
    fields = {
        "readers": (ReaderInput(person_id=here.one(Role.DEPUTY).pk),),
        "studies": studies,
        "patient_action": PatientAction.YES,
        "escalation_lead_id": here.one(Role.LEAD).pk,
    }
    case = cases.case(here.one(Role.STAFF), here.north, **fields)
    actor = actor_for(chair)

    if door == "added later":
        cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[here.one(Role.GOVERNANCE).pk])
        with acting_as(actor), pytest.raises(TransitionRefused) as refused:
            add_reviewers(actor=actor, case_id=case.pk, reviewers=[person.pk])
    else:
        with pytest.raises(TransitionRefused) as refused:
            cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[person.pk])

    assert refused.value.code == code
    assert not ReviewAssignment.objects.filter(reviewer=person).exists()


def test_reader_of_an_earlier_study_may_review(here: World) -> None:
    reviewer = here.one(Role.REVIEWER)
    prior = study_with_patient(here.north, here.one(Role.ADMIN), reviewer)

    case = sent(here, studies=(StudyInput(prior.pk, StudyPart.PRIOR),))

    assert give(case, reviewer, declared_not_read=True)


def test_unknown_reader_is_no_absence_of_conflict(here: World) -> None:
    case, reviewer = sent(here, readers=(), readers_unknown_reason="Left the trust"), here.one(Role.REVIEWER)

    with pytest.raises(Invalid) as refused:
        give(case, reviewer)

    assert "declared_not_read" in refused.value.fields
    assert give(case, reviewer, declared_not_read=True).declared_not_read


def test_reviewer_who_turns_out_to_be_a_reader_is_no_longer_asked(here: World) -> None:
    case, chair, reviewer = sent(here), here.one(Role.CHAIR), here.one(Role.REVIEWER)
    case.refresh_from_db()
    actor = actor_for(chair)
    with acting_as(actor):
        amend_case(
            actor=actor, case_id=case.pk, expected_version=case.version, changes={},
            readers=(ReaderInput(person_id=reviewer.pk),),
        )  # fmt: skip

    assert asked(case, reviewer).ended_as == ReviewEnd.READER
    with pytest.raises((Forbidden, NotVisible)):
        give(case, reviewer)


def test_the_patient_goes_first_who_is_named_to_act_is_not_sealed(here: World) -> None:
    case = sent(here, Role.DEPUTY, patient_action=PatientAction.YES, escalation_lead_id=here.one(Role.LEAD).pk)
    reviewer, lead = here.one(Role.DEPUTY), actor_for(here.one(Role.LEAD))
    assert not visible_to(actor_for(reviewer)).filter(pk=case.pk).exists()
    with acting_as(lead):
        hand_over(actor=lead, escalation_id=case.escalations.get().pk, lead_id=reviewer.pk)

    assert visible_to(actor_for(reviewer)).filter(pk=case.pk).exists()


# Declining, taking off, reminding


@pytest.mark.parametrize(
    ("why", "reason", "field"),
    [("conflict", "", None), ("no_time", "On leave", None), ("other", "", "reason"), ("taken_off", "x", "why")],
)
def test_reviewer_declines_with_a_reason(here: World, why: str, reason: str, field: str | None) -> None:
    case, reviewer = sent(here), here.one(Role.REVIEWER)
    actor = actor_for(reviewer)
    with acting_as(actor):
        if field:
            with pytest.raises(Invalid) as refused:
                decline_review(actor=actor, case_id=case.pk, why=why, reason=reason)
            assert field in refused.value.fields
            return
        decline_review(actor=actor, case_id=case.pk, why=why, reason=reason)

    assert asked(case, reviewer).ended_as == why
    assert not visible_to(actor).filter(pk=case.pk).exists()
    assert Notification.objects.filter(person=here.one(Role.CHAIR), key__startswith="review-ended").exists()


def test_review_from_which_everybody_stepped_back_needs_a_reason_to_end(here: World) -> None:
    case, reviewer, chair = sent(here), here.one(Role.REVIEWER), here.one(Role.CHAIR)
    actor = actor_for(reviewer)
    with acting_as(actor):
        decline_review(actor=actor, case_id=case.pk, why="no_time")

    with pytest.raises(TransitionRefused) as refused:
        cases.move(case, chair, CaseEvent.FINISH_REVIEW)
    cases.move(case, chair, CaseEvent.FINISH_REVIEW, reason="Nobody is free before the meeting.")

    case.refresh_from_db()
    assert refused.value.code == "opinions_missing"
    assert case.status == CaseStatus.READY


def test_chair_replaces_a_reviewer_both_or_neither(here: World) -> None:
    case, chair = sent(here), actor_for(here.one(Role.CHAIR))
    row, other = asked(case, here.one(Role.REVIEWER)), here.one(Role.DEPUTY)
    with acting_as(chair):
        with pytest.raises(TransitionRefused):
            take_off(
                actor=chair, case_id=case.pk, assignment_id=row.pk, reason="Away",
                replacement_id=here.one(Role.STAFF).pk,
            )  # fmt: skip
        assert asked(case, row.reviewer).is_active
        take_off(actor=chair, case_id=case.pk, assignment_id=row.pk, reason="Away", replacement_id=other.pk)
        with pytest.raises(TransitionRefused) as again:
            take_off(actor=chair, case_id=case.pk, assignment_id=row.pk, reason="Away")

    assert asked(case, row.reviewer).ended_as == ReviewEnd.TAKEN_OFF
    assert asked(case, other).awaits_view
    assert again.value.code == "already_done"


def test_chair_s_reminder_goes_once_a_day(here: World) -> None:
    case, chair = sent(here), actor_for(here.one(Role.CHAIR))
    row = asked(case, here.one(Role.REVIEWER))
    with acting_as(chair):
        for _ in range(2):
            remind_reviewer(actor=chair, case_id=case.pk, assignment_id=row.pk)

    assert Notification.objects.filter(key__startswith="review-reminded").count() == 1


@pytest.mark.parametrize(
    ("days", "told"), [(10, set()), (3, {"before"}), (-1, {"late0"}), (-7, {"late0"}), (-8, {"late1"})]
)
def test_clock_reminds_before_the_day_after_it_and_then_weekly(here: World, days: int, told: set[str]) -> None:
    case, reviewer = sent(here), here.one(Role.REVIEWER)
    row = asked(case, reviewer)
    with acting_as(command_actor("test")):
        row.due_on = today() + timedelta(days=days)
        row.save()
        for _ in range(2):
            remind()

    keys = Notification.objects.filter(person=reviewer, key__startswith="review-due").values_list("key", flat=True)
    assert {key.split(":")[-2] for key in keys} == told
    late = Notification.objects.filter(key__startswith="review-late", person=here.one(Role.CHAIR))
    assert late.exists() is (days < 0)


# The request


def test_request_starts_from_the_study_and_never_from_the_submission(here: World) -> None:
    study = cases.study(here.north, description="CT thorax with contrast")
    case = cases.case(here.one(Role.STAFF), here.north, studies=(StudyInput(study.pk),), body_region="Apex")

    assert suggested_request(case) == "Examination: CT thorax with contrast"
    assert "nodule" not in suggested_request(case)


def test_request_that_names_somebody_is_refused_and_says_what(here: World) -> None:
    case, chair = sent(here), actor_for(here.one(Role.CHAIR))
    with acting_as(chair):
        with pytest.raises(Invalid) as refused:
            write_request(actor=chair, case_id=case.pk, text="Mrs Planterton has a cough.")
        write_request(actor=chair, case_id=case.pk, text="A cough of six weeks.")

    case.refresh_from_db()
    assert "Planterton" in refused.value.fields["request"]
    assert case.review_request.text == "A cough of six weeks."


def test_request_stays_once_a_view_was_given(here: World) -> None:
    case, chair = sent(here), actor_for(here.one(Role.CHAIR))
    give(case, here.one(Role.REVIEWER))

    with acting_as(chair), pytest.raises(TransitionRefused) as refused:
        write_request(actor=chair, case_id=case.pk, text="Something else.")

    assert refused.value.code == "already_answered"


# The pages


def test_chair_s_page_asks_reminds_and_takes_off(here: World, client_for: Any) -> None:
    case, deputy = sent(here), here.one(Role.DEPUTY)
    client, page = client_for(here.one(Role.CHAIR)), reverse("cases:reviewers", args=[case.pk])
    row = asked(case, here.one(Role.REVIEWER))

    client.post(page, {"reviewers": [str(deputy.pk)], "note": "The apices"})
    client.post(reverse("cases:remind-reviewer", args=[case.pk, row.pk]))
    client.post(reverse("cases:take-off-reviewer", args=[case.pk, row.pk]), {"reason": "Away", "replacement": ""})
    shown = client.get(page).content.decode()

    assert asked(case, deputy).due_on == today() + timedelta(days=14)
    assert asked(case, row.reviewer).reminded_at is not None
    assert "Taken off by the chair: Away" in shown
    assert case.review_request.text in shown


@pytest.mark.parametrize("name", ["reviewers", "review-request"])
def test_only_those_who_chair_run_a_review(here: World, client_for: Any, name: str) -> None:
    case = sent(here)
    page = reverse(f"cases:{name}", args=[case.pk])

    assert client_for(here.one(Role.CHAIR)).get(page).status_code == 200
    assert client_for(here.one(Role.GOVERNANCE)).get(page).status_code == 403
    assert client_for(here.one(Role.REVIEWER)).get(page).status_code == 404
    assert client_for(here.one(Role.CHAIR, here.south)).get(page).status_code == 404


def test_typed_view_comes_back_after_a_mistake(here: World, client_for: Any) -> None:
    case = sent(here, readers=(), readers_unknown_reason="Left the trust")
    page = reverse("cases:opinion", args=[case.pk])

    answer = client_for(here.one(Role.REVIEWER)).post(page, {"view": "Kept ✓", "confidence": "low"}).content.decode()

    assert "Kept ✓" in answer
    assert "Confirm that it was not you" in answer
    assert not Opinion.objects.exists()


def test_action_of_a_sealed_reviewer_waits_behind_the_view(here: World, client_for: Any) -> None:
    case, chair, reviewer = sent(here), actor_for(here.one(Role.CHAIR)), here.one(Role.REVIEWER)
    with acting_as(chair):
        action = add_action(
            actor=chair, case_id=case.pk, kind=ActionKind.OTHER, what="Zq tell", owner_id=reviewer.pk,
            due_on=now().date() + timedelta(days=2),
        )  # fmt: skip
    client = client_for(reviewer)

    assert "Zq tell" not in client.get("/").content.decode()
    assert client.get(reverse("cases:action-finish", args=[action.pk])).status_code == 404
    give(case, reviewer)
    assert client.get(reverse("cases:action-finish", args=[action.pk])).status_code == 200


def test_difference_is_word_by_word() -> None:
    pieces = [(one.kind, one.text.strip()) for one in word_changes("A clear chest.", "A chest with a nodule.")]

    assert ("same", "A") in pieces
    assert "clear" in " ".join(text for kind, text in pieces if kind == "removed")
    assert "nodule." in " ".join(text for kind, text in pieces if kind == "added")
    assert all(
        kind == "same" for kind, _text in ((one.kind, one.text) for one in word_changes("The same.", "The same."))
    )

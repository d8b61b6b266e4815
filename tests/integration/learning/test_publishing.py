"""From a discussed case to a printed document: the two gates, and who may pass which."""

from typing import Any

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.core.errors import DomainError, Forbidden, Invalid, NotVisible, Stale
from apps.documents.enums import DocumentState
from apps.documents.models import StoredDocument
from apps.learning.domain.preparing import draft_case_summary, edit_summary, submit_for_approval
from apps.learning.domain.publishing import approve, publish, send_back
from apps.learning.enums import SummaryStatus
from apps.learning.models import LearningPoint, LearningSummary
from tests.factories import cases
from tests.support.worlds import World


def draft(case: Case, by: User) -> LearningSummary:
    """The open summary, as that person opens it."""
    with acting_as(actor_for(by)) as actor:
        return draft_case_summary(actor=actor, case_id=case.pk)


def submit(summary: LearningSummary, by: User) -> LearningSummary:
    """Ask for approval."""
    with acting_as(actor_for(by)) as actor:
        return submit_for_approval(actor=actor, summary_id=summary.pk)


def approved(summary: LearningSummary, by: User) -> LearningSummary:
    """Approve what it says now."""
    with acting_as(actor_for(by)) as actor:
        return approve(actor=actor, summary_id=summary.pk, content_sha256=summary.content_sha256)


def published(summary: LearningSummary, by: User) -> LearningSummary:
    """Publish."""
    with acting_as(actor_for(by)) as actor:
        return publish(actor=actor, summary_id=summary.pk)


def content(summary: LearningSummary, **changes: Any) -> dict[str, Any]:
    """The text with changes."""
    return {**summary.content, **changes}


def test_a_draft_is_filled_from_copy_and_outcome_and_never_from_the_submission(discussed: Case, there: World) -> None:
    summary = draft(discussed, there.one(Role.CHAIR))

    assert summary.content["title"] == discussed.presentation.title
    assert summary.content["learning_points"] == ["Look behind the heart."]
    assert discussed.narrative not in str(summary.content)


def test_drafting_twice_gives_the_same_summary(discussed: Case, there: World) -> None:
    assert draft(discussed, there.one(Role.CHAIR)).pk == draft(discussed, there.one(Role.DEPUTY)).pk


def test_drafting_before_the_outcome_is_refused(there: World, acting: Any) -> None:
    case = cases.case(there.one(Role.STAFF), there.north)

    with pytest.raises(TransitionRefused, match="Record its outcome first"):
        draft(case, there.one(Role.CHAIR))


def test_the_whole_way_makes_a_document_and_moves_the_case(
    discussed: Case, there: World, django_capture_on_commit_callbacks: Any
) -> None:
    chair, governance = there.one(Role.CHAIR), there.one(Role.GOVERNANCE)
    summary = approved(submit(draft(discussed, chair), chair), governance)

    with django_capture_on_commit_callbacks(execute=True):
        done = published(summary, chair)

    discussed.refresh_from_db()
    document = StoredDocument.objects.get(pk=done.document_id)
    assert done.status == SummaryStatus.PUBLISHED
    assert discussed.status == CaseStatus.PUBLISHED
    assert document.state == DocumentState.READY
    assert document.content_sha256 == done.content_sha256
    assert document.approved_by == governance
    assert document.published_by == chair


def test_a_second_edition_supersedes_the_first(
    discussed: Case, there: World, django_capture_on_commit_callbacks: Any
) -> None:
    chair, governance = there.one(Role.CHAIR), there.one(Role.GOVERNANCE)
    with django_capture_on_commit_callbacks(execute=True):
        first = published(approved(submit(draft(discussed, chair), chair), governance), chair)

    second = draft(discussed, chair)
    with acting_as(actor_for(chair)) as actor:
        edit_summary(actor=actor, summary_id=second.pk, content=content(second, title="Said better"))
    second.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        newer = published(approved(submit(second, chair), governance), chair)

    documents = StoredDocument.objects.in_bulk([first.document_id, newer.document_id])
    assert documents[first.document_id].state == DocumentState.SUPERSEDED
    assert documents[newer.document_id].content_version == 2
    assert documents[newer.document_id].reference == documents[first.document_id].reference


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.CHAIR, "needs_second_person"),
        (Role.STAFF, None),
        (Role.REVIEWER, None),
        (Role.COORDINATOR, None),
        (Role.ADMIN, None),
        (Role.IG_LEAD, None),
    ],
)
def test_who_may_not_approve(discussed: Case, there: World, role: Role, code: str | None) -> None:
    """The chair wrote it; the submitter and the reader have no role that approves; the rest see nothing."""
    summary = submit(draft(discussed, there.one(Role.CHAIR)), there.one(Role.CHAIR))

    with pytest.raises(Forbidden if code else NotVisible) as refused:
        approved(summary, there.one(role))

    assert refused.value.code == (code or "not_found")


@pytest.mark.parametrize("relation", ["submitter", "reader"])
def test_a_submitter_or_reader_with_an_approving_role_may_not_approve(
    discussed: Case, there: World, relation: str
) -> None:
    lead = there.one(Role.LEAD)
    with acting_as(actor_for(there.one(Role.CHAIR))):
        if relation == "submitter":
            discussed.submitter = lead
            discussed.save()
        else:
            reader = discussed.readers.get()
            reader.person = lead
            reader.save()
    summary = submit(draft(discussed, there.one(Role.CHAIR)), there.one(Role.CHAIR))

    with pytest.raises(Forbidden) as refused:
        approved(summary, lead)

    assert refused.value.code == {"submitter": "needs_second_person", "reader": "own_report"}[relation]


def test_another_department_sees_no_summary(discussed: Case, there: World) -> None:
    summary = draft(discussed, there.one(Role.CHAIR))

    for where in (there.south, there.other):
        with pytest.raises(NotVisible):
            submit(summary, there.one(Role.CHAIR, where))


def test_an_edit_after_approval_needs_approval_again(discussed: Case, there: World) -> None:
    chair = there.one(Role.CHAIR)
    summary = approved(submit(draft(discussed, chair), chair), there.one(Role.GOVERNANCE))

    with acting_as(actor_for(chair)) as actor:
        edited = edit_summary(actor=actor, summary_id=summary.pk, content=content(summary, title="Another title"))

    assert edited.status == SummaryStatus.DRAFT
    with pytest.raises(TransitionRefused):
        published(edited, chair)


def test_an_approval_of_another_text_is_refused(discussed: Case, there: World) -> None:
    chair = there.one(Role.CHAIR)
    summary = submit(draft(discussed, chair), chair)

    with acting_as(actor_for(there.one(Role.GOVERNANCE))) as actor, pytest.raises(Stale):
        approve(actor=actor, summary_id=summary.pk, content_sha256="0" * 64)


def test_an_approval_names_the_text_that_was_read(discussed: Case, there: World) -> None:
    chair = there.one(Role.CHAIR)
    summary = submit(draft(discussed, chair), chair)

    with acting_as(actor_for(there.one(Role.GOVERNANCE))) as actor, pytest.raises(Invalid) as refused:
        approve(actor=actor, summary_id=summary.pk, content_sha256="")

    assert refused.value.fields.keys() == {"content_sha256"}


@pytest.mark.parametrize(
    "planted",
    ["Reviewer of North Radiology would have seen it.", "NHS number 999 123 4560", "Moved to Riverside Hospitals."],
)
def test_an_identifier_in_any_text_stops_the_way_out(discussed: Case, there: World, planted: str) -> None:
    chair = there.one(Role.CHAIR)
    summary = draft(discussed, chair)
    with acting_as(actor_for(chair)) as actor:
        edit_summary(actor=actor, summary_id=summary.pk, content=content(summary, pitfalls=[planted]))

    with pytest.raises(TransitionRefused) as refused:
        submit(summary, chair)

    assert refused.value.code == "identifiers_found"


def test_somebody_who_joins_after_the_approval_is_screened_for(discussed: Case, there: World) -> None:
    from tests.factories import accounts

    chair = there.one(Role.CHAIR)
    summary = draft(discussed, chair)
    with acting_as(actor_for(chair)) as actor:
        text = content(summary, pitfalls=["As Quillon Featherbridge wrote, look twice."])
        summary = edit_summary(actor=actor, summary_id=summary.pk, content=text)
    summary = approved(submit(summary, chair), there.one(Role.GOVERNANCE))
    with acting_as(actor_for(chair)):
        accounts.member(there.north, Role.STAFF, email="new@example.org", full_name="Quillon Featherbridge")

    with pytest.raises(TransitionRefused) as refused:
        published(summary, chair)

    assert refused.value.code == "identifiers_found"
    assert not StoredDocument.objects.exists()


def test_sending_back_needs_a_reason(discussed: Case, there: World) -> None:
    chair = there.one(Role.CHAIR)
    summary = submit(draft(discussed, chair), chair)

    with acting_as(actor_for(there.one(Role.GOVERNANCE))) as actor, pytest.raises(DomainError) as refused:
        send_back(actor=actor, summary_id=summary.pk, reason="  ")

    assert refused.value.fields.keys() == {"reason"}


def test_feedback_without_a_meeting_keeps_its_learning_point(there: World, acting: Any) -> None:
    chair = there.one(Role.CHAIR)
    case = cases.case(there.one(Role.STAFF), there.north, readers_unknown_reason="Reported elsewhere.")

    cases.move(case, chair, CaseEvent.GIVE_FEEDBACK, learning_point="Compare both apices.")

    point = LearningPoint.objects.get(case=case)
    assert (point.text, point.recorded_by) == ("Compare both apices.", chair)
    assert draft(case, chair).content["learning_points"] == ["Compare both apices."]

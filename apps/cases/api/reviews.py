"""Reviews in the API: one's own sealed review, views, declining, and who is asked."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.reading import body_of, person_said
from apps.access.drf import GuardedAPIView, idempotent
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.access.policy import Relation, may
from apps.access.words import refusal_words
from apps.cases.api import inputs, outputs
from apps.cases.api.views import LABEL, CaseAPIView
from apps.cases.domain import assigning, review_requests
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.models import Case, CaseStudy, Opinion, ReviewAssignment
from apps.cases.presenters.reviewing import names_reviewers, progress
from apps.cases.queries.detail import case_to_review, whole_case
from apps.cases.queries.reviews import (
    BLIND_LOOK,
    declaration_wanted,
    readers_are_unknown,
    review_of,
    views_given,
    views_wanted,
)
from apps.cases.queries.sealed import SHOWN_TO_REVIEWERS
from apps.core.actor import Actor
from apps.core.errors import Forbidden, NotVisible

TAG = "reviews"


def blind_review_said(
    case: Case, asked: ReviewAssignment, rows: Iterable[CaseStudy], *, declares: bool
) -> dict[str, Any]:
    """A review as its reviewer may read it, sealed or not; nothing of the outcome is in it."""
    kept = getattr(case, "review_request", None)
    return {
        "case": case.pk,
        "reference": case.reference,
        "sealed": asked.awaits_view,
        "request": kept.text if kept else "",
        "note": asked.note,
        "studies": [
            {
                "study": row.study_id,
                "part": row.part,
                "description": row.study.description,
                "modalities": row.study.modalities,
                "accession": row.study.accession_number,
            }
            for row in rows
        ],
        "asks_for_declaration": asked.awaits_view and declares,
        "asked_at": asked.assigned_at,
        "due_on": asked.due_on,
        "revealed_at": asked.revealed_at,
    }


def opinions_said(actor: Actor, case: Case) -> dict[str, Any]:
    """All views for whoever may read them, one's own for a reviewer, else only how many; sealed: none."""
    every = list(case.opinions.all())
    all_of_them = bool(may(actor, Permission.OPINION_VIEW, case.access_facts()))
    mine = [one for one in every if all_of_them or one.reviewer_id == actor.user_id]
    given, asked = progress(case.reviews.all())
    named = names_reviewers(actor, case)
    return {
        "results": [opinion_said(one, actor, named=named) for one in mine],
        "asked": asked,
        "given": given,
        "sealed": len(mine) < len(every),
    }


def opinion_said(one: Opinion, actor: Actor, *, named: bool) -> dict[str, Any]:
    """A committed view."""
    mine = one.reviewer_id == actor.user_id
    return {
        "id": one.pk,
        "reviewer": person_said(one.reviewer) if named or mine else None,
        "mine": mine,
        "after_reveal": one.after_reveal,
        "view": one.view,
        "finding_term": one.finding_term_id,
        "confidence": one.confidence,
        "recommendation": one.recommendation,
        "learning": one.learning,
        "declared_not_read": one.declared_not_read,
        "was_blind": one.was_blind,
        "committed_at": one.committed_at,
    }


def _reviewer(one: ReviewAssignment) -> dict[str, Any]:
    return {
        "id": one.pk,
        "reviewer": person_said(one.reviewer),
        "asked_at": one.assigned_at,
        "due_on": one.due_on,
        "revealed_at": one.revealed_at,
        "reminded_at": one.reminded_at,
        "ended_at": one.ended_at,
        "ended_as": one.ended_as,
        "ended_reason": one.ended_reason,
    }


class ReviewAPIView(GuardedAPIView):
    """An operation on one's own review: being asked is enough, and opens nothing else of a sealed case."""

    permission = Permission.CASE_REVIEW
    object_label = LABEL
    subject: Case

    def load(self, **kwargs: Any) -> Case:
        """The case, for whoever is asked or may see it."""
        return case_to_review(self.actor, kwargs["case_id"])

    def ask(self, permission: Permission, subject: Any) -> None:
        """As on the page; whoever may see the case may read how far its review is."""
        facts = subject.access_facts()
        decision = may(self.actor, permission, facts)
        if decision or (self.request.method == "GET" and may(self.actor, Permission.CASE_VIEW, facts)):
            return
        if not may(self.actor, Permission.CASE_VIEW, facts):
            raise NotVisible
        self.note_refusal(decision.code, str(subject.pk))
        raise Forbidden(decision.code, refusal_words(decision.code))

    def record_one(self, action: AccessAction, subject: Any, purpose: str = "") -> None:
        """A look at a sealed case is told apart from a look at the case itself."""
        sealed = subject.access_facts().is_related(self.actor, Relation.REVIEWER_SEALED)
        super().record_one(action, subject, purpose or (BLIND_LOOK if sealed else ""))


class MyReviews(GuardedAPIView):
    """What the caller was asked to review."""

    permission = Permission.CASE_REVIEW

    def ask(self, permission: Permission, subject: Any) -> None:
        """Whoever works somewhere has a list."""
        if not self.actor.department_ids:
            raise NotVisible

    @operation("reviews_list", TAG, outputs.BlindReviewsOutput)
    def get(self, request: Request) -> Response:
        """Reviews that wait for your view, the one due first on top, then the newest of those that you gave."""
        found = [*views_wanted(self.actor)[:50], *views_given(self.actor)[:50]]
        self.record_list([one.case_id for one in found], LABEL)
        said = [_row(one) for one in found]
        return Response(outputs.BlindReviewsOutput({"results": said}).data)


def _row(one: Any) -> dict[str, Any]:
    return blind_review_said(one.case, one, one.case.studies_for_review, declares=declaration_wanted(one))


class MyReview(ReviewAPIView):
    """One of them."""

    @operation("reviews_read", TAG, outputs.BlindReviewOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The request and the studies to look at. Once your view is committed, read the case for the outcome."""
        asked = review_of(self.actor, self.subject)
        if asked is None:
            raise NotVisible
        rows = [one for one in self.subject.case_studies.all() if one.part in SHOWN_TO_REVIEWERS]
        said = blind_review_said(self.subject, asked, rows, declares=readers_are_unknown(self.subject))
        return Response(outputs.BlindReviewOutput(said).data)


class DeclineReview(ReviewAPIView):
    """Saying that one cannot give a view."""

    @operation("reviews_decline", TAG, outputs.ReviewEndedOutput, sends=inputs.DeclineReviewInput, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID) -> Response:
        """Decline; the chair reads why, and nothing of the case is shown for it."""
        given = body_of(request, inputs.DeclineReviewInput)
        ended = assigning.decline_review(actor=self.actor, case_id=case_id, **given)
        return Response(outputs.ReviewEndedOutput({"ended_at": ended.ended_at, "ended_as": ended.ended_as}).data)


class Opinions(ReviewAPIView):
    """The views on a case; sealed from each other until one's own is committed."""

    @operation("opinions_list", "opinions", outputs.OpinionsOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The views that you may read: all, only your own, or only how many there are."""
        return Response(outputs.OpinionsOutput(opinions_said(self.actor, self.subject)).data)

    @operation("opinions_commit", "opinions", outputs.OpinionOutput, sends=inputs.OpinionInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID) -> Response:
        """Commit your view on a case that you were asked to review; it can never be altered."""
        given = body_of(request, inputs.OpinionInput)
        given["finding_term_id"] = given.pop("finding_term", None)
        opinion = commit_opinion(actor=self.actor, case_id=case_id, **given)
        return Response(outputs.OpinionOutput(opinion_said(opinion, self.actor, named=False)).data, 201)


class RunsReviewAPIView(CaseAPIView):
    """An operation of the chair on a review."""

    permission = Permission.CASE_TRIAGE

    def as_it_stands(self, case_id: UUID, status: int = 200) -> Response:
        """Who is asked, read again."""
        case = whole_case(self.actor, case_id)
        kept = getattr(case, "review_request", None)
        said = {"request": kept.text if kept else "", "results": [_reviewer(one) for one in case.reviews.all()]}
        return Response(outputs.ReviewersOutput(said).data, status)


class Reviewers(RunsReviewAPIView):
    """Who is asked for a view."""

    @operation("reviewers_list", TAG, outputs.ReviewersOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """Everybody who was asked, how it stands with each, and what they are shown."""
        return self.as_it_stands(case_id)

    @operation("reviewers_ask", TAG, outputs.ReviewersOutput, sends=inputs.ReviewersInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID) -> Response:
        """Ask more people while the case is under review."""
        assigning.add_reviewers(actor=self.actor, case_id=case_id, **body_of(request, inputs.ReviewersInput))
        return self.as_it_stands(case_id, 201)


class RemindReviewer(RunsReviewAPIView):
    """A reminder."""

    @operation("reviewers_remind", TAG, outputs.ReviewersOutput, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID, assignment_id: UUID) -> Response:
        """Remind somebody; within a day only one reminder is sent."""
        assigning.remind_reviewer(actor=self.actor, case_id=case_id, assignment_id=assignment_id)
        return self.as_it_stands(case_id)


class TakeOffReviewer(RunsReviewAPIView):
    """Somebody else instead."""

    @operation("reviewers_take_off", TAG, outputs.ReviewersOutput, sends=inputs.TakeOffInput, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID, assignment_id: UUID) -> Response:
        """No longer ask somebody, and perhaps ask somebody else: both or neither."""
        given = body_of(request, inputs.TakeOffInput)
        assigning.take_off(
            actor=self.actor,
            case_id=case_id,
            assignment_id=assignment_id,
            reason=given["reason"],
            replacement_id=given.get("replacement"),
        )
        return self.as_it_stands(case_id)


class ReviewRequest(RunsReviewAPIView):
    """What reviewers are shown."""

    @operation("reviewers_request", TAG, outputs.ReviewersOutput, sends=inputs.ReviewRequestInput)
    def put(self, request: Request, case_id: UUID) -> Response:
        """Write what reviewers are shown before they commit a view; not once a view was given."""
        given = body_of(request, inputs.ReviewRequestInput)
        review_requests.write_request(
            actor=self.actor,
            case_id=case_id,
            text=given["request"],
            kept_because=given.get("request_kept_because", ""),
        )
        return self.as_it_stands(case_id)

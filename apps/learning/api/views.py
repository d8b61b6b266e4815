"""Learning summaries: list, draft, edit, move through approval, publish."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.paging import page_by, page_of, page_said
from apps.access.api.reading import body_of, person_said, query_of
from apps.access.drf import GuardedAPIView, idempotent
from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.core.actor import Actor
from apps.core.errors import Invalid, NotVisible, Refused
from apps.documents.api.serializers import DocumentOutput
from apps.documents.api.views import DocumentList, document_said
from apps.documents.queries.visible import document_seen_by
from apps.learning.api import serializers as shapes
from apps.learning.domain import preparing, publishing
from apps.learning.domain.justifying import justify_finding
from apps.learning.domain.lifecycle import LIFECYCLE
from apps.learning.domain.moving import facts_of
from apps.learning.domain.screening import unresolved_in_summary
from apps.learning.enums import OPEN_STATUSES, SummaryEvent, SummaryStatus
from apps.learning.models import LearningSummary
from apps.learning.queries.publishing import open_summary_about
from apps.learning.queries.visible import readable_content, visible_to

LABEL = "learning.learningsummary"
TAG = "learning summaries"


def row_said(summary: LearningSummary) -> dict[str, Any]:
    """A summary in a list."""
    return {
        "id": summary.pk,
        "kind": summary.kind,
        "title": str(summary),
        "department": summary.department_id,
        "case": summary.case_id,
        "meeting": summary.meeting_id,
        "status": summary.status,
        "status_since": summary.status_since,
        "document": summary.document_id,
        "version": summary.version,
    }


def summary_said(actor: Actor, summary: LearningSummary) -> dict[str, Any]:
    """A summary with what the actor can do with it now."""
    is_open = summary.status in OPEN_STATUSES
    found = unresolved_in_summary(summary) if is_open else []
    return row_said(summary) | {
        "content": readable_content(actor, summary),
        "content_sha256": summary.content_sha256,
        "authors": [person_said(one.person) for one in summary.authors.all()],
        "approvals": [
            {
                "by": person_said(one.approved_by),
                "at": one.approved_at,
                "content_sha256": one.content_sha256,
                "counts": one.content_sha256 == summary.content_sha256,
            }
            for one in summary.approvals.all()
        ],
        "findings": [
            {
                "field": one.field,
                "kind": one.finding.kind.value,
                "start": one.finding.start,
                "text": one.finding.text,
                "label": str(one.finding.kind.label),
            }
            for one in found
        ],
        "actions": _actions(actor, summary),
    }


def _actions(actor: Actor, summary: LearningSummary) -> list[dict[str, Any]]:
    facts, judged = summary.access_facts(), facts_of(summary)
    said = []
    for rule in LIFECYCLE.possible(SummaryStatus(summary.status)):
        decision = may(actor, Permission(rule.permission), facts)
        if decision.code in ("no_permission", "outside_token_scope"):
            continue
        code, words = decision.code, refusal_words(decision.code) if decision.code else ""
        refused = None if code else next((no for guard in rule.guards if (no := guard(judged))), None)
        if refused:
            code, words = refused.code, str(refused.message)
        said.append(
            {
                "event": str(rule.event),
                "label": str(rule.label),
                "possible": not code,
                "demands": list(rule.demands),
                "code": code,
                "message": words,
            }
        )
    return said


class Summaries(GuardedAPIView):
    """The summaries of one's departments, and beginning one more."""

    permission = Permission.LEARNING_VIEW

    def needed(self) -> Permission:
        """Reading or writing."""
        return Permission.LEARNING_PREPARE if self.request.method == "POST" else Permission.LEARNING_VIEW

    @operation("summaries_list", TAG, page_of(shapes.SummaryRowOutput), query=shapes.SummaryQuery)
    def get(self, request: Request) -> Response:
        """Summaries on their way, or all, newest first."""
        asked = query_of(request, shapes.SummaryQuery)
        found = visible_to(self.actor)
        if asked.get("show") != "all":
            found = found.filter(status__in=OPEN_STATUSES)
        rows, further = page_by(found, "status_since", asked.get("cursor", ""))
        self.record_list([one.pk for one in rows], LABEL)
        return Response(page_said(request, rows, further, lambda one: shapes.SummaryRowOutput(row_said(one)).data))

    @operation("summaries_draft", TAG, shapes.SummaryOutput, sends=shapes.DraftInput, status=201, once=True)
    @idempotent
    def post(self, request: Request) -> Response:
        """The open summary of a discussed case or a held meeting, drafted from what was concluded when new."""
        given = body_of(request, shapes.DraftInput)
        if "case" in given:
            summary = preparing.draft_case_summary(actor=self.actor, case_id=given["case"])
        else:
            summary = preparing.draft_meeting_summary(actor=self.actor, meeting_id=given["meeting"])
        return Response(shapes.SummaryOutput(summary_said(self.actor, summary)).data, 201)


class SummaryAPIView(GuardedAPIView):
    """An operation on one summary; 404 for whoever may not see it."""

    permission: ClassVar[Permission] = Permission.LEARNING_VIEW
    object_label = LABEL
    subject: LearningSummary

    def load(self, **kwargs: Any) -> LearningSummary:
        """The summary, if the caller may see it."""
        found = visible_to(self.actor).prefetch_related("authors__person", "approvals__approved_by")
        summary = found.filter(pk=kwargs["summary_id"]).first()
        if summary is None:
            raise NotVisible
        return summary

    def as_it_is_now(self, summary_id: UUID) -> Response:
        """The summary, read again."""
        summary = SummaryAPIView.load(self, summary_id=summary_id)
        return Response(shapes.SummaryOutput(summary_said(self.actor, summary)).data)


class OneSummary(SummaryAPIView):
    """One summary."""

    @operation("summaries_read", TAG, shapes.SummaryOutput)
    def get(self, request: Request, summary_id: UUID) -> Response:
        """The exact content, what the screen finds in it, and the `actions` that are possible for you now."""
        return Response(shapes.SummaryOutput(summary_said(self.actor, self.subject)).data)

    @operation("summaries_edit", TAG, shapes.SummaryOutput, sends=shapes.SummaryInput)
    def put(self, request: Request, summary_id: UUID) -> Response:
        """Replace the text; an earlier approval no longer counts."""
        given = body_of(request, shapes.SummaryInput)
        preparing.edit_summary(actor=self.actor, summary_id=summary_id, **given)
        return self.as_it_is_now(summary_id)


STEPS = [event for event in SummaryEvent if event is not SummaryEvent.EDIT]


class SummaryEvents(SummaryAPIView):
    """Moving a summary towards being published."""

    @operation(
        "summaries_event",
        TAG,
        shapes.SummaryOutput,
        sends=shapes.SummaryEventInput,
        once=True,
        path={"event": [event.value for event in STEPS]},
    )
    @idempotent
    def post(self, request: Request, summary_id: UUID, event: str) -> Response:
        """Submit, send back, approve the exact content as a second person, publish, or abandon."""
        if event not in STEPS:
            raise NotVisible
        given = body_of(request, shapes.SummaryEventInput)
        _take(SummaryEvent(event), given, {"actor": self.actor, "summary_id": summary_id})
        return self.as_it_is_now(summary_id)


def _take(event: SummaryEvent, given: Mapping[str, Any], shared: dict[str, Any]) -> None:
    version = given.get("expected_version")
    if event is SummaryEvent.SUBMIT:
        preparing.submit_for_approval(**shared, expected_version=version, early_reason=given.get("reason", ""))
    elif event is SummaryEvent.PUBLISH:
        publishing.publish(**shared, expected_version=version, early_reason=given.get("reason", ""))
    elif event is SummaryEvent.APPROVE:
        digest = given.get("content_sha256", "")
        if not digest:
            words = _("Send the hash of the content that you read.")
            raise Invalid("required", _("Something is missing."), {"content_sha256": words})
        publishing.approve(**shared, content_sha256=digest)
    elif event is SummaryEvent.SEND_BACK:
        publishing.send_back(**shared, reason=given.get("reason", ""))
    else:
        preparing.abandon(**shared, reason=given.get("reason", ""))


class JustifyFinding(SummaryAPIView):
    """Why a finding of the identifier screen may stay."""

    permission = Permission.LEARNING_PREPARE
    view_permission = Permission.LEARNING_VIEW

    @operation("summaries_justify", TAG, shapes.SummaryOutput, sends=shapes.JustifyFindingInput, once=True)
    @idempotent
    def post(self, request: Request, summary_id: UUID) -> Response:
        """Say why one of `findings` may stay; what names somebody must be taken out instead (409 `must_be_removed`)."""
        justify_finding(actor=self.actor, summary_id=summary_id, **body_of(request, shapes.JustifyFindingInput))
        return self.as_it_is_now(summary_id)


class Documents(DocumentList):
    """The library, and publishing what was approved."""

    def needed(self) -> Permission:
        """Reading or publishing."""
        return Permission.LEARNING_PUBLISH if self.request.method == "POST" else Permission.DOCUMENT_VIEW

    @operation("documents_publish", "documents", DocumentOutput, sends=shapes.PublishInput, status=201, once=True)
    @idempotent
    def post(self, request: Request) -> Response:
        """Publish the approved summary of a case or a meeting; its PDF is made in the background."""
        given = body_of(request, shapes.PublishInput)
        reason = given.pop("reason", "")
        summary = open_summary_about(self.actor, **given)
        if summary is None or summary.status != SummaryStatus.APPROVED:
            raise Refused("no_approved_summary", _no_summary_words(summary))
        done = publishing.publish(actor=self.actor, summary_id=summary.pk, early_reason=reason)
        document = document_seen_by(self.actor, done.document.pk) if done.document else None
        if document is None:
            raise NotVisible
        return Response(document_said(self.actor, document), 201)


def _no_summary_words(summary: LearningSummary | None) -> str:
    if summary is None:
        return _("There is no learning summary on its way. Draft one, and have a second person approve it.")
    return _("The learning summary is “%(status)s”. A second person has to approve it first.") % {
        "status": SummaryStatus(summary.status).label
    }

"""Which learning summaries an actor may see before they are published."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.cases.models import CaseReader
from apps.cases.queries.sealed import cases_sealed_for
from apps.core.actor import Actor
from apps.documents.queries.visible import is_readable_by
from apps.learning.enums import SummaryStatus
from apps.learning.models import LearningSummary
from apps.meetings.queries.involved import lines_kept
from apps.meetings.queries.sealed import meetings_sealed_for


def visible_to(actor: Actor) -> QuerySet[LearningSummary]:
    """The summaries of the departments in which the actor prepares, approves or publishes.

    Without those about a case that the actor is to review blind, and, but for who records outcomes, without those whose
    outcome the involved readers are still to hear first (ADR 0025).
    """
    here = departments_where(actor, Permission.LEARNING_VIEW)
    found = LearningSummary.objects.filter(department__in=here)
    found = found.exclude(case__isnull=False, case__in=cases_sealed_for(actor))
    found = found.exclude(meeting__isnull=False, meeting__in=meetings_sealed_for(actor))
    records = Q(department__in=departments_where(actor, Permission.OUTCOME_RECORD))
    own_report = Q(case__isnull=False, case__in=CaseReader.objects.filter(person=actor.user_id).values("case"))
    kept = lines_kept(case__department__in=here)
    early = Q(case__isnull=False, case__in=kept.values("case")) | Q(meeting__in=kept.values("meeting"))
    found = found.exclude(early & ~(records & ~own_report) & ~Q(status=SummaryStatus.PUBLISHED))
    return found.select_related("case", "meeting", "department", "document")


def readable_content(actor: Actor, summary: LearningSummary) -> dict[str, Any]:
    """The text, or nothing once its document is withdrawn: what the library closed is not read here instead."""
    document = summary.document
    if document is not None and document.is_withdrawn and not is_readable_by(actor, document):
        return {}
    content: dict[str, Any] = summary.content
    return content

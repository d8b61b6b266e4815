"""What is being written, and what was published, about some cases and meetings: for the pages of both."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from apps.core.actor import Actor
from apps.documents.enums import DocumentState
from apps.documents.models import StoredDocument
from apps.documents.queries.visible import visible_to as visible_documents
from apps.learning.enums import OPEN_STATUSES
from apps.learning.models import LearningPoint, LearningSummary
from apps.learning.queries.visible import visible_to
from apps.meetings.enums import AgendaStatus
from apps.meetings.models import AgendaItem

CASE, MEETING = "cases.case", "meetings.meeting"


def open_summaries(
    actor: Actor, *, cases: Iterable[UUID] = (), meetings: Iterable[UUID] = ()
) -> dict[UUID, LearningSummary]:
    """The open summary of each of these that has one the actor may see, by the case's or the meeting's key."""
    about = Q(case__in=list(cases)) | Q(meeting__in=list(meetings))
    found = visible_to(actor).filter(about, status__in=OPEN_STATUSES)
    return {subject: one for one in found if (subject := one.case_id or one.meeting_id)}


def documents_in_print(
    actor: Actor, *, cases: Iterable[UUID] = (), meetings: Iterable[UUID] = ()
) -> dict[UUID, StoredDocument]:
    """The newest version in print of each of these that the actor may read, by the case's or the meeting's key."""
    about = Q(subject_label=CASE, subject_id__in=[str(one) for one in cases])
    about |= Q(subject_label=MEETING, subject_id__in=[str(one) for one in meetings])
    found = visible_documents(actor).filter(about, state=DocumentState.READY).defer("content")
    return {UUID(one.subject_id): one for one in found.order_by("content_version")}


def meetings_that_discussed(case_id: UUID) -> list[UUID]:
    """The meetings at which the case was discussed."""
    return list(
        AgendaItem.objects.filter(case=case_id, status=AgendaStatus.DISCUSSED).values_list("meeting", flat=True)
    )


def feedback_points(case_id: UUID) -> list[str]:
    """The learning points that were given back without a meeting, oldest first."""
    return list(LearningPoint.objects.filter(case=case_id).values_list("text", flat=True))

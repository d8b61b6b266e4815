"""What waits for somebody about learning: to write, approve, publish, print again; and what is new."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.access.permissions import Permission as P
from apps.access.policy import departments_where
from apps.cases.enums import CaseStatus
from apps.cases.models import Case
from apps.core.actor import Actor
from apps.documents.enums import DocumentState
from apps.documents.models import StoredDocument
from apps.documents.queries.visible import visible_to as visible_documents
from apps.learning.enums import OPEN_STATUSES, SummaryStatus
from apps.learning.models import LearningSummary, SummaryAuthor
from apps.learning.queries.visible import visible_to as visible_summaries
from apps.meetings.enums import AgendaStatus
from apps.meetings.models import AgendaItem
from apps.portal.queries.cases import own_report

NEWEST = 3


def cases_to_write_up(actor: Actor) -> QuerySet[Case]:
    """Discussed cases with no open summary; longest wait first."""
    open_ones = LearningSummary.objects.filter(case=OuterRef("pk"), status__in=OPEN_STATUSES)
    found = Case.objects.filter(
        department__in=departments_where(actor, P.LEARNING_PREPARE), status=CaseStatus.DISCUSSED
    ).exclude(Exists(open_ones))
    return found.exclude(own_report(actor, "pk")).order_by("status_since", "id")


def _summaries(actor: Actor, permission: P, status: SummaryStatus) -> QuerySet[LearningSummary]:
    here = set(departments_where(actor, permission)) & set(departments_where(actor, P.LEARNING_VIEW))
    found = visible_summaries(actor).filter(department__in=here, status=status)
    return found.exclude(own_report(actor, "case")).select_related("case", "meeting").order_by("status_since", "id")


def drafts_of(actor: Actor) -> QuerySet[LearningSummary]:
    """Summaries that the actor began and has not submitted; longest wait first."""
    return _summaries(actor, P.LEARNING_PREPARE, SummaryStatus.DRAFT).filter(prepared_by=actor.user_id)


def summaries_to_approve(actor: Actor) -> QuerySet[LearningSummary]:
    """Summaries that the actor may approve: neither author, nor submitter or reader of a case behind it (C0)."""
    wrote = SummaryAuthor.objects.filter(summary=OuterRef("pk"), person=actor.user_id)
    mine = Q(case__submitter=actor.user_id) | Q(case__readers__person=actor.user_id)
    parts = AgendaItem.objects.filter(mine, meeting=OuterRef("meeting"), status=AgendaStatus.DISCUSSED)
    found = _summaries(actor, P.LEARNING_APPROVE, SummaryStatus.SUBMITTED)
    return (
        found.exclude(Exists(wrote)).exclude(case__isnull=False, case__submitter=actor.user_id).exclude(Exists(parts))
    )


def summaries_to_publish(actor: Actor) -> QuerySet[LearningSummary]:
    """Approved summaries that the actor may publish; longest wait first."""
    return _summaries(actor, P.LEARNING_PUBLISH, SummaryStatus.APPROVED)


def documents_that_failed(actor: Actor) -> QuerySet[StoredDocument]:
    """Documents whose PDF could not be made, for those who may try again; oldest first."""
    here = departments_where(actor, P.LEARNING_PUBLISH)
    found = visible_documents(actor).filter(department__in=here, state=DocumentState.FAILED)
    return found.defer("content").order_by("published_at", "id")


def newest_documents(actor: Actor) -> list[StoredDocument]:
    """The newest published learning that the actor may read."""
    found = visible_documents(actor).filter(state=DocumentState.READY)
    return list(found.defer("content").order_by("-published_at", "-id")[:NEWEST])

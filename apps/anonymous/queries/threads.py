"""The case behind a key, and what may be shown of it to whoever holds the key."""

from datetime import datetime
from uuid import UUID

from apps.access.policy import Confidentiality
from apps.anonymous.models import AnonymousThread
from apps.cases.models import Case, CaseMessage
from apps.cases.queries.loading import RELATED
from apps.core.clock import start_of_day, today


def case_of(key_hash: str) -> Case | None:
    """The anonymous case whose key has this hash; one query whether there is one or not."""
    thread = AnonymousThread.objects.filter(key_hash=key_hash).select_related("case__department__trust").first()
    return thread.case if thread and thread.case.confidentiality == Confidentiality.ANONYMOUS else None


def whole(case_id: UUID) -> Case:
    """The case with what its thread shows."""
    return (
        Case.objects.select_related("department__trust", "merged_into", "presentation")
        .prefetch_related(*RELATED, "messages")
        .get(pk=case_id)
    )


def newest_of(case: Case) -> datetime:
    """When something last happened in the case, so that what follows is put behind it."""
    moments = [one.at for one in case.messages.all()] + [one.at for one in case.transitions.all()]
    return max([case.received_at, *moments])


def logged_today(department_id: UUID) -> int:
    """How many anonymous cases the department had today."""
    return Case.objects.filter(
        department=department_id, confidentiality=Confidentiality.ANONYMOUS, received_at__gte=start_of_day(today())
    ).count()


def written_today(case: Case) -> int:
    """How many messages came through the key today."""
    return CaseMessage.objects.filter(
        case=case, from_chair=False, author__isnull=True, at__gte=start_of_day(today())
    ).count()

"""The summary that publishing a document about a case or a meeting means."""

from uuid import UUID

from apps.cases.queries.visible import visible_to as visible_cases
from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.documents.enums import DocumentKind
from apps.learning.enums import OPEN_STATUSES
from apps.learning.models import LearningSummary
from apps.learning.queries.visible import visible_to
from apps.meetings.queries.visible import visible_to as visible_meetings


def open_summary_about(actor: Actor, kind: DocumentKind, subject_id: UUID) -> LearningSummary | None:
    """The summary on its way about that case or meeting; None when nobody is writing one.

    Raises NotVisible when the actor can see neither the summary nor what it is about.
    """
    column = "case" if kind is DocumentKind.CASE_LEARNING_SUMMARY else "meeting"
    found = visible_to(actor).filter(**{column: subject_id, "kind": kind.value})
    summary = found.filter(status__in=OPEN_STATUSES).first()
    if summary is None and not found.exists():
        subjects = visible_cases(actor) if column == "case" else visible_meetings(actor)
        if not subjects.filter(pk=subject_id).exists():
            raise NotVisible
    return summary

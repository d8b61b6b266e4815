"""Which learning summaries an actor may see before they are published."""

from typing import Any

from django.db.models import QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.core.actor import Actor
from apps.documents.queries.visible import is_readable_by
from apps.learning.models import LearningSummary


def visible_to(actor: Actor) -> QuerySet[LearningSummary]:
    """The summaries of the departments in which the actor prepares, approves or publishes."""
    return LearningSummary.objects.filter(
        department__in=departments_where(actor, Permission.LEARNING_VIEW)
    ).select_related("case", "meeting", "department", "document")


def readable_content(actor: Actor, summary: LearningSummary) -> dict[str, Any]:
    """The text, or nothing once its document is withdrawn: what the library closed is not read here instead."""
    document = summary.document
    if document is not None and document.is_withdrawn and not is_readable_by(actor, document):
        return {}
    content: dict[str, Any] = summary.content
    return content

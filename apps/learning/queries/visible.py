"""Which learning summaries an actor may see before they are published."""

from django.db.models import QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.core.actor import Actor
from apps.learning.models import LearningSummary


def visible_to(actor: Actor) -> QuerySet[LearningSummary]:
    """The summaries of the departments in which the actor prepares, approves or publishes."""
    return LearningSummary.objects.filter(
        department__in=departments_where(actor, Permission.LEARNING_VIEW)
    ).select_related("case", "meeting", "department", "document")

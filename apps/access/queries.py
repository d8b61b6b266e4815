"""Reading the access log."""

from django.db.models import QuerySet

from apps.access.models import AccessEvent
from apps.core.actor import Actor


def own_looks(actor: Actor) -> QuerySet[AccessEvent]:
    """What the actor's person was recorded doing without changing anything, the newest first."""
    return AccessEvent.objects.filter(user_id=actor.user_id).order_by("-at", "-id")

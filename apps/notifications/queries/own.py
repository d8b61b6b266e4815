"""What one person was told."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.core.actor import Actor
from apps.core.compiled import count_up_to
from apps.core.errors import NotVisible
from apps.notifications.models import Notification

PAGE = 25
# Nobody counts further than this in a header; the page says "99+".
COUNT_CAP = 100


@dataclass(frozen=True)
class NotificationsPage:
    """One page, newest first; `older` is the id after which the next page begins, or None."""

    rows: list[Notification]
    older: UUID | None


def unread_of(person_id: UUID | None) -> QuerySet[Notification]:
    """What that person has not opened."""
    return Notification.objects.filter(person=person_id, read_at__isnull=True)


def unread_count(actor: Actor) -> int:
    """How much the actor has not opened; counting stops at COUNT_CAP."""
    return count_up_to(COUNT_CAP, _own_unread, actor)


def _own_unread(actor: Actor) -> QuerySet[Notification]:
    return unread_of(actor.user_id)


def own_page(actor: Actor, after: UUID | None = None) -> NotificationsPage:
    """One page of what the actor was told, by key and never by offset; raises NotVisible for another's key."""
    found = Notification.objects.filter(person=actor.user_id)
    if after is not None:
        last = own_one(actor, after)
        found = found.filter(created_at__lte=last.created_at).filter(
            Q(created_at__lt=last.created_at) | Q(pk__lt=last.pk)
        )
    rows = list(found.order_by("-created_at", "-pk")[: PAGE + 1])
    return NotificationsPage(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def own_one(actor: Actor, notification_id: UUID) -> Notification:
    """One of the actor's own; raises NotVisible."""
    found = Notification.objects.filter(person=actor.user_id, pk=notification_id).first()
    if found is None:
        raise NotVisible
    return found

"""Telling somebody something once, and noting that they read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.jobs import JobName, enqueue
from apps.core.tracking import required_actor
from apps.notifications.enums import NotificationKind
from apps.notifications.models import Notification
from apps.notifications.queries.own import unread_of

# What happened longer ago is not mailed: only demonstration data tells of the past. Longer than the longest day, since
# what somebody without a name causes is dated by its day (core.clock.by_day).
FRESH = timedelta(hours=26)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What people are told. `text` carries no clinical words and no identifier; `key` names the occasion."""

    kind: NotificationKind
    text: str
    url: str
    key: str
    is_urgent: bool = False


def tell(people: Iterable[UUID], notice: Notice) -> list[Notification]:
    """Tell each person once, on their page now and by mail soon; returns what is new.

    The same occasion told again to the same person changes nothing. It joins the caller's transaction, so that
    nobody is told of what was undone. The caller has asked the policy whether each of them may know.
    """
    actor, moment = required_actor(), now()
    told = []
    with transaction.atomic():
        for person_id in dict.fromkeys(people):
            row, is_new = Notification.objects.get_or_create(
                key=f"{notice.key}:{person_id}"[:200],
                defaults={
                    "person_id": person_id,
                    "kind": notice.kind,
                    "text": notice.text[:300],
                    "url": notice.url,
                    "is_urgent": notice.is_urgent,
                    "created_at": moment,
                },
            )
            if is_new:
                told.append(row)
            if is_new and timezone.now() - moment < FRESH:
                enqueue(JobName.SEND_NOTIFICATION, actor=actor, key=str(row.pk), notification_id=str(row.pk))
    return told


def mark_read(notification: Notification) -> None:
    """Its person has opened it; opening it again keeps the first time."""
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=now())


def mark_all_read(actor: Actor) -> int:
    """Everything that the actor has not opened counts as read; returns how much that was."""
    return unread_of(actor.user_id).update(read_at=now())


def read_what_was_told_before(moment: datetime) -> int:
    """Everything told before `moment` counts as read when it was told.

    So a demonstration begins with what is new.
    """
    old = Notification.objects.filter(read_at__isnull=True, created_at__lt=moment)
    return old.update(read_at=F("created_at"))

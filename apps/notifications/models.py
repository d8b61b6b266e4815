"""One thing that one person was told."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from apps.notifications.enums import NotificationKind

PERSON = settings.AUTH_USER_MODEL


class Notification(models.Model):
    """Something waits for a person, or happened to what is theirs; never what it says.

    Exempt from version rows: it points to a record that has its own trail, its words never change, and the only
    thing that happens to it is that its person reads it, which `read_at` keeps. It is nobody's but its person's:
    `queries.own` is the only way to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=12, choices=NotificationKind.choices)
    # No clinical text and no identifier: at most the human reference of a record that its person may see.
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    is_urgent = models.BooleanField(default=False)
    # Names the occasion and the person: telling twice is telling once.
    key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=NotificationKind.values), name="notification_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notification_of_person"),
            models.Index(fields=["person"], condition=models.Q(read_at__isnull=True), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

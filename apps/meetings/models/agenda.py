"""A case's place on an agenda."""

from django.conf import settings
from django.db import models

from apps.access.policy import AccessFacts
from apps.cases.models import Case
from apps.core.tracking import TrackedModel, history
from apps.meetings.enums import AgendaStatus, LedBecause
from apps.meetings.models.meeting import Meeting

PERSON = settings.AUTH_USER_MODEL


class AgendaItem(TrackedModel):
    """One case on one agenda, with its minutes and who leads it.

    A case stands on one agenda at a time. `brought_on_the_day` marks one that was discussed without having been
    planned; it needs neither room nor a screened copy, because what happened is recorded, not judged.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    led_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    led_because = models.CharField(max_length=14, choices=LedBecause.choices, default=LedBecause.CHAIR)
    status = models.CharField(max_length=10, choices=AgendaStatus.choices, default=AgendaStatus.OPEN)
    brought_on_the_day = models.BooleanField(default=False)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    closed_reason = models.TextField(blank=True)

    history = history()

    class Meta:
        ordering = ["position", "placed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(status="open"), name="one_open_agenda_item_per_case"
            ),
            models.CheckConstraint(condition=models.Q(status__in=AgendaStatus.values), name="agenda_status_known"),
            models.CheckConstraint(
                condition=models.Q(led_because__in=LedBecause.values), name="agenda_led_because_known"
            ),
            models.CheckConstraint(
                condition=models.Q(led_because="nobody", led_by__isnull=True)
                | (~models.Q(led_because="nobody") & models.Q(led_by__isnull=False)),
                name="agenda_leader_or_nobody",
            ),
            models.CheckConstraint(condition=models.Q(minutes__gte=1), name="agenda_minutes_positive"),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "discussed"]) | ~models.Q(closed_reason=""),
                name="agenda_put_off_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "position"], name="agenda_order")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.position}"

    def access_facts(self) -> AccessFacts:
        """The facts of its meeting; the case behind it is guarded by its own."""
        return self.meeting.access_facts()

"""The machinery of an alert: its clocks, the attempts to reach somebody, and the one-time links.

None of these is tracked: each is itself an account of what the machinery did, and nothing a person decides is here.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.alerts.enums import ActKind, AttemptOutcome, Channel, ClockKind, ClockState, LinkPurpose
from apps.alerts.models.alert import Alert, AlertRecipient
from apps.alerts.models.rules import EscalationRule

PERSON = settings.AUTH_USER_MODEL


class AlertClock(models.Model):
    """One step of one alert, due at one moment; unique by alert, rule and level.

    `due_at` is what the rule said and never changes. `next_at` is when the sweep looks again: later than `due_at`
    while somebody holds the step, or after a failure. `message_id` is drawn once, so that a letter which may have
    been sent and is sent again carries the same one.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=10, choices=ClockKind)
    rule = models.ForeignKey(EscalationRule, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    waits_for = models.CharField(max_length=10, choices=ActKind, default=ActKind.READ)
    channel = models.CharField(max_length=20, choices=Channel)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField()
    next_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ClockState, default=ClockState.WAITING)
    tries = models.PositiveIntegerField(default=0)
    message_id = models.CharField(max_length=120, unique=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "rule", "level"], condition=Q(rule__isnull=False), name="alerts_step_once"
            ),
            models.UniqueConstraint(
                fields=["alert", "kind", "level", "channel"],
                condition=Q(rule__isnull=True),
                name="alerts_own_step_once",
            ),
            models.CheckConstraint(condition=Q(state__in=ClockState.values), name="alerts_clock_state_known"),
            models.CheckConstraint(
                condition=Q(kind=ClockKind.RULE, rule__isnull=False) | (~Q(kind=ClockKind.RULE) & Q(rule__isnull=True)),
                name="alerts_clock_of_a_rule_names_it",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(state="waiting"), name="alerts_clock_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.level} of {self.alert_id}"


class AlertAttempt(models.Model):
    """One try at one step: written and committed before anything is sent, closed afterwards.

    One that was never closed was cut short: what it was to send may have been sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clock = models.ForeignKey(AlertClock, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    message_id = models.CharField(max_length=120)
    sent_to = models.CharField(max_length=320, blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=AttemptOutcome, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["begun_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "number"], name="alerts_attempt_number_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="alerts_attempt_ended_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.clock_id}"


class AnswerLink(models.Model):
    """A link that lets a referrer do one thing once; only the hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="links")
    recipient = models.ForeignKey(AlertRecipient, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=6, choices=LinkPurpose)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="alerts_link_lives"),
            models.CheckConstraint(condition=Q(purpose__in=LinkPurpose.values), name="alerts_link_purpose_known"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.alert_id}"

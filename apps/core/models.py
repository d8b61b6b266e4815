"""The platform's own rows: reference numbers, jobs, kept input and idempotency keys."""

from uuid import uuid4

from django.db import models


class ReferenceNumber(models.Model):
    """One drawn number. The database's own sequence makes it unique without a counter row."""

    id = models.BigAutoField(primary_key=True)

    def __str__(self) -> str:
        return str(self.pk)


class JobState(models.TextChoices):
    """Where a piece of background work stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(models.Model):
    """A piece of background work, written in the transaction of the change that wants it.

    The broker carries only the id, so a lost message costs a delay and never the work. `key` makes asking
    twice the same as asking once.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    queue = models.CharField(max_length=20, default="default")
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_name = models.CharField(max_length=200)
    actor_user_id = models.UUIDField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_open_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key} ({self.state})"


class KeptInput(models.Model):
    """What somebody typed when the session had expired; given back to the same person after sign-in."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user_id = models.UUIDField()
    path = models.CharField(max_length=500)
    data = models.JSONField()
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["user_id", "path"], name="kept_input_owner")]

    def __str__(self) -> str:
        return self.path


class IdempotencyKey(models.Model):
    """The answer once given to a request, so that the same key never creates twice.

    What was sent and answered is sealed (core.idempotency). `user_id` is null for nobody: the anonymous page writes
    no row here (docs/adr/0013).
    """

    id = models.BigAutoField(primary_key=True)
    user_id = models.UUIDField()
    key = models.CharField(max_length=200)
    sealed = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key


class RecentContent(models.Model):
    """That somebody sent words like these a short while ago, and what came of it; a keyed digest, never the words.

    Nobody's rows are read but the person's own (core.repeating). Deleted within the hour after it has run out.
    """

    id = models.BigAutoField(primary_key=True)
    user_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    made_id = models.UUIDField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "digest"], name="recent_content_once")]
        indexes = [models.Index(fields=["sent_at"], name="recent_content_age")]

    def __str__(self) -> str:
        return str(self.made_id)

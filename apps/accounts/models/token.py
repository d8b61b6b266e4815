"""API tokens: only a hash is kept, each has an owner, a life and scopes."""

from django.db import models

from apps.accounts.models.user import User
from apps.core.tracking import TrackedModel, history


class ApiToken(TrackedModel):
    """A key for a program. It can never do more than its owner can today, cut to its scopes."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    history = history(excluded_fields=["token_hash"])

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

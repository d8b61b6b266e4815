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


class TokenUse(models.Model):
    """When a token was last used, to the hour, so that its owner sees which one nobody needs any more.

    No version and no write for each request: what was looked at and changed is recorded by itself.
    """

    token = models.OneToOneField(ApiToken, on_delete=models.CASCADE, primary_key=True, related_name="use")
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.token_id} {self.used_at:%Y-%m-%d}"

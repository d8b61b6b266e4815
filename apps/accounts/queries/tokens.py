"""A person's own API tokens."""

from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import ApiToken
from apps.core.actor import Actor
from apps.core.errors import NotVisible


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Every token of the person who acts, the newest first, revoked and expired ones too."""
    return ApiToken.objects.filter(owner_id=actor.user_id).order_by("-expires_at", "name")


def own_token(actor: Actor, token_id: UUID) -> ApiToken:
    """One of the actor's own tokens; raises NotVisible."""
    token = own_tokens(actor).filter(pk=token_id).first()
    if token is None:
        raise NotVisible
    return token

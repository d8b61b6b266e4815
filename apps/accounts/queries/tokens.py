"""A person's own API tokens."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import ApiToken
from apps.core.actor import Actor
from apps.core.errors import NotVisible


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Every token of the person who acts, the newest first, revoked and expired ones too."""
    found = ApiToken.objects.filter(owner_id=actor.user_id).select_related("use")
    return found.order_by("-expires_at", "name")


def made_at(actor: Actor) -> dict[UUID, datetime]:
    """When each of the actor's own tokens was made, as its first version says."""
    first = ApiToken.history.filter(owner_id=actor.user_id, history_type="+")
    return dict(first.values_list("id", "history_date"))


def own_token(actor: Actor, token_id: UUID) -> ApiToken:
    """One of the actor's own tokens; raises NotVisible."""
    token = own_tokens(actor).filter(pk=token_id).first()
    if token is None:
        raise NotVisible
    return token

"""API tokens: made once, shown once, revoked for good."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.accounts.models import ApiToken, TokenUse, User
from apps.accounts.queries.tokens import own_token
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid
from apps.core.hashing import token_hash
from apps.core.tracking import change

PREFIX = "rlp_"
SHOWN = 12
LONGEST_LIFE_DAYS = 366
DEFAULT_LIFE_DAYS = 90
USE_KNOWN_TO = timedelta(hours=1)


def create_token(
    *, actor: Actor, owner: User, name: str, days: int = DEFAULT_LIFE_DAYS, scopes: Sequence[str] = ()
) -> tuple[ApiToken, str]:
    """A new token of `owner`, and its text, which is kept nowhere.

    Without scopes it may do what its owner may. Raises Invalid by field, and Forbidden unless the actor is the
    owner: nobody makes a key to somebody else's work.
    """
    if actor.user_id != owner.pk:
        raise Forbidden("not_owner", _("Only the owner can make a token for an account."))
    if actor.scopes is not None:
        raise Forbidden("outside_token_scope", _("A token cannot make another token."))
    fields = _problems(name, days, scopes)
    if fields:
        raise Invalid("bad_token", _("The token was not made."), fields)
    text = PREFIX + secrets.token_urlsafe(32)
    with change("API token made"):
        token = ApiToken.objects.create(
            owner=owner,
            name=name.strip(),
            prefix=text[:SHOWN],
            token_hash=token_hash(text),
            scopes=sorted({str(scope) for scope in scopes}),
            expires_at=now() + timedelta(days=days),
        )
    return token, text


def _problems(name: str, days: int, scopes: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    if not name.strip() or len(name.strip()) > 100:
        fields["name"] = _("Give the token a name of 1 to 100 characters that says what uses it.")
    if not 1 <= days <= LONGEST_LIFE_DAYS:
        fields["days"] = _("A token lives for 1 to %(most)s days.") % {"most": LONGEST_LIFE_DAYS}
    unknown = sorted({str(scope) for scope in scopes} - {permission.value for permission in Permission})
    if unknown:
        fields["scopes"] = _("There is no scope called %(names)s.") % {"names": ", ".join(unknown)}
    return fields


def note_use(token: ApiToken) -> None:
    """Remember that the token was used in this hour; most calls find that remembered and write nothing."""
    moment = now()
    last = getattr(token, "use", None)
    if last is None or last.used_at < moment - USE_KNOWN_TO:
        TokenUse.objects.update_or_create(token=token, defaults={"used_at": moment})


def revoke_token(*, actor: Actor, token_id: UUID) -> ApiToken:
    """The token stops working now and for good; revoking twice changes nothing. NotVisible when not one's own."""
    token = own_token(actor, token_id)
    if token.revoked_at is None:
        with change("API token revoked"):
            token.revoked_at = now()
            token.save()
    return token

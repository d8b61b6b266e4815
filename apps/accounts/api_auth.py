"""Who calls the API: a token in the Authorization header, or the signed-in person's own page."""

import re

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from apps.accounts.actors import actor_for_token
from apps.accounts.domain.tokens import note_use
from apps.accounts.middleware import address_of
from apps.accounts.models import ApiToken, User
from apps.core.clock import now
from apps.core.hashing import token_hash

SCHEME = "Bearer"
_WELL_FORMED = re.compile(r"[A-Za-z0-9_\-.~+/=]{20,200}")


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; the token does no more than its owner can today, cut to its scopes."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The owner and the token; None without such a header; raises AuthenticationFailed (401) for a bad one."""
        header = request.headers.get("Authorization", "")
        scheme, _space, given = header.partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = self._find(given.strip())
        note_use(token)
        actor = actor_for_token(
            token,
            address=address_of(request._request),
            request_id=getattr(request._request, "request_id", ""),
        )
        request._request.actor = actor  # type: ignore[attr-defined]  # replaces what ActorMiddleware made
        return token.owner, token

    def _find(self, given: str) -> ApiToken:
        if not _WELL_FORMED.fullmatch(given):
            raise exceptions.AuthenticationFailed(_("This is not an API token."))
        token = ApiToken.objects.select_related("owner", "use").filter(token_hash=token_hash(given)).first()
        if token is None or token.revoked_at is not None:
            raise exceptions.AuthenticationFailed(_("This token is not known, or was revoked."))
        if token.expires_at <= now():
            raise exceptions.AuthenticationFailed(_("This token has expired. Make a new one."))
        if not token.owner.is_active:
            raise exceptions.AuthenticationFailed(_("The owner of this token has no account any more."))
        return token

    def authenticate_header(self, request: Request) -> str:
        """The challenge that makes a missing sign-in a 401."""
        return f'{SCHEME} realm="api"'


class PageSessionAuthentication(SessionAuthentication):
    """The site's own scripts, with the forgery token that every form carries."""

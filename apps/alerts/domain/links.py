"""One-time links: a random token for one person and one purpose, of which only the hash is kept."""

import hashlib
import secrets
from datetime import timedelta

from apps.alerts.enums import LinkPurpose
from apps.alerts.models import Alert, AlertRecipient, AnswerLink
from apps.alerts.queries.settings import switch_of
from apps.core.clock import now
from apps.core.errors import NotVisible

TOKEN_BYTES = 32
DEFAULT_HOURS = 168


def make_link(alert: Alert, recipient: AlertRecipient, purpose: LinkPurpose) -> str:
    """A new link's token, told once. Earlier links of the same purpose keep working: both letters may have arrived."""
    switch = switch_of(alert.department_id)
    hours = switch.link_hours if switch else DEFAULT_HOURS
    token = secrets.token_urlsafe(TOKEN_BYTES)
    moment = now()
    AnswerLink.objects.create(
        alert=alert,
        recipient=recipient,
        purpose=purpose,
        token_hash=hash_of(token),
        made_at=moment,
        expires_at=moment + timedelta(hours=hours),
    )
    return token


def hash_of(token: str) -> str:
    """What is kept of a token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(token: str, *, hold: bool = False) -> AnswerLink:
    """The link of that token while it works; opening it changes nothing, since mail scanners open links.

    Raises NotVisible for one that was used, closed, has run out, or never was: the four are not told apart.
    """
    links = AnswerLink.objects.select_related(
        "alert__department__trust", "alert__category", "alert__study", "recipient"
    )
    if hold:
        links = links.select_for_update(of=("self",))
    found = links.filter(token_hash=hash_of(token)).first()
    if found is None or found.used_at or found.closed_at or found.expires_at <= now() or not found.alert.is_open:
        raise NotVisible
    return found


def use_link(link: AnswerLink) -> None:
    """It has done what it was for; others with the same purpose are closed."""
    moment = now()
    AnswerLink.objects.filter(pk=link.pk).update(used_at=moment)
    close_links(link.alert, link.purpose)


def close_links(alert: Alert, *purposes: str) -> None:
    """No link of these purposes, or of any, works any more."""
    left = AnswerLink.objects.filter(alert=alert, used_at=None, closed_at=None)
    if purposes:
        left = left.filter(purpose__in=purposes)
    left.update(closed_at=now())

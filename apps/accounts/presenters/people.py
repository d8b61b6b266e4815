"""Roles, tokens and own looks in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps as django_apps
from django.utils.translation import gettext as _

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import ROLES, Role
from apps.accounts.models import ApiToken, Membership
from apps.core.clock import now, today
from apps.core.presenting import short_date


@dataclass(frozen=True)
class RoleRow:
    """One role as a line of a table."""

    id: str
    role: str
    description: str
    department: str
    starts: str
    ends: str
    status: dict[str, str]
    is_open: bool


def role_row(held: Membership) -> RoleRow:
    """A membership in words."""
    day = today()
    ended = held.ends_on is not None and held.ends_on < day
    if ended:
        status = {"text": _("Ended"), "tone": "stopped"}
    elif held.starts_on > day:
        status = {"text": _("From %(day)s") % {"day": short_date(held.starts_on)}, "tone": "waiting"}
    else:
        status = {"text": _("Current"), "tone": "done"}
    role = ROLES[Role(held.role)]
    return RoleRow(
        id=str(held.pk),
        role=str(role.name),
        description=str(role.description),
        department=held.department.name,
        starts=short_date(held.starts_on),
        ends=short_date(held.ends_on) if held.ends_on else _("No end agreed"),
        status=status,
        is_open=not ended,
    )


def token_status(token: ApiToken) -> dict[str, str]:
    """Whether a token works."""
    if token.revoked_at is not None:
        return {"text": _("Revoked"), "tone": "stopped"}
    if token.expires_at <= now():
        return {"text": _("Expired"), "tone": "stopped"}
    return {"text": _("Works"), "tone": "done"}


@dataclass(frozen=True)
class TokenRow:
    """One token as a card of the own page."""

    token: ApiToken
    made: datetime | None
    used: datetime | None
    status: dict[str, str]
    works: bool


def token_rows(tokens: list[ApiToken], made: dict[UUID, datetime]) -> list[TokenRow]:
    """The tokens in words; those that work can be stopped."""
    rows = []
    for token in tokens:
        status, use = token_status(token), getattr(token, "use", None)
        used = use.used_at if use else None
        rows.append(TokenRow(token, made.get(token.pk), used, status, works=status["tone"] == "done"))
    return rows


@dataclass(frozen=True)
class LookRow:
    """One look as a line of the own access record."""

    at: datetime
    what: str
    subject: str
    source: str


def _subject_words(label: str) -> str:
    if label == "session":
        return ""
    if label == "accounts.user":
        return _("person")
    try:
        return str(django_apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label.replace(".", " ").replace("_", " ").replace("-", " ").replace(":", " ")


def look_row(event: AccessEvent) -> LookRow:
    """An access event in words; an object that this page has no word for shows its plain name."""
    words = {
        AccessAction.VIEW: _("Looked at"),
        AccessAction.LIST: _("Saw a list"),
        AccessAction.SEARCH: _("Searched"),
        AccessAction.DOWNLOAD: _("Downloaded"),
        AccessAction.EXPORT: _("Exported"),
        AccessAction.REVEAL: _("Revealed identifiers"),
        AccessAction.REFUSED: _("Was refused"),
        AccessAction.SIGN_IN: _("Signed in"),
        AccessAction.SIGN_OUT: _("Signed out"),
    }
    subject = _subject_words(event.object_label)
    if event.count is not None:
        subject = _("%(what)s, %(count)s shown") % {"what": subject, "count": event.count}
    elif event.object_id and subject:
        subject = f"{subject} {event.object_id[:8]}"
    return LookRow(
        at=event.at,
        what=words.get(AccessAction(event.action), event.action),
        subject=subject,
        source=event.source,
    )

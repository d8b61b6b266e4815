"""What every change to alerts asks first: who may, which words are clean, and which times can be true."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import AccessFacts, may
from apps.access.words import refusal_words
from apps.alerts.models import Alert
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.forms.text import UnsafeText, normalise


def require(actor: Actor, permission: P, facts: AccessFacts, seeing: P | None = None) -> None:
    """Raise NotVisible for who may not even see it, and Forbidden for who sees it and may not do this."""
    if seeing is not None and not may(actor, seeing, facts):
        raise NotVisible
    decision = may(actor, permission, facts)
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))


def locked_alert(actor: Actor, alert_id: UUID, permission: P) -> Alert:
    """The alert, held until the change is written, if the actor may do this to it. Raises NotVisible, Forbidden."""
    found = (
        Alert.objects.select_for_update(of=("self",), no_key=True)
        .select_related("category")
        .filter(pk=alert_id)
        .first()
    )
    if found is None:
        raise NotVisible
    require(actor, permission, found.access_facts(), seeing=P.ALERT_VIEW)
    return found


def words(value: str, name: str, longest: int, missing: str = "") -> str:
    """Text as it is stored; with `missing` it may not be empty. Raises Invalid naming the field."""
    try:
        text = normalise(value)
    except UnsafeText as unsafe:
        raise bad(name, str(unsafe)) from unsafe
    if missing and not text:
        raise bad(name, missing, code="required")
    if len(text) > longest:
        said = {"max": longest, "now": len(text)}
        raise bad(name, _("Shorten this to %(max)d characters; it has %(now)d.") % said, code="too_long")
    return text


def address(value: str, name: str) -> str:
    """An e-mail address, or nothing. Raises Invalid naming the field."""
    given = words(value, name, 254)
    if not given:
        return ""
    try:
        validate_email(given)
    except ValidationError as wrong:
        raise bad(name, _("Check the e-mail address, for example name@example.nhs.uk.")) from wrong
    return given


def past(at: datetime, name: str) -> datetime:
    """An instant that has been. Raises Invalid for one without a zone or in the future."""
    if at.tzinfo is None:
        raise bad(name, _("Give the time with its zone."))
    if at > now():
        raise bad(name, _("The time must be in the past."))
    return at


def bad(name: str, message: str, code: str = "invalid") -> Invalid:
    """What is raised for one field."""
    return Invalid(code, _("Check what you entered."), {name: message})

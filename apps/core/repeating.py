"""The same words sent again by the same person: "back, then send" gets a new form, so its key alone is not enough.

A row says for a set time (settings.REPEAT_SECONDS) that this person sent this content, as a digest with the
installation's key. It is asked for by that person only, so it never tells anybody what somebody else sent.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Refused
from apps.core.models import RecentContent
from apps.core.presenting import time_words


class Repeated(Refused):
    """The same person sent the same a short while ago; `made_id` is what came of it then."""

    def __init__(self, code: str, message: str, *, made_id: UUID, sent_at: datetime) -> None:
        super().__init__(code, message)
        self.made_id = made_id
        self.sent_at = sent_at


def content_digest(user_id: UUID, purpose: str, parts: Iterable[object]) -> str:
    """A digest of everything that was typed; spaces and line ends do not make it different."""
    said = [" ".join(str(part).split()) for part in parts]
    return salted_hmac("core.repeating", json.dumps([str(user_id), purpose, said]), algorithm="sha256").hexdigest()


def sent_before(user_id: UUID, digest: str) -> RecentContent | None:
    """What this person sent with the same content within the set time."""
    return RecentContent.objects.filter(user_id=user_id, digest=digest, sent_at__gt=_since()).first()


def remember_sent(user_id: UUID, digest: str, made_id: UUID) -> None:
    """Note what came of it, in the caller's transaction.

    Raises IntegrityError when the same was sent at the same moment and came first; the caller is then rolled back.
    """
    RecentContent.objects.filter(user_id=user_id, digest=digest, sent_at__lte=_since()).delete()
    RecentContent.objects.create(user_id=user_id, digest=digest, made_id=made_id, sent_at=now())


def refuse_repeated(actor: Actor, purpose: str, parts: Iterable[object], asked: bool) -> str:
    """The digest to give to `note_sent`, empty when it is not asked for. Raises Repeated when it was sent before."""
    if not asked or actor.user_id is None:
        return ""
    digest = content_digest(actor.user_id, purpose, parts)
    before = sent_before(actor.user_id, digest)
    if before is not None:
        words = _("You sent this at %(time)s; it was not sent twice.") % {"time": time_words(before.sent_at)}
        raise Repeated("sent_already", words, made_id=before.made_id, sent_at=before.sent_at)
    return digest


def note_sent(actor: Actor, digest: str, made_id: UUID) -> None:
    """`remember_sent` for a digest of `refuse_repeated`; nothing when that is empty."""
    if digest and actor.user_id is not None:
        remember_sent(actor.user_id, digest, made_id)


def purge() -> int:
    """Delete what is older than the set time; returns how many."""
    return RecentContent.objects.filter(sent_at__lte=_since()).delete()[0]


def _since() -> datetime:
    return now() - timedelta(seconds=settings.REPEAT_SECONDS)

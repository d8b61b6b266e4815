"""Withdrawing a document that should not have been published, or that says something wrong."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused, Stale
from apps.core.events import publish
from apps.core.presenting import datetime_words
from apps.core.tracking import change
from apps.documents.domain.packs import tidy
from apps.documents.domain.transitions import move
from apps.documents.enums import DocumentEvent
from apps.documents.events import DocumentWithdrawn
from apps.documents.models import StoredDocument
from apps.documents.queries.visible import visible_to

REASON_LIMIT = 1000


def withdraw(*, actor: Actor, document_id: UUID, reason: str, expected_version: int | None = None) -> StoredDocument:
    """Close the document to everybody but the records manager and leave a tombstone with the reason.

    The verification page says "withdrawn" from now on, and DocumentWithdrawn is published, so that everybody
    who has a copy is told. The file stays in the record. The same person withdrawing it again for the same
    reason, as a double click does, changes nothing. Raises NotVisible, Forbidden, Invalid without a reason,
    Stale when `expected_version` is not the row's version, and Refused when somebody withdrew it already.
    """
    words = _reason(reason)
    with change(reason=words):
        document = visible_to(actor).select_for_update(of=("self",)).filter(pk=document_id).first()
        if document is None:
            raise NotVisible
        decision = may(actor, Permission.DOCUMENT_WITHDRAW, document.access_facts())
        if not decision or actor.user_id is None:
            raise Forbidden(decision.code, refusal_words(decision.code))
        if document.is_withdrawn:
            return _again(document, actor, words)
        if expected_version is not None and expected_version != document.version:
            raise Stale("stale_document", _("The document changed while you were reading. Look at it again."))
        move(document, DocumentEvent.WITHDRAW)
        document.withdrawn_at = now()
        document.withdrawn_by_id = actor.user_id
        document.withdrawn_reason = words
        document.save()
        publish(
            DocumentWithdrawn(
                document_id=document.pk,
                kind=document.kind,
                subject_label=document.subject_label,
                subject_id=document.subject_id,
                department_id=document.department_id,
                reason=words,
            )
        )
    return document


def _again(document: StoredDocument, actor: Actor, words: str) -> StoredDocument:
    """Answer a repeated withdrawal: nothing to do, or a refusal that says who did it and when."""
    if document.withdrawn_by_id == actor.user_id and document.withdrawn_reason == words:
        return document
    said = {
        "name": document.withdrawn_by.full_name if document.withdrawn_by else "",
        "time": datetime_words(document.withdrawn_at),
    }
    raise Refused("already_withdrawn", _("%(name)s withdrew this document on %(time)s.") % said)


def _reason(typed: str) -> str:
    """Tidy the reason; refuse none and too much."""
    words = tidy(typed)
    if not words:
        text = _("Say why the document is withdrawn.")
        raise Invalid("reason_missing", text, {"reason": text})
    if len(words) > REASON_LIMIT:
        text = _("Keep the reason to %(limit)d characters or fewer.") % {"limit": REASON_LIMIT}
        raise Invalid("reason_too_long", text, {"reason": text})
    return words

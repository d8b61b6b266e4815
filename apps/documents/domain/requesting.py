"""Asking for a document: the row and the job that prints it are written together."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.core import jobs
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible, Stale
from apps.core.ids import next_reference
from apps.core.tracking import change
from apps.documents.domain.packs import PACKS, Pack, canonical, content_hash
from apps.documents.domain.transitions import move
from apps.documents.enums import TEMPLATE_VERSIONS, DocumentEvent, DocumentKind, DocumentState
from apps.documents.models import LIVE_STATES, StoredDocument
from apps.documents.queries.progress import is_stranded, job_key
from apps.documents.queries.visible import visible_to

REFERENCE_PREFIX = "RLP-DOC"
# About a hundred printed pages, made in under ten seconds; beyond it nobody reads and a worker is held up.
CONTENT_LIMIT = 400_000


def request_document(
    *,
    actor: Actor,
    kind: DocumentKind,
    pack: Pack,
    subject_label: str,
    subject_id: UUID | str,
    department_id: UUID,
    approved_by_id: UUID,
    published_by_id: UUID | None = None,
    published_at: datetime | None = None,
) -> StoredDocument:
    """Store the frozen content as the next version and queue its printing, in one transaction.

    Versions of one subject share a reference. Asking again with the same content gives the same document and
    prints nothing; if it had failed, it is tried again. `published_by_id` is the actor's person unless given,
    `published_at` is now unless given. The caller has answered who may publish, and that `approved_by_id`
    approved this very content (`packs.content_hash`). Raises Invalid for a pack of another kind, one that is
    far too long, or with nobody to publish it, and Stale when somebody published another version at the same
    moment.
    """
    if not isinstance(pack, PACKS[kind]):
        raise Invalid("document_content", _("This content belongs to another kind of document."))
    if len(canonical(kind, pack)) > CONTENT_LIMIT:
        raise Invalid("document_too_long", _("The content is too long to print. Shorten it."))
    publisher = published_by_id or actor.user_id
    if publisher is None:
        raise Invalid("document_publisher", _("A named person has to publish a document."))
    subject = {"kind": kind.value, "subject_label": subject_label, "subject_id": str(subject_id)}
    digest = content_hash(kind, pack)
    with change(reason=_("Document requested")):
        existing = _live(subject, kind, digest)
        if existing is not None:
            return _again(actor, existing)
        newest = StoredDocument.objects.filter(**subject).order_by("-content_version").first()
        document = StoredDocument(
            **subject,
            reference=newest.reference if newest else next_reference(REFERENCE_PREFIX),
            department_id=department_id,
            title=pack.title[:500],
            content_version=newest.content_version + 1 if newest else 1,
            content=pack.to_json(),
            content_sha256=digest,
            template_version=TEMPLATE_VERSIONS[kind],
            published_at=published_at or now(),
            published_by_id=publisher,
            approved_by_id=approved_by_id,
            supersedes=newest,
        )
        try:
            with transaction.atomic():
                document.save()
        except IntegrityError:  # somebody else asked at the same moment and was first
            winner = _live(subject, kind, digest)
            if winner is None:
                raise Stale("document_changed", _("Somebody else published a version just now. Look at it.")) from None
            return winner
        _queue(actor, document)
    return document


def retry_document(*, actor: Actor, document_id: UUID) -> StoredDocument:
    """Queue a failed or stranded document once more.

    Raises NotVisible, Forbidden, or Refused when it has not failed and somebody still works on it.
    """
    with change(reason=_("Document tried again")):
        document = visible_to(actor).select_for_update(of=("self",)).filter(pk=document_id).first()
        if document is None:
            raise NotVisible
        decision = may(actor, Permission.LEARNING_PUBLISH, document.access_facts())
        if not decision:
            raise Forbidden(decision.code, refusal_words(decision.code))
        if is_stranded(document):
            move(document, DocumentEvent.FAIL)
            document.error = _("The work stopped before the PDF was made.")
            document.save()
        return _retry(actor, document)


def _live(subject: dict[str, str], kind: DocumentKind, digest: str) -> StoredDocument | None:
    """The document that already holds this content and has been neither replaced nor withdrawn."""
    same = StoredDocument.objects.filter(
        **subject, content_sha256=digest, template_version=TEMPLATE_VERSIONS[kind], state__in=LIVE_STATES
    )
    return same.select_for_update().first()


def _again(actor: Actor, document: StoredDocument) -> StoredDocument:
    """Answer a repeated request: nothing to do, unless the first try failed."""
    return _retry(actor, document) if document.state == DocumentState.FAILED else document


def _retry(actor: Actor, document: StoredDocument) -> StoredDocument:
    """Set a failed document back to requested and queue it."""
    move(document, DocumentEvent.RETRY)
    document.error = ""
    document.save()
    _queue(actor, document)
    return document


def _queue(actor: Actor, document: StoredDocument) -> None:
    """Queue the printing."""
    key = job_key(document)
    jobs.enqueue(jobs.JobName.RENDER_DOCUMENT, actor=actor, key=key, document_id=str(document.id))

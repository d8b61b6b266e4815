"""The job that prints a document: no PDF work inside a transaction, the file first and the row second."""

import logging
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.errors import DomainError
from apps.core.events import publish
from apps.core.models import Job
from apps.core.tracking import change
from apps.documents import storage
from apps.documents.domain.lifecycle import DocumentFacts
from apps.documents.domain.packs import content_hash, read_pack
from apps.documents.domain.transitions import locked, move
from apps.documents.enums import DocumentEvent, DocumentKind, DocumentState
from apps.documents.errors import DocumentFailed
from apps.documents.events import DocumentNotPrinted, DocumentPrinted, DocumentSuperseded
from apps.documents.models import PRINTED_STATES, StoredDocument
from apps.documents.pdf import PrintedPdf, html_to_pdf
from apps.documents.printing import Imprint, document_html

log = logging.getLogger(__name__)

# Nothing is left to do in these states: a second delivery of the same job ends here.
_SETTLED = (*PRINTED_STATES, DocumentState.WITHDRAWN)


def render(*, actor: Actor, job: Job, document_id: str) -> None:
    """Print the document and store the file. Safe to run twice, and safe to be killed at any point.

    Afterwards the document is ready, or failed with its reason; a newer printed version supersedes the older
    ones. Raises DocumentFailed, which ends the job, and lets any other fault through, which the jobs port
    tries again.
    """
    started = _start(UUID(document_id))
    if started is None:
        return
    with _FailureKept(started.pk):
        printed = _print(started)
        name = storage.store(started.pk, printed.content)
        _finish(started.pk, name, printed)


def _start(document_id: UUID) -> StoredDocument | None:
    """Mark the document as being made; None when there is nothing to make."""
    with change(reason=_("PDF started")):
        document = locked(document_id)
        if document.state in _SETTLED:
            return None
        move(document, DocumentEvent.START)
        document.error = ""
        document.save()
    return document


def _print(document: StoredDocument) -> PrintedPdf:
    """Make the PDF from the stored content, after proving that it is the content that was approved."""
    kind = DocumentKind(document.kind)
    if content_hash(kind, read_pack(kind, document.content)) != document.content_sha256:
        raise DocumentFailed(_("The stored content does not match its hash. Tell your administrator."))
    imprint = Imprint(
        reference=document.reference,
        content_version=document.content_version,
        published_at=document.published_at,
        content_sha256=document.content_sha256,
    )
    html, pictures = document_html(kind, document.content, imprint)
    return html_to_pdf(html, pictures=pictures)


def _finish(document_id: UUID, name: str, printed: PrintedPdf) -> None:
    """Point the row to the finished file, and leave only the newest printed version current."""
    with change(reason=_("PDF stored")):
        family = _locked_family(document_id)
        document = next(one for one in family if one.pk == document_id)
        if document.state in _SETTLED:  # withdrawn, or finished by another worker, in the meantime
            return
        move(document, DocumentEvent.FINISH)
        document.file = name
        document.file_sha256 = storage.digest_of(printed.content)
        document.file_size = len(printed.content)
        document.pages = printed.pages
        ready = [one for one in family if one.state == DocumentState.READY]
        newest = max(ready, key=lambda one: one.content_version)
        # The older ones step down first: the database holds at most one current version.
        outdated = [one for one in ready if one is not newest]
        for older in outdated:
            move(older, DocumentEvent.SUPERSEDE, DocumentFacts(has_newer_printed_version=True))
            older.save()
        if newest is document:
            document.save()
        publish(DocumentPrinted(**_about(document)))
        for older in outdated:
            publish(DocumentSuperseded(**_about(older)))
    log.info("document.printed", extra={"document": str(document_id), "pages": printed.pages})


def _locked_family(document_id: UUID) -> list[StoredDocument]:
    """Every version of the document, locked in one order, so that two workers cannot both make one current."""
    own = StoredDocument.objects.get(pk=document_id)
    return list(
        StoredDocument.objects.select_for_update()
        .filter(kind=own.kind, subject_label=own.subject_label, subject_id=own.subject_id)
        .order_by("pk")
    )


def _about(document: StoredDocument) -> dict[str, Any]:
    """The fields that every event of a document carries."""
    return {
        "document_id": document.pk,
        "kind": document.kind,
        "subject_label": document.subject_label,
        "subject_id": document.subject_id,
        "department_id": document.department_id,
    }


class _FailureKept:
    """Keeps the reason of any fault on the document and lets the fault through."""

    def __init__(self, document_id: UUID) -> None:
        self.document_id = document_id

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if fault is None:
            return
        # A fault of the machinery is named by its type alone: its text may quote the content.
        reason = fault.message if isinstance(fault, DomainError) else _("A technical fault: %s") % type(fault).__name__
        with change(reason=reason):
            document = locked(self.document_id)
            if document.state != DocumentState.RENDERING:
                return
            move(document, DocumentEvent.FAIL)
            document.error = reason
            document.save()
            publish(DocumentNotPrinted(**_about(document), reason=reason))

"""Which documents somebody may see, and with which permission a file may be opened."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import departments_where, may
from apps.access.seals import sealed_for
from apps.core.actor import Actor
from apps.core.errors import NotVisible, Refused
from apps.core.presenting import date_words
from apps.documents.models import SEALED_SUBJECTS, StoredDocument


def visible_to(actor: Actor) -> QuerySet[StoredDocument]:
    """The documents of the departments where the actor may view documents.

    Withdrawn ones are included as tombstones: that they existed, when and why they were closed. Their content
    and file are for `readable_by` to decide. What was printed about a case or meeting that is sealed from the actor
    is left out until the seal is gone.
    """
    found = StoredDocument.objects.filter(department_id__in=departments_where(actor, Permission.DOCUMENT_VIEW))
    sealed = {str(key) for label in SEALED_SUBJECTS for key in sealed_for(actor, label)}
    return found.exclude(subject_id__in=sealed) if sealed else found


def document_seen_by(actor: Actor, document_id: UUID) -> StoredDocument:
    """The document, with its department and people loaded; raises NotVisible."""
    document = (
        visible_to(actor)
        .select_related("department", "published_by", "approved_by", "withdrawn_by", "supersedes")
        .filter(pk=document_id)
        .first()
    )
    if document is None:
        raise NotVisible
    return document


def reading_permission(document: StoredDocument) -> Permission:
    """The permission that opens the content and the file: another one once the document is withdrawn."""
    return Permission.DOCUMENT_WITHDRAWN_VIEW if document.is_withdrawn else Permission.DOCUMENT_VIEW


def is_readable_by(actor: Actor, document: StoredDocument) -> bool:
    """Whether the actor may open the file, if there is one."""
    return bool(may(actor, reading_permission(document), document.access_facts()))


def file_readable_by(actor: Actor, document_id: UUID) -> StoredDocument:
    """The document whose file the actor may download.

    Raises NotVisible when it cannot be seen, and Refused when it is withdrawn or there is no file yet. The
    caller records the download before the first byte is sent.
    """
    document = document_seen_by(actor, document_id)
    if not is_readable_by(actor, document):
        words = _("This document was withdrawn on %(day)s. Ask your records manager.")
        raise Refused("document_withdrawn", words % {"day": date_words(document.withdrawn_at)})
    if not document.file:
        raise Refused("document_not_ready", _("The PDF is not ready. Look at the document's page for its progress."))
    return document


def versions_of(document: StoredDocument) -> QuerySet[StoredDocument]:
    """Every version of the same document, newest first."""
    return StoredDocument.objects.filter(
        kind=document.kind, subject_label=document.subject_label, subject_id=document.subject_id
    ).order_by("-content_version")


def documents_about(actor: Actor, subject_label: str, subject_id: UUID | str) -> QuerySet[StoredDocument]:
    """The visible documents about one subject, newest version first."""
    return (
        visible_to(actor)
        .filter(subject_label=subject_label, subject_id=str(subject_id))
        .order_by("kind", "-content_version")
    )

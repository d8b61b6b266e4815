"""The library: visible documents, newest first, page by page without page numbers."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.documents.enums import DocumentState
from apps.documents.models import StoredDocument
from apps.documents.queries.visible import visible_to

PAGE_SIZE = 25


@dataclass(frozen=True)
class LibraryPage:
    """One page of documents, and where the older ones begin."""

    documents: list[StoredDocument]
    older: str


def library_page(actor: Actor, *, words: str = "", kind: str = "", state: str = "", after: str = "") -> LibraryPage:
    """The documents that match, newest first; `after` is the `older` of the page before.

    Raises NotVisible for an `after` that no page gave.
    """
    found = _filtered(visible_to(actor), words, kind, state)
    if after:
        published_at, last_id = _position(after)
        found = found.filter(Q(published_at__lt=published_at) | Q(published_at=published_at, id__lt=last_id))
    documents = list(found.defer("content").order_by("-published_at", "-id")[: PAGE_SIZE + 1])
    for one in documents:
        # What is sealed from the actor is not among them, so that nothing is asked about each.
        one.sealed_from = frozenset()
    older = _mark(documents[PAGE_SIZE - 1]) if len(documents) > PAGE_SIZE else ""
    return LibraryPage(documents[:PAGE_SIZE], older)


def _filtered(found: QuerySet[StoredDocument], words: str, kind: str, state: str) -> QuerySet[StoredDocument]:
    """Narrow by kind, state, and words of a title or a reference."""
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    if words:
        # A withdrawn title is closed, so it cannot be found by its words either.
        in_title = Q(title__icontains=words) & ~Q(state=DocumentState.WITHDRAWN.value)
        found = found.filter(in_title | Q(reference__icontains=words))
    return found


def _mark(document: StoredDocument) -> str:
    """Write a place in the list as one opaque word."""
    return urlsafe_b64encode(f"{document.published_at.isoformat()}|{document.pk}".encode()).decode()


def _position(mark: str) -> tuple[datetime, UUID]:
    """Read a place in the list."""
    try:
        at, _bar, key = urlsafe_b64decode(mark.encode()).decode().partition("|")
        return datetime.fromisoformat(at), UUID(key)
    except ValueError as damaged:
        raise NotVisible from damaged

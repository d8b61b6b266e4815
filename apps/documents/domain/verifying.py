"""Verification: what a file or a hash turns out to be, without revealing what the document says."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.documents.enums import DocumentState, VerdictKind
from apps.documents.models import StoredDocument

_HASH = re.compile(r"[0-9a-f]{64}")
_SAID: dict[str, VerdictKind] = {
    DocumentState.READY: VerdictKind.CURRENT,
    DocumentState.SUPERSEDED: VerdictKind.SUPERSEDED,
    DocumentState.WITHDRAWN: VerdictKind.WITHDRAWN,
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What may be said to anybody: no title, no department, no people and no content."""

    kind: VerdictKind
    is_exact_file: bool = False
    reference: str = ""
    content_version: int | None = None
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    current_version: int | None = None


UNKNOWN = Verdict(kind=VerdictKind.UNKNOWN)


def verify_file(chunks: Iterable[bytes]) -> Verdict:
    """Judge a file by the hash of its bytes: one changed byte makes it unknown."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return verify_hash(digest.hexdigest())


def verify_hash(typed: str) -> Verdict:
    """Judge a hash: of a file first, or the content hash that a document prints.

    A content hash tells which document and version it belongs to, and nothing about the copy in hand, so
    `is_exact_file` stays False. Raises Invalid for anything that is not a SHA-256 in hexadecimal; spaces are
    allowed, since documents print it in groups.
    """
    digest = "".join(typed.split()).lower()
    if not _HASH.fullmatch(digest):
        words = _("Enter all 64 characters of the hash: digits, and letters from a to f.")
        raise Invalid("not_a_hash", words, {"hash": words})
    published = StoredDocument.objects.filter(state__in=list(_SAID))
    for column in ("file_sha256", "content_sha256"):
        matches = list(published.filter(**{column: digest}).order_by("-content_version"))
        if matches:
            # The same content may have been withdrawn and published again: the current one speaks for it.
            ready = [document for document in matches if document.state == DocumentState.READY]
            return _verdict((ready or matches)[0], is_exact_file=column == "file_sha256")
    return UNKNOWN


def _verdict(document: StoredDocument, *, is_exact_file: bool) -> Verdict:
    """Put what may be said into words' raw material."""
    current = (
        StoredDocument.objects.filter(
            kind=document.kind,
            subject_label=document.subject_label,
            subject_id=document.subject_id,
            state=DocumentState.READY,
        )
        .order_by("-content_version")
        .values_list("content_version", flat=True)
        .first()
    )
    return Verdict(
        kind=_SAID[document.state],
        is_exact_file=is_exact_file,
        reference=document.reference,
        content_version=document.content_version,
        published_at=document.published_at,
        withdrawn_at=document.withdrawn_at,
        current_version=current,
    )

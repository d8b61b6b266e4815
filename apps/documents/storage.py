"""Keeps the PDF files of documents under MEDIA_ROOT/documents."""

from pathlib import Path
from uuid import UUID

from apps.core.kept_files import KeptFolder, digest_of

__all__ = ["digest_of", "path_of", "read_verified", "store"]

_FOLDER = KeptFolder("documents")


def store(document_id: UUID, content: bytes) -> str:
    """Write the file so that a crash leaves the whole file or none; give its name under MEDIA_ROOT."""
    return _FOLDER.store(document_id, content, ".pdf")


def path_of(name: str) -> Path:
    """The file of that name; raises ValueError for a name that leaves the folder of documents."""
    return _FOLDER.path_of(name)


def read_verified(name: str, expected_sha256: str) -> bytes:
    """Read a stored file and prove that it is the one that was published.

    Raises Unavailable when it is missing or has changed on the disk: a wrong file is never handed out.
    """
    return _FOLDER.read_verified(name, expected_sha256)

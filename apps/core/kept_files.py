"""Keeps files in a folder under MEDIA_ROOT, outside the web root: whole or not at all, and never overwritten."""

import hashlib
import logging
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.errors import Unavailable

log = logging.getLogger(__name__)


def digest_of(content: bytes) -> str:
    """The SHA-256 of a file's bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class KeptFolder:
    """A folder of files that people sent or that were made for them; names are made of ids and hashes only."""

    name: str

    def store(self, owner: UUID, content: bytes, ending: str) -> str:
        """Write the file so that a crash leaves the whole file or none; give its name under MEDIA_ROOT.

        The name carries the hash, so another content can never change what a row points to.
        """
        name = f"{self.name}/{owner}/{digest_of(content)}{ending}"
        target = self.path_of(name)
        if target.is_file():
            return name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as part:
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
            Path(temporary).chmod(0o640)
            Path(temporary).replace(target)
        finally:
            Path(temporary).unlink(missing_ok=True)
        _sync_folder(target.parent)
        return name

    def path_of(self, name: str) -> Path:
        """The file of that name; raises ValueError for a name that leaves the folder."""
        root = Path(settings.MEDIA_ROOT).resolve()
        path = (root / name).resolve()
        if not path.is_relative_to(root / self.name):
            raise ValueError(f"This file lies under MEDIA_ROOT/{self.name}.")
        return path

    def read_verified(self, name: str, expected_sha256: str) -> bytes:
        """Read a file and prove that it is the one that was stored.

        Raises Unavailable when it is missing or has changed on the disk: a wrong file is never handed out.
        """
        path = self.path_of(name)
        content = path.read_bytes() if path.is_file() else b""
        if digest_of(content) != expected_sha256:
            log.error("file.damaged", extra={"file": name})
            raise Unavailable("file_damaged", _("The stored file is missing or damaged. Tell your administrator."))
        return content

    def forget(self, name: str) -> None:
        """Take the file off the disk, if it is there."""
        self.path_of(name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

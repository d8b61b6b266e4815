"""Takes the fingerprint of an upload while it arrives; nothing of it is kept in memory or on the disk."""

import hashlib
import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class FingerprintedFile(UploadedFile):
    """An upload of which only its name, size and SHA-256 are left."""

    def __init__(self, name: str, size: int, sha256: str) -> None:
        super().__init__(file=io.BytesIO(), name=name, size=size)
        self.sha256 = sha256


class FingerprintHandler(FileUploadHandler):
    """Hashes each file; one beyond the limit is let go at once, and `is_too_large` says so."""

    def __init__(self, request: Any, limit: int) -> None:
        super().__init__(request)
        self.limit = limit
        self.is_too_large = False
        self._hash = hashlib.sha256()
        self._seen = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start afresh for each file."""
        super().new_file(*args, **kwargs)
        self._hash, self._seen = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Add to the hash and forget the bytes."""
        self._seen += len(raw_data)
        if self._seen > self.limit:
            self.is_too_large = True
            raise SkipFile
        self._hash.update(raw_data)

    def file_complete(self, file_size: int) -> FingerprintedFile:
        """What the form gets."""
        return FingerprintedFile(self.file_name or "", file_size, self._hash.hexdigest())

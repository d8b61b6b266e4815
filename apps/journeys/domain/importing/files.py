"""Finds the files of an import: single files, folders and zip archives, with limits against hostile archives."""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.utils.translation import gettext as _

from apps.journeys.domain.importing.wording import printable

# No single image object of clinical use is near this; a larger member is refused unread.
MEMBER_LIMIT = 1024**3
ARCHIVE_LIMIT = 32 * 1024**3
ENTRY_LIMIT = 200_000
# Blank images compress well; beyond this ratio a member is taken for a decompression bomb.
RATIO_LIMIT = 250
RATIO_FROM = 8 * 1024**2
IN_MEMORY = 16 * 1024**2
CHUNK = 256 * 1024
DICOM_MARK = b"DICM"


class Unreadable(Exception):
    """A file cannot be used. The message is the reason in words, without any content of the file."""


@dataclass(frozen=True)
class FoundFile:
    """A file to be read: its name for people, and how to open it."""

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]


@dataclass
class _Budget:
    """How much one archive may still unpack to."""

    left: int


def find_files(path: Path) -> Iterator[FoundFile]:
    """Yield every file at or below a path, archives opened, in an order that does not depend on the disk.

    What cannot be opened is yielded too, and raises Unreadable when opened, so that it is reported by name.
    """
    if path.is_dir():
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                found = Path(folder, name)
                yield from _expand(found, printable(found.relative_to(path).as_posix()))
    else:
        yield from _expand(path, printable(path.name))


def _expand(path: Path, name: str) -> Iterator[FoundFile]:
    if not path.is_file():
        yield _refused(name, _("it is not a regular file, or the link leads nowhere"))
    elif _is_archive(path):
        yield from _members(path, name)
    else:
        yield FoundFile(name, lambda: _open_plain(path))


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            head = stream.read(132)
        return head[128:] != DICOM_MARK and zipfile.is_zipfile(path)
    except OSError:
        return False


@contextmanager
def _open_plain(path: Path) -> Iterator[BinaryIO]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise Unreadable(_("it cannot be opened: %(why)s") % {"why": error.strerror}) from error
    with stream:
        yield stream


def _refused(name: str, reason: str) -> FoundFile:
    @contextmanager
    def refuse() -> Iterator[BinaryIO]:
        raise Unreadable(reason)
        yield  # a generator is what contextmanager needs

    return FoundFile(name, refuse)


def _members(path: Path, name: str) -> Iterator[FoundFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield _refused(name, _("the archive is damaged"))
        return
    if len(entries) > ENTRY_LIMIT:
        yield _refused(name, _("the archive holds more than %(limit)d files") % {"limit": ENTRY_LIMIT})
        return
    budget = _Budget(ARCHIVE_LIMIT)
    for entry in sorted(entries, key=lambda each: each.filename):
        yield _member(path, entry, f"{name}/{printable(entry.filename)}", budget)


def _member(path: Path, entry: zipfile.ZipInfo, name: str, budget: _Budget) -> FoundFile:
    if entry.flag_bits & 0x1:
        return _refused(name, _("it is protected by a password"))
    if entry.file_size > MEMBER_LIMIT:
        return _refused(name, _("it is larger than one image file may be"))
    return FoundFile(name, lambda: _open_member(path, entry, budget))


@contextmanager
def _open_member(path: Path, entry: zipfile.ZipInfo, budget: _Budget) -> Iterator[BinaryIO]:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(entry) as stream:
                _unpack(stream, copy, entry.compress_size, budget)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
            raise Unreadable(_("it cannot be unpacked from the archive")) from error
        copy.seek(0)
        if zipfile.is_zipfile(copy):
            raise Unreadable(_("it is an archive inside an archive; unpack the outer one first"))
        copy.seek(0)
        yield cast(BinaryIO, copy)


def _unpack(stream: IO[bytes], copy: IO[bytes], packed_size: int, budget: _Budget) -> None:
    """Copy a member, counting what really comes out: the sizes in an archive's headers can lie."""
    unpacked = 0
    while chunk := stream.read(CHUNK):
        unpacked += len(chunk)
        budget.left -= len(chunk)
        if unpacked > MEMBER_LIMIT:
            raise Unreadable(_("it is larger than one image file may be"))
        if budget.left < 0:
            raise Unreadable(_("the archive unpacks to more than is allowed"))
        if unpacked > RATIO_FROM and unpacked > RATIO_LIMIT * max(packed_size, 1):
            raise Unreadable(_("it unpacks to an implausible size"))
        copy.write(chunk)

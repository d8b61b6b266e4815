"""Looks into a workbook's archive before a library opens it: what it unpacks to, and what its sheets hold."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.intake.errors import Unreadable

MOST_PARTS = 2_000
UNPACKED_LIMIT = 600 * 1024**2
# Sheets shrink twenty or thirty times; beyond this a part is taken for a decompression bomb.
RATIO_LIMIT = 250
RATIO_FROM = 8 * 1024**2
_CHUNK = 1024**2
# Enough of the chunk before for a tag that was cut in two.
_OVERLAP = 200
MOST_MERGED = 20_000

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
Area = tuple[int, int, int, int]


@dataclass
class SheetPart:
    """What the raw text of a sheet shows and the library does not."""

    has_formulas: bool = False
    merged: set[Area] | None = None


def inspected(content: bytes) -> dict[str, SheetPart]:
    """The sheets' parts by their path. Raises Unreadable for what is no workbook, or one made to harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _inspected(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        raise Unreadable(_damaged()) from error


def _damaged() -> str:
    return _("The workbook is damaged. Open it in a spreadsheet program, save it again as .xlsx and send that.")


def _too_large() -> str:
    return _("The workbook unpacks to far more than its size says. Copy the rows into a new workbook and send that.")


def _inspected(archive: zipfile.ZipFile) -> dict[str, SheetPart]:
    entries = archive.infolist()
    names = {one.filename for one in entries}
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This archive holds no workbook of the .xlsx kind. Save the sheet as .xlsx or CSV first."))
    if any(one.flag_bits & 0x1 for one in entries):
        raise Unreadable(_("The workbook is protected by a password. Save it without one first."))
    if len(entries) > MOST_PARTS or sum(one.file_size for one in entries) > UNPACKED_LIMIT:
        raise Unreadable(_too_large())
    left, parts = UNPACKED_LIMIT, {}
    for entry in entries:
        part = SheetPart(merged=set())
        left -= _read(archive, entry, part, left)
        if entry.filename.startswith("xl/worksheets/"):
            parts[entry.filename] = part
    return parts


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, part: SheetPart, left: int) -> int:
    """Read one part through, counting what really comes out: the sizes that an archive tells of itself may lie."""
    unpacked, before = 0, b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > left or (unpacked > RATIO_FROM and unpacked > RATIO_LIMIT * max(entry.compress_size, 1)):
                raise Unreadable(_too_large())
            text = before + chunk
            # Spreadsheet programs never write one, and entities are how a small file becomes a large one.
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise Unreadable(_damaged())
            _look(text, part)
            before = text[-_OVERLAP:]
    return unpacked


def _look(text: bytes, part: SheetPart) -> None:
    if not part.has_formulas:
        part.has_formulas = _FORMULA.search(text) is not None
    merged = part.merged if part.merged is not None else set()
    for first, top, last, bottom in _MERGED.findall(text):
        merged.add((int(top), _column(first), int(bottom), _column(last)))
        if len(merged) > MOST_MERGED:
            raise Unreadable(
                _("The sheet has more than %(limit)s merged areas. Take the merging off and send it again.")
                % {"limit": f"{MOST_MERGED:,}"}
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number

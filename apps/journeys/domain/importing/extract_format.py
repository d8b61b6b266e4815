"""Reads the rows of an extract: encodings, separators and the column names that systems use."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

FILE_LIMIT = 512 * 1024**2
SEPARATORS = (",", ";", "\t", "|")
# Column -> the other names under which systems write it, in the form that `_folded` gives.
COLUMNS: dict[str, tuple[str, ...]] = {
    "study_instance_uid": ("study_uid", "studyinstanceuid", "studyuid", "uid"),
    "accession_number": ("accession", "accession_no", "accessionnumber", "acc_no", "ris_number"),
    "accession_issuer": ("issuer", "issuer_of_accession_number", "accession_number_issuer"),
    "nhs_number": ("nhs_no", "nhsnumber", "nhs"),
    "hospital_number": ("hospital_no", "hospitalnumber", "patient_id", "patientid", "mrn", "crn", "pas_number"),
    "examination": ("exam", "examination_name", "exam_name", "description", "study_description", "procedure"),
    "modality": ("modalities",),
    "region": ("body_region", "body_part", "body_part_examined"),
    "performed_at": ("performed", "examined_at", "exam_date", "examination_date", "attended_at", "event_date"),
    "dictated_at": ("dictated", "reported_at", "reported", "report_date"),
    "verified_at": ("verified", "authorised_at", "authorised", "verified_date", "authorised_date"),
    "author": ("reported_by", "report_author", "dictated_by", "read_by"),
    "verifier": ("verified_by", "authorised_by", "report_verifier"),
    "requested_at": ("requested", "request_date", "referred_at", "referral_date"),
    "vetted_at": ("vetted", "vetted_date", "justified_at"),
    "appointment_at": ("appointment", "appointment_date", "booked_for"),
    "sent_at": ("sent", "communicated_at", "alerted_at", "alert_date"),
    "acknowledged_at": ("acknowledged", "acknowledged_date", "receipt_at"),
    "acted_at": ("acted", "action_date", "referrer_acted_at"),
    "patient_informed_at": ("patient_informed", "patient_told_at"),
    "followed_up_at": ("followed_up", "follow_up_date", "follow_up_done_at"),
    "patient_group": ("group", "patient_type", "pathway"),
    "priority": ("urgency", "request_priority"),
    "referrer": ("referred_by", "requested_by", "referring_clinician", "requester"),
}
KEYS = ("study_instance_uid", "accession_number")


class UnusableExtract(Exception):
    """The file as a whole cannot be read as an extract; the message says what to do."""


@dataclass(frozen=True)
class ExtractRow:
    """One row: its number as a spreadsheet shows it, its cells by column, or what is wrong with the row itself."""

    number: int
    cells: dict[str, str]
    trouble: str = ""

    @property
    def name(self) -> str:
        """How the row is called in a report."""
        return _("row %(number)d") % {"number": self.number}


@dataclass(frozen=True)
class Extract:
    """An opened extract: its rows, and the columns of the file that are not used."""

    rows: Iterator[ExtractRow]
    row_count: int
    unused_columns: tuple[str, ...]


def open_extract(path: Path) -> Extract:
    """Open an extract. Raises UnusableExtract when it has no header that can be understood."""
    text = _decoded(_content(path))
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=lambda one: len(_recognised(_cells(first_line, one))))
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number, header = _header(table)
    columns = _recognised(header)
    _refuse_header(header, columns)
    unused = tuple(name.strip() for place, name in enumerate(header) if name.strip() and place not in columns)
    return Extract(_rows(table, number, columns, len(header)), max(text.count("\n") - 1, 0), unused)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise UnusableExtract(_("The file is too large; split it into several extracts."))
        return path.read_bytes()
    except OSError as error:
        raise UnusableExtract(_("The file cannot be opened: %(why)s.") % {"why": error.strerror}) from error


def _decoded(content: bytes) -> str:
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise UnusableExtract(_("This is a workbook or an archive, not a text file. Save it as CSV and try again."))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows systems still write this; bytes without a meaning in it are reported with their row.
        return content.decode("cp1252", "replace")


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _header(table: Iterator[list[str]]) -> tuple[int, list[str]]:
    try:
        for number, cells in enumerate(table, start=1):
            if any(cell.strip() for cell in cells):
                return number, cells
    except csv.Error:
        pass
    raise UnusableExtract(_("The file holds no rows."))


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")


def _recognised(header: list[str]) -> dict[int, str]:
    """Return the column that stands at each place of a header."""
    names = {alias: column for column, aliases in COLUMNS.items() for alias in (column, *aliases)}
    return {place: names[_folded(name)] for place, name in enumerate(header) if _folded(name) in names}


def _refuse_header(header: list[str], columns: dict[int, str]) -> None:
    if not set(KEYS) & set(columns.values()):
        raise UnusableExtract(
            _("The first row must name the columns, with study_instance_uid or accession_number among them.")
        )
    for column in columns.values():
        twins = [header[other].strip() for other, name in columns.items() if name == column]
        if len(twins) > 1:
            raise UnusableExtract(_("The columns %(names)s mean the same; keep one.") % {"names": ", ".join(twins)})


def _rows(table: Iterator[list[str]], number: int, columns: dict[int, str], width: int) -> Iterator[ExtractRow]:
    while True:
        number += 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error:
            yield ExtractRow(number, {}, _("a cell is too long or its quotation marks do not match"))
            continue
        if any(cell.strip() for cell in cells):
            yield _row(number, cells, columns, width)


def _row(number: int, cells: list[str], columns: dict[int, str], width: int) -> ExtractRow:
    named = {column: cells[place].strip() for place, column in columns.items() if place < len(cells)}
    trouble = ""
    if any(cell.strip() for cell in cells[width:]):
        trouble = _("it has more cells than the first row; put quotation marks around text that holds a separator")
    elif unreadable := [column for column, cell in named.items() if "\ufffd" in cell]:
        trouble = _("%(column)s holds a character that cannot be read; save the file as UTF-8") % {
            "column": unreadable[0]
        }
    return ExtractRow(number, named, trouble)

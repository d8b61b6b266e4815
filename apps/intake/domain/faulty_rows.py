"""The list of rows that cannot be imported, as a file: their own columns, what is wrong and how to put it right."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from apps.intake.domain.checking import sheet_and_columns
from apps.intake.domain.faults import Fault
from apps.intake.domain.fields import BY_KEY
from apps.intake.domain.headings import Column
from apps.intake.domain.keeping import findings_of, table_of
from apps.intake.domain.mapping import SheetMapping, mapping_from_json
from apps.intake.domain.reading.table import unmarked
from apps.intake.models import CaseImport

# What a spreadsheet program would run instead of showing it.
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_000


def faulty_rows(found: CaseImport) -> list[list[str]]:
    """Headings, then one line for each row with faults, in the order of the file. Raises Refused when it is gone.

    The first three columns are ours and are left out when the list is sent in again.
    """
    mapping = mapping_from_json(found.mapping)
    sheet, columns = sheet_and_columns(table_of(found), mapping)
    by_row: dict[int, list[Fault]] = defaultdict(list)
    for fault in findings_of(found).faults:
        by_row[fault.row].append(fault)
    lines = [[_("Row in your file"), _("What is wrong"), _("How to put it right"), *(one.heading for one in columns)]]
    for number in sorted(by_row):
        faults = by_row[number]
        row = sheet.rows[number - 1]
        lines.append(
            [
                str(number),
                " ".join(fault.what(heading_of(fault.field, mapping, columns)) for fault in faults),
                " ".join(dict.fromkeys(fault.remedy() for fault in faults)),
                *(unmarked(row[one.place]) if one.place < len(row) else "" for one in columns),
            ]
        )
    return lines


def heading_of(key: str, mapping: SheetMapping, columns: Sequence[Column]) -> str:
    """What the person calls a field: the heading of its column, or our own name for it."""
    there = {one.heading for one in columns}
    headings = [one for one in mapping.columns_of(key) if one in there]
    return headings[0] if headings else str(BY_KEY[key].label)


def as_csv(lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The list as CSV that every spreadsheet program opens; a word that looks like a formula gets a mark before it."""
    yield b"\xef\xbb\xbf"
    for line in lines:
        out = io.StringIO()
        csv.writer(out).writerow([f"'{one}" if one.startswith(_LIKE_A_FORMULA) else one for one in line])
        yield out.getvalue().encode()


def as_workbook(lines: Iterable[Sequence[str]]) -> bytes:
    """The list as a workbook in which every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("To be put right"))
    for line in lines:
        cells = []
        for words in line:
            cell = WriteOnlyCell(sheet, value="".join(one for one in words if one in "\t\n" or ord(one) >= 32))
            cell.value = str(cell.value)[:_LONGEST_CELL]
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

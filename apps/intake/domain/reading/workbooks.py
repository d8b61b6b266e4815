"""Reads .xlsx workbooks: the values as somebody sees them, formulas as what they came to, merged cells by name."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import repeat
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from apps.intake.domain.reading.archives import Area, SheetPart, inspected
from apps.intake.domain.reading.table import (
    FORMULA,
    MERGED,
    MOST_COLUMNS,
    MOST_SHEETS,
    RowCounter,
    Sheet,
    Table,
    cell,
    check_width,
    trimmed,
    without_blank_end,
)
from apps.intake.errors import Unreadable

# What the library raises for a workbook that says something impossible; it names no error of its own.
_BROKEN = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, EOFError, OverflowError, RuntimeError,
    NotImplementedError, OSError, zipfile.BadZipFile, zlib.error, InvalidFileException,
)  # fmt: skip
# Cells, empty ones that only have a format included, that a sheet may make us look at.
MOST_CELLS = 25_000_000


def read_workbook(content: bytes, row_limit: int) -> Table:
    """The sheets that hold anything. Raises Unreadable, saying what to do about it."""
    parts = inspected(content)
    try:
        with warnings.catch_warnings():
            # The library warns of features that it leaves out, such as drop-down lists; none holds a value.
            warnings.simplefilter("ignore")
            sheets = list(_sheets(content, parts, row_limit))
    except Unreadable:
        raise
    except _BROKEN as error:
        raise Unreadable(
            _("The workbook is damaged. Open it in a spreadsheet program, save it again as .xlsx and send that.")
        ) from error
    if not sheets:
        raise Unreadable(_("There is nothing in the workbook. Choose another file."))
    return Table(sheets)


def _sheets(content: bytes, parts: dict[str, SheetPart], row_limit: int) -> Iterator[Sheet]:
    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if len(values.worksheets) > MOST_SHEETS:
        raise Unreadable(
            _("The workbook has more than %(limit)s sheets. Send the one with the cases alone.")
            % {"limit": MOST_SHEETS}
        )
    with_formulas: Any = None
    for place, sheet in enumerate(values.worksheets):
        part = parts.get(str(sheet._worksheet_path).lstrip("/"), SheetPart())
        formulas: Iterable[Any] = repeat(())
        if part.has_formulas:
            if with_formulas is None:
                with_formulas = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            formulas = _lines(with_formulas.worksheets[place])
        rows, unanswered = _rows(sheet, formulas, row_limit)
        if not rows:
            continue
        merged = _fill_downwards(rows, part.merged or set())
        yield Sheet(
            name=str(sheet.title)[:100],
            rows=rows,
            merged=merged,
            from_1904=values.epoch == CALENDAR_MAC_1904,
            notes=_notes(unanswered, len(merged)),
        )


def _lines(sheet: Any) -> Iterator[Any]:
    # What a sheet says of its own size is often wrong, and may be made to harm.
    sheet.reset_dimensions()
    lines: Iterator[Any] = sheet.iter_rows()
    return lines


def _rows(sheet: Any, formulas: Iterable[Any], row_limit: int) -> tuple[list[list[str]], int]:
    """The rows as words, and how many formulas stand there without a value."""
    rows: list[list[str]] = []
    counter, looked_at, unanswered = RowCounter(row_limit), 0, 0
    for line, behind in zip(_lines(sheet), formulas, strict=False):
        looked_at += len(line)
        if looked_at > MOST_CELLS:
            raise Unreadable(
                _("The sheet “%(name)s” formats far more cells than it fills. Copy the rows into a new sheet.")
                % {"name": str(sheet.title)[:100]}
            )
        found = [_words(one.value) for one in line]
        for place, one in enumerate(behind):
            if place < len(found) and not found[place] and one.data_type == "f" and line[place].data_type != "str":
                found[place] = FORMULA
                unanswered += 1
        row = trimmed(found)
        check_width(row[: MOST_COLUMNS + 1], len(rows) + 1, str(sheet.title)[:100])
        counter.count(row)
        rows.append(row)
    return without_blank_end(rows), unanswered


def _words(value: Any) -> str:
    """A cell's value as words: days as 2024-03-01, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        whole = value.replace(microsecond=0)
        return whole.date().isoformat() if whole.time() == time.min else whole.isoformat(timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return cell(str(value))


def _fill_downwards(rows: list[list[str]], merged: set[Area]) -> list[Area]:
    """Give each row of a merged area its value, marked; returns the areas, cut to where the rows end."""
    areas = []
    for top, left, bottom, right in sorted(merged):
        bottom = min(bottom, len(rows))
        if not (1 <= top <= bottom and 1 <= left <= min(right, MOST_COLUMNS)):
            continue
        areas.append((top, left, bottom, right))
        value = rows[top - 1][left - 1] if len(rows[top - 1]) >= left else ""
        if bottom > top and value:
            marked = f"{MERGED}{top}:{bottom}:{value}"
            for number in range(top - 1, bottom):
                row = rows[number]
                row.extend([""] * (left - len(row)))
                row[left - 1] = marked
    return areas


def _notes(unanswered: int, merged: int) -> list[str]:
    notes = []
    if unanswered:
        notes.append(
            ngettext(
                "%(n)s formula has no value, because the workbook was not saved by a spreadsheet program. Its row can"
                " only be imported if that column is left out.",
                "%(n)s formulas have no value, because the workbook was not saved by a spreadsheet program. Their rows"
                " can only be imported if that column is left out.",
                unanswered,
            )
            % {"n": f"{unanswered:,}"}
        )
    if merged:
        notes.append(
            ngettext(
                "%(n)s merged area was found. A value merged over several rows counts for each of them.",
                "%(n)s merged areas were found. A value merged over several rows counts for each of them.",
                merged,
            )
            % {"n": f"{merged:,}"}
        )
    return notes

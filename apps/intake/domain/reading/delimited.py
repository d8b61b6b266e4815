"""Reads CSV and its relatives: commas, semicolons, tabs or bars; UTF-8, UTF-16 or the old Windows encoding."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.intake.domain.reading.table import (
    LONGEST_CELL,
    RowCounter,
    Sheet,
    Table,
    cell,
    check_width,
    trimmed,
    without_blank_end,
)
from apps.intake.errors import Unreadable

DELIMITERS = (",", ";", "\t", "|")
# How much of the file tells which delimiter it uses.
_SAMPLE = 64 * 1024
# No cell has so many lines: a quotation mark was opened and never closed.
_MOST_LINES_OF_A_CELL = 400

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_delimited(content: bytes, name: str, row_limit: int) -> Table:
    """The one sheet of a text file. Raises Unreadable with the line where it goes wrong."""
    text, note = _decoded(content)
    hint, text = _hint(text)
    delimiter = hint or _delimiter(text[:_SAMPLE])
    rows = without_blank_end(list(_rows(text, delimiter, name, row_limit)))
    if not rows:
        raise Unreadable(_("There is nothing in the file. Choose another."))
    return Table([Sheet(name=name, rows=rows, notes=[note] if note else [])])


def _decoded(content: bytes) -> tuple[str, str]:
    """The text, and what to tell the person when the encoding had to be guessed."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding), ""
    if b"\x00" in content[:_SAMPLE]:
        # Every second byte of English text in UTF-16 is nought; anything else with noughts is no text.
        even, odd = content[:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0)
        if min(even, odd) * 10 > max(even, odd):
            raise Unreadable(_not_text())
        return _strictly(content, "utf-16-le" if odd > even else "utf-16-be"), ""
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        note = _("The file was read in the Western Windows encoding. Check that names with accents look right.")
        return _strictly(content, "cp1252"), note


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(_not_text()) from error


def _not_text() -> str:
    return _("This is neither a workbook (.xlsx) nor readable text. Save it as “CSV UTF-8” or as .xlsx and send that.")


def _hint(text: str) -> tuple[str, str]:
    """Spreadsheet programs may say the delimiter in a first line of their own: `sep=;`."""
    first, _end, rest = text.partition("\n")
    said = first.strip()
    if said.lower().startswith("sep=") and said[4:] in DELIMITERS:
        return said[4:], rest
    return "", text


def _delimiter(sample: str) -> str:
    """The delimiter by which most lines fall into the same number of columns, and into the most."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = Counter(
                len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row
            )
        except csv.Error:
            continue
        if not widths:
            continue
        width, lines = max(widths.items(), key=lambda one: (one[1], one[0]))
        score = (width - 1) * lines / sum(widths.values())
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows(text: str, delimiter: str, name: str, row_limit: int) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    counter = RowCounter(row_limit)
    number, line = 0, 0
    while True:
        number += 1
        try:
            found = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(_unclosed(line + 1)) from error
        if reader.line_num - line > _MOST_LINES_OF_A_CELL or any(len(one) > LONGEST_CELL for one in found):
            raise Unreadable(_unclosed(line + 1))
        line = reader.line_num
        row = trimmed(cell(one) for one in found)
        check_width(row, number, name)
        counter.count(row)
        yield row


def _unclosed(line: int) -> str:
    return _(
        "From line %(line)s on the columns cannot be told apart: a quotation mark is probably opened there and not"
        " closed. Put it right, or save the sheet as .xlsx."
    ) % {"line": f"{line:,}"}

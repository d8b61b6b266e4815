"""A spreadsheet as plain text: sheets of rows of words, whatever kind of file it came in."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from apps.intake.errors import Unreadable

MOST_COLUMNS = 200
MOST_SHEETS = 50
LONGEST_CELL = 32_767  # as in a spreadsheet program
# No sheet of any program has more; a file that says so is made to harm.
LAST_ROW = 1_048_576

# A cell that cannot be used begins with this, which no cleaned text holds; what follows says why.
MARK = "\x00"
FORMULA, ERROR, MERGED = f"{MARK}formula", f"{MARK}error:", f"{MARK}merged:"
ERROR_VALUES = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
# Put before a word that a spreadsheet program would take for a formula; taken off again on reading.
_QUOTED = ("'=", "'+", "'-", "'@")


@dataclass(frozen=True)
class Sheet:
    """One sheet. `rows[0]` is row 1 of the program; empty cells at the end of a row are left out.

    `merged` holds (first row, first column, last row, last column), counted from 1. `from_1904` says in which way
    serial numbers count days. `notes` are for the person: what was decided while reading.
    """

    name: str
    rows: list[list[str]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    from_1904: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """Everything read from one file: the sheets that hold anything, in their order."""

    sheets: list[Sheet]

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name; the first when no name is given. Raises Unreadable when there is none."""
        for one in self.sheets:
            if one.name == name or not name:
                return one
        known = ", ".join(one.name for one in self.sheets)
        raise Unreadable(
            _("There is no sheet “%(name)s”. The sheets are: %(known)s.") % {"name": name[:100], "known": known[:500]}
        )

    def packed(self) -> bytes:
        """The table in few bytes, to be sealed."""
        return zlib.compress(json.dumps([asdict(one) for one in self.sheets], ensure_ascii=False).encode(), 1)

    @classmethod
    def unpacked(cls, data: bytes) -> Table:
        """What `packed` made."""
        sheets = json.loads(zlib.decompress(data))
        return cls([Sheet(**{**one, "merged": [tuple(area) for area in one["merged"]]}) for one in sheets])


def cell(text: str) -> str:
    """A cell's words as they are kept: no mark, no word that would be a formula, errors marked as such."""
    text = text.replace(MARK, "").strip()
    if text.startswith(_QUOTED):
        text = text[1:]
    return f"{ERROR}{text}" if text in ERROR_VALUES else text


def unmarked(text: str) -> str:
    """What stood in the cell, for showing: a mark is taken off."""
    if not text.startswith(MARK):
        return text
    if text.startswith(MERGED):
        return text.removeprefix(MERGED).split(":", 2)[2]
    return text.removeprefix(ERROR) if text.startswith(ERROR) else ""


def trimmed(cells: Iterable[str]) -> list[str]:
    """The row without the empty cells at its end."""
    row = list(cells)
    while row and not row[-1]:
        row.pop()
    return row


def check_width(row: Sequence[str], number: int, sheet: str) -> None:
    """Raises Unreadable for a row with more columns than anybody could match by hand."""
    if len(row) > MOST_COLUMNS:
        raise Unreadable(
            _(
                "Row %(row)s of “%(sheet)s” has more than %(limit)s columns. Copy the columns about the cases into a"
                " new sheet and send that."
            )
            % {"row": f"{number:,}", "sheet": sheet, "limit": MOST_COLUMNS}
        )


class RowCounter:
    """Counts the rows that hold anything, and refuses a file with more than may be imported at once."""

    def __init__(self, limit: int) -> None:
        # Titles and headings stand above the data, so a few more are let through here.
        self._limit, self._filled, self._seen = limit + 50, 0, 0

    def count(self, row: Sequence[str]) -> None:
        """Raises Unreadable at the first row too many."""
        self._seen += 1
        self._filled += bool(row)
        if self._filled > self._limit or self._seen > LAST_ROW:
            raise Unreadable(
                _("There are more than %(limit)s rows. Split the file into parts and import them one after the other.")
                % {"limit": f"{self._limit - 50:,}"}
            )


def without_blank_end(rows: list[list[str]]) -> list[list[str]]:
    """The rows up to the last one that holds anything."""
    while rows and not rows[-1]:
        rows.pop()
    return rows

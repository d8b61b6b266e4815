"""How a spreadsheet is read: which column is which field, and which of their words is which of ours. Pure.

The page keeps it as JSON with the import, and `manage.py import_cases` reads the same JSON from a file
(docs/case-import.md). It holds headings and words of closed lists, never a cell about a patient.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.intake.domain.fields import BY_KEY, NEEDED, RADPEER

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
LAST_HEADING_ROW = 200
LONGEST_HEADING = 200
# Words of a closed list are few and short. More are no list, and long numbers are no words.
MOST_WORDS = 60
LONGEST_WORD = 80
LEAVE_EMPTY = "-"

_NOT_LETTERS = re.compile(r"[^a-z0-9?]+")


def plain(text: str) -> str:
    """A heading or word by which two spellings are the same: no accents, no signs, lower case."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = _NOT_LETTERS.sub(" ", "".join(one for one in folded if not unicodedata.combining(one)))
    return " ".join(letters.split()) or " ".join(folded.split())


def signature_of(headings: Iterable[str]) -> str:
    """The digest by which a later file with the same headings is known."""
    return hashlib.sha256("\x1f".join(plain(one) for one in headings).encode()).hexdigest()


def is_word_of_a_list(text: str) -> bool:
    """Whether somebody could have chosen it from a list; a long number could not, and may be an identifier."""
    return 0 < len(text) <= LONGEST_WORD and sum(one.isdigit() for one in text) < 6


@dataclass(frozen=True)
class SheetMapping:
    """Everything that was decided about a spreadsheet. `columns` and `values` are keyed by what stands in the sheet."""

    sheet: str = ""
    heading_row: int = 1
    heading_rows: int = 1
    dates: str = DAY_FIRST
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The mapping as it is kept and as the file for the command is written."""
        return {
            "sheet": self.sheet,
            "heading_row": self.heading_row,
            "heading_rows": self.heading_rows,
            "dates": self.dates,
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "values": {key: dict(words) for key, words in self.values.items()},
        }

    def columns_of(self, key: str) -> list[str]:
        """The headings mapped to a field, in the order in which they were given."""
        return [heading for heading, field_key in self.columns.items() if field_key == key]

    def meaning(self, key: str, word: str) -> str | None:
        """Our code for a word of theirs; None when nobody has said."""
        return self.values.get(key, {}).get(plain(word))

    def without_columns_not_in(self, headings: Sequence[str]) -> SheetMapping:
        """The same for a sheet that lacks some of the columns."""
        return replace(self, columns={one: key for one, key in self.columns.items() if one in headings})


def mapping_from_json(data: Any) -> SheetMapping:
    """Check a mapping that came from a file or a page. Raises Invalid, naming what is wrong in which part."""
    if not isinstance(data, dict):
        raise _bad("mapping", _("The mapping must be a JSON object; see docs/case-import.md."))
    known = set(SheetMapping.__dataclass_fields__)
    for name in data:
        if name not in known:
            raise _bad(
                "mapping", _("“%(name)s” is not part of a mapping. The parts are: %(known)s.") % {
                    "name": str(name)[:60], "known": ", ".join(sorted(known)),
                }
            )  # fmt: skip
    return SheetMapping(
        sheet=str(data.get("sheet", ""))[:100],
        heading_row=_number(data, "heading_row", 1, LAST_HEADING_ROW),
        heading_rows=_number(data, "heading_rows", 1, 2),
        dates=_one_of(data.get("dates", DAY_FIRST), (DAY_FIRST, MONTH_FIRST), "dates"),
        columns=_columns(_object(data, "columns")),
        constants=_constants(_object(data, "constants")),
        values=_values(_object(data, "values")),
    )


def _bad(part: str, words: str) -> Invalid:
    return Invalid("bad_mapping", words, {part: words})


def _number(data: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = data.get(name, least)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _bad(name, _("“%(name)s” must be a whole number from %(least)s to %(most)s.") % {
            "name": name, "least": least, "most": most,
        })  # fmt: skip
    return value


def _one_of(value: Any, choices: Sequence[str], name: str) -> str:
    if value not in choices:
        raise _bad(name, _("“%(name)s” must be one of: %(known)s.") % {"name": name, "known": ", ".join(choices)})
    return str(value)


def _object(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name, {})
    if not isinstance(value, dict):
        raise _bad(name, _("“%(name)s” must be an object of names and values.") % {"name": name})
    return value


def _columns(given: dict[str, Any]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for heading, key in given.items():
        if not key:
            continue
        wanted = BY_KEY.get(key) if isinstance(key, str) else None
        if wanted is None:
            raise _bad("columns", _("“%(key)s” is not a field. The fields are: %(known)s.") % {
                "key": str(key)[:60], "known": ", ".join(BY_KEY),
            })  # fmt: skip
        if key in kept.values() and not wanted.several:
            raise _bad("columns", _("Two columns are matched to “%(field)s”. Choose one of them.") % {
                "field": wanted.label,
            })  # fmt: skip
        kept[str(heading)[:LONGEST_HEADING]] = key
    return kept


def _constants(given: dict[str, Any]) -> dict[str, str]:
    kept = {}
    for key, code in given.items():
        wanted = BY_KEY.get(key)
        if wanted is None or not wanted.is_choice or wanted is RADPEER:
            raise _bad("constants", _("“%(key)s” cannot be the same for every row.") % {"key": str(key)[:60]})
        if code:
            kept[key] = _option(key, code, "constants")
    return kept


def _values(given: dict[str, Any]) -> dict[str, dict[str, str]]:
    kept = {}
    for key, words in given.items():
        wanted = BY_KEY.get(key)
        if wanted is None or not wanted.is_choice or not isinstance(words, dict):
            raise _bad("values", _("“%(key)s” has no list of words.") % {"key": str(key)[:60]})
        kept[key] = {
            plain(str(word)): LEAVE_EMPTY if code == LEAVE_EMPTY and not wanted.needed else _option(key, code, "values")
            for word, code in words.items()
            if code
        }
    return kept


def _option(key: str, code: Any, part: str) -> str:
    wanted = BY_KEY[key]
    if not isinstance(code, str) or wanted.option(code) is None:
        known = ", ".join(one.code for one in wanted.options)
        raise _bad(part, _("“%(code)s” is none of the values of “%(field)s”: %(known)s.") % {
            "code": str(code)[:60], "field": wanted.label, "known": known,
        })  # fmt: skip
    return code


def what_is_missing(mapping: SheetMapping) -> list[str]:
    """The keys of the fields that every case needs and that neither a column nor a constant gives."""
    given = set(mapping.columns.values()) | set(mapping.constants)
    return [one.key for one in NEEDED if one.key not in given and not one.default]

"""Finds the row of headings, names each column once, and guesses what the columns and their words mean. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.disclosure.domain.screening import screen
from apps.disclosure.enums import ScreenKind
from apps.intake.domain.fields import BY_KEY, FIELDS, RADPEER, Holds
from apps.intake.domain.mapping import LAST_HEADING_ROW, LONGEST_HEADING, is_word_of_a_list, plain
from apps.intake.domain.reading.table import MARK, Sheet, unmarked

# The columns that our own list of faults puts in front; they are no part of anybody's rows.
OUR_COLUMNS = frozenset({"row in your file", "what is wrong", "how to put it right"})
# Where headings usually stand.
_LOOKED_AT = 25
_IDENTIFYING = frozenset({ScreenKind.NHS_NUMBER, ScreenKind.EMAIL, ScreenKind.PHONE, ScreenKind.DATE})


@dataclass(frozen=True)
class Column:
    """A column by its place, counted from 0, and its heading, which no other column of the sheet has."""

    place: int
    heading: str


def guessed_heading_row(sheet: Sheet) -> int:
    """The row, counted from 1, that looks most like headings: words that we know, and many different ones."""
    best, best_score = 1, 0.0
    for number, row in enumerate(sheet.rows[:_LOOKED_AT], start=1):
        words = [plain(unmarked(one)) for one in row if one]
        different = {one for one in words if one and not one.replace(" ", "").isdigit() and len(one) <= 60}
        known = sum(one in _KNOWN_HEADINGS for one in different)
        score = known * 3 + min(len(different), 30) * 0.5 - (number * 0.01)
        if score > best_score:
            best, best_score = number, score
    return best


def columns_of(sheet: Sheet, heading_row: int, heading_rows: int = 1) -> list[Column]:
    """Each column with a heading, left to right. Two rows of headings are joined; one that comes twice is numbered.

    Raises Invalid when there is no such row, or it holds no headings, or what stands there looks like a case.
    """
    if not 1 <= heading_row <= min(LAST_HEADING_ROW, len(sheet.rows)):
        raise _bad(_("There is no row %(row)s. Choose the row in which the headings stand.") % {"row": heading_row})
    rows = [_spread(sheet, number) for number in range(heading_row, heading_row + heading_rows)]
    width = max(len(one) for one in rows)
    named: dict[str, int] = {}
    columns = []
    for place in range(width):
        parts = dict.fromkeys(one[place] for one in rows if place < len(one) and one[place])
        heading = " – ".join(parts)[:LONGEST_HEADING]
        if not heading or plain(heading) in OUR_COLUMNS:
            continue
        named[heading] = named.get(heading, 0) + 1
        if named[heading] > 1:
            heading = f"{heading[: LONGEST_HEADING - 8]} ({named[heading]})"
        columns.append(Column(place, heading))
    if not columns:
        raise _bad(_("Row %(row)s is empty. Choose the row in which the headings stand.") % {"row": heading_row})
    _refuse_a_case(columns)
    return columns


def _refuse_a_case(columns: Sequence[Column]) -> None:
    """Headings are kept with the import; a row about a patient may not be."""
    for one in columns:
        if any(found.kind in _IDENTIFYING for found in screen(one.heading)):
            raise _bad(_("This row looks like a case, not like headings. Choose another, or add a row of headings."))


def _bad(words: str) -> Invalid:
    return Invalid("no_headings", words, {"heading_row": words})


def _spread(sheet: Sheet, number: int) -> list[str]:
    """A row of headings in which a heading over several columns stands over each of them."""
    if number > len(sheet.rows):
        return []
    row = [" ".join(unmarked(one).split()) for one in sheet.rows[number - 1]]
    for top, left, _bottom, right in sheet.merged:
        if top == number and right > left and len(row) >= left and row[left - 1]:
            row.extend([""] * (min(right, 200) - len(row)))
            for place in range(left, min(right, 200)):
                row[place] = row[place] or row[left - 1]
    return row


_KNOWN_HEADINGS = {words: one.key for one in FIELDS for words in (plain(str(h)) for h in one.headings)}


def guessed_columns(
    columns: Sequence[Column], remembered: Mapping[str, str], *, keeps_scores: bool = False
) -> dict[str, str]:
    """A field for each heading that says which it is; what a person chose before goes first.

    A column of scores of another scheme is matched only where the department keeps them.
    """
    guesses: dict[str, str] = {}
    known = {heading: key for heading, key in remembered.items() if keeps_scores or key != RADPEER.key}
    passes: list[Callable[[str], str]] = [
        lambda heading: known.get(plain(heading), ""),
        lambda heading: RADPEER.key if keeps_scores and is_reference_score(heading) else "",
        _field_called,
        _field_mentioned,
    ]
    for guess in passes:
        for one in columns:
            key = "" if one.heading in guesses else guess(one.heading)
            # A second column for the same story is only taken when its heading says so by itself.
            free = key not in guesses.values() or (BY_KEY[key].several and guess is not _field_mentioned)
            if key and free:
                guesses[one.heading] = key
    return {one.heading: guesses[one.heading] for one in columns if one.heading in guesses}


def _field_called(heading: str) -> str:
    """The field that is called exactly so."""
    return _KNOWN_HEADINGS.get(plain(heading), "") or _by_ending(heading)


def _field_mentioned(heading: str) -> str:
    """The field whose longest name stands in the heading."""
    said = f" {plain(heading)} "
    fitting = [(len(words), key) for words, key in _KNOWN_HEADINGS.items() if len(words) > 4 and f" {words} " in said]
    return max(fitting)[1] if fitting else ""


def _by_ending(heading: str) -> str:
    """Of two joined rows of headings the lower one says more."""
    lower = heading.rpartition(" – ")[2]
    return _KNOWN_HEADINGS.get(plain(lower), "") if lower != heading else ""


def is_reference_score(heading: str) -> bool:
    """Whether the column holds scores of a scheme that is not ours, which are left out unless a department decides."""
    return plain(heading) in RADPEER.headings


def guessed_meaning(key: str, word: str) -> str:
    """Our code for a word of theirs when it is plain which one is meant; otherwise empty."""
    said = plain(word)
    for option in BY_KEY[key].options:
        if said in {plain(option.code), plain(str(option.label)), *map(plain, option.words)}:
            return option.code
    if key == "modality":
        first = said.split(" ")[0] if said else ""
        return next((one.code for one in BY_KEY[key].options if first in {plain(one.code), *map(plain, one.words)}), "")
    return ""


@dataclass(frozen=True)
class WordsOfColumn:
    """The different words of a column with a closed list, the most frequent first; `others` could not be a list's."""

    key: str
    heading: str
    words: tuple[tuple[str, int], ...]
    others: int


def words_of_column(key: str, column: Column, rows: Iterable[Sequence[str]]) -> WordsOfColumn:
    """Count the words that stand in a column; only what could be chosen from a list is given back."""
    seen: dict[str, tuple[str, int]] = {}
    others = 0
    for row in rows:
        text = unmarked(row[column.place]) if column.place < len(row) else ""
        if not text:
            continue
        if not is_word_of_a_list(text) or text.startswith(MARK):
            others += 1
            continue
        said = plain(text)
        shown, count = seen.get(said, (text, 0))
        seen[said] = (shown, count + 1)
    ordered = sorted(seen.values(), key=lambda one: (-one[1], one[0]))
    return WordsOfColumn(key, column.heading, tuple(ordered), others)


def is_kept_sealed(key: str) -> bool:
    """Whether a field identifies a patient, so that its cells are never shown nor put beside the case."""
    return BY_KEY[key].holds is Holds.IDENTIFIER or key == "birth_date"

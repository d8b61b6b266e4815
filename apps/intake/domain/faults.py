"""What can be wrong with a row, in words that say what it is and how to put it right. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FaultCode(StrEnum):
    """Every reason for which a row is not imported."""

    MISSING = "missing"
    UNKNOWN_WORD = "unknown_word"
    NOT_A_WORD = "not_a_word"
    TOO_LONG = "too_long"
    UNSAFE_TEXT = "unsafe_text"
    BAD_DAY = "bad_day"
    FUTURE = "future"
    ORDER = "order"
    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    MERGED = "merged"
    NOT_SAFE_TO_CLOSE = "not_safe_to_close"
    BAD_NHS_NUMBER = "bad_nhs_number"
    BAD_UID = "bad_uid"
    STUDY_REFUSED = "study_refused"


WORDS: Mapping[FaultCode, tuple[Promise, Promise]] = {
    FaultCode.MISSING: (_("“%(field)s” is empty."), _("Fill the cell in.")),
    FaultCode.UNKNOWN_WORD: (
        _("Nobody has said what “%(said)s” means for “%(field)s”."),
        _("Match the word on the page of words, or write another one in the cell."),
    ),
    FaultCode.NOT_A_WORD: (
        _("What stands in “%(field)s” is no word of a list."),
        _("Write one of your usual words in the cell, or match another column."),
    ),
    FaultCode.TOO_LONG: (
        _("“%(field)s” has %(length)s characters. %(limit)s fit."),
        _("Shorten the text."),
    ),
    FaultCode.UNSAFE_TEXT: (
        _("“%(field)s” holds an invisible character that turns the direction of the text round."),
        _("Type the text again."),
    ),
    FaultCode.BAD_DAY: (_("“%(field)s”: %(why)s."), _("Write the day as 27/03/2024.")),
    FaultCode.FUTURE: (
        _("“%(field)s” lies in the future."),
        _("Check the year, and whether day and month are swapped."),
    ),
    FaultCode.ORDER: (
        _("“%(field)s” is before “%(other)s”."),
        _("Check both days, and whether day and month are swapped."),
    ),
    FaultCode.FORMULA: (
        _("“%(field)s” holds a formula without a value."),
        _("Open the workbook in a spreadsheet program and save it, or replace the formula by its value."),
    ),
    FaultCode.ERROR_VALUE: (_("“%(field)s” holds the error %(said)s."), _("Put the formula right, or type the value.")),
    FaultCode.MERGED: (
        _("“%(field)s” is merged over the rows %(first)s to %(last)s, so it cannot be told how many cases they are."),
        _("Take the merging off: one row for each case."),
    ),
    FaultCode.NOT_SAFE_TO_CLOSE: (
        _("The case is “%(said)s”, yet somebody may still need to act for the patient."),
        _("Import it as “Received”, or write that nobody needs to act any more."),
    ),
    FaultCode.BAD_NHS_NUMBER: (
        _("“%(field)s” is not a valid NHS number."),
        _("Check each digit; an NHS number has 10, and the last is a check digit. Or leave the cell empty."),
    ),
    FaultCode.BAD_UID: (_("“%(field)s” is not a DICOM identifier."), _("Copy it again, or leave the cell empty.")),
    FaultCode.STUDY_REFUSED: (
        _("The study contradicts what is recorded: %(why)s."),
        _("Put the numbers of the study or the patient right, or leave them empty."),
    ),
}


@dataclasses.dataclass(frozen=True)
class Fault:
    """One thing wrong with one row. `facts` may quote the cell, so a fault is kept sealed like the rows."""

    row: int
    field: str
    code: FaultCode
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def what(self, label: str) -> str:
        """What is wrong; `label` is the heading of the column, or the field's own name."""
        return str(WORDS[self.code][0]) % {"field": label, **self.facts}

    def remedy(self) -> str:
        """How to put it right."""
        return str(WORDS[self.code][1])

    def as_list(self) -> list[object]:
        """The fault as it is kept."""
        return [self.row, self.field, self.code.value, dict(self.facts)]

    @classmethod
    def from_list(cls, kept: list[object]) -> Fault:
        """What `as_list` gave."""
        row, name, code, facts = kept
        return cls(int(str(row)), str(name), FaultCode(str(code)), facts)  # type: ignore[arg-type]  # as it was kept

"""Reads single cells: days however they are written, words that are safe to keep. Pure; says what is wrong."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from apps.core.clock import ClinicalTime, clinical_day, now, today
from apps.core.forms.text import UnsafeText, normalise
from apps.intake.domain.faults import FaultCode
from apps.intake.domain.mapping import MONTH_FIRST
from apps.intake.domain.reading.table import ERROR, FORMULA, MARK, MERGED
from apps.journeys.domain.importing.extract_times import UnreadableTime, read_time

SOURCE = "spreadsheet"
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?\Z")
# From 1954 to 2119: smaller and larger numbers are something else than a day.
_SERIALS = range(20_000, 80_000)
_NUMBERS = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\A(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,. ]+", re.IGNORECASE)
_MONTH_NAME_FIRST = re.compile(r"\A([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_SHORT_YEAR = re.compile(r"\A(\d{1,2}[ \-][A-Za-z]{3,9}[ \-])(\d{2})\Z")
_FIRST_YEAR = 1900
_LATEST_SHORT = 100


class BadCell(ValueError):
    """A cell that cannot be used, with the code of the fault and the facts for its words."""

    def __init__(self, code: FaultCode, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def usable(text: str, *, may_be_merged: bool) -> str:
    """The cell's words. Raises BadCell for a formula without a value, an error, or merging where it matters."""
    if not text.startswith(MARK):
        return text
    if text.startswith(MERGED):
        first, last, value = text.removeprefix(MERGED).split(":", 2)
        if not may_be_merged:
            raise BadCell(FaultCode.MERGED, first=first, last=last)
        return usable(value, may_be_merged=True)
    if text.startswith(ERROR):
        raise BadCell(FaultCode.ERROR_VALUE, said=text.removeprefix(ERROR))
    if text.startswith(FORMULA):
        raise BadCell(FaultCode.FORMULA)
    return ""


def read_words(text: str, longest: int, *, multiline: bool = False) -> str:
    """The words as they are stored. Raises BadCell when they are too long or not safe."""
    try:
        if text.isascii() and text.isprintable():
            # Most cells: plain letters on one line, of which nothing but the spaces can change.
            words = text.strip() if multiline else " ".join(text.split())
        else:
            words = normalise(text, multiline=multiline)
    except UnsafeText as problem:
        raise BadCell(FaultCode.UNSAFE_TEXT) from problem
    if len(words) > longest:
        raise BadCell(FaultCode.TOO_LONG, length=f"{len(words):,}", limit=f"{longest:,}")
    return words


def read_day(text: str, order: str, *, from_1904: bool = False) -> ClinicalTime:
    """The day, and the time where one is written, that a cell holds. Raises BadCell; never guesses.

    Knows ISO days, 27/03/2024 and 27.3.24, a month in letters, and the serial numbers of spreadsheet programs.
    `order` says whether the day or the month comes first when both are numbers.
    """
    said = " ".join(text.split())
    if _SERIAL.match(said) and int(float(said)) in _SERIALS:
        return clinical_day(_of_serial(float(said), from_1904), SOURCE)
    try:
        found = read_time(_in_our_order(said, order))
    except UnreadableTime as problem:
        raise BadCell(FaultCode.BAD_DAY, why=str(problem)) from problem
    if found.day is None or found.day.year < _FIRST_YEAR:
        raise BadCell(FaultCode.BAD_DAY, why=_("%(text)s is no day") % {"text": said[:40]})
    if found.at is not None and found.at > now() and found.day >= today():
        raise BadCell(FaultCode.FUTURE)
    return ClinicalTime(at=found.at, precision=found.precision, source=SOURCE, zone=found.zone)


def _of_serial(number: float, from_1904: bool) -> date:
    day = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    found = day + timedelta(days=int(number))
    if found > today():
        raise BadCell(FaultCode.FUTURE)
    return found


def _in_our_order(said: str, order: str) -> str:
    """The same day as the reader of times knows it: day first, four digits to the year, no ordinal, no weekday."""
    said = _WEEKDAY.sub("", _ORDINAL.sub(r"\1", said))
    said = _MONTH_NAME_FIRST.sub(r"\2 \1 \3", said)
    short = _SHORT_YEAR.match(said)
    if short:
        return f"{short[1]}{_whole_year(short[2])}"
    numbers = _NUMBERS.match(said)
    if not numbers:
        return said
    first, sign, second, year = numbers.groups()
    if order == MONTH_FIRST:
        first, second = second, first
    return f"{first}{sign}{second}{sign}{_whole_year(year)}{said[numbers.end() :]}"


def _whole_year(year: str) -> str:
    """`24` is 2024 and `97` is 1997: nothing in a list of cases lies ahead."""
    if len(year) != 2:
        return year
    century = today().year // _LATEST_SHORT * _LATEST_SHORT
    whole = century + int(year)
    return str(whole if whole <= today().year else whole - _LATEST_SHORT)

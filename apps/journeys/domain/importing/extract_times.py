"""Reads a date or time as systems and spreadsheets write it; says what is wrong instead of guessing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.clock import AmbiguousTime, ClinicalTime, NonexistentTime, clinical_day, clinical_instant
from apps.journeys.enums import RecordSource

LONGEST = 40
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})[ -](?P<month>[A-Za-z]{3,9})[ -](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?=\d{4}|\Z| )"),
)
_TIME = re.compile(r"[T ,]*(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?")
_ZONE = re.compile(
    r"\s*(?P<name>Z|UTC|GMT|BST)\Z|\s*(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})\Z", re.IGNORECASE
)


class UnreadableTime(ValueError):
    """A cell does not hold a usable time; the message says why and what to write."""


def read_time(text: str) -> ClinicalTime:
    """Return the time that a cell holds, no more exact than it is written; unknown when it is empty.

    Accepts ISO 8601, day first with / . or -, a month in letters, and YYYYMMDDHHMM; an offset, Z, GMT or BST may
    follow. Without one it is London time. Raises UnreadableTime: never guesses.
    """
    if not text:
        return clock.UNKNOWN_TIME
    if len(text) > LONGEST:
        raise UnreadableTime(_not_a_time(text))
    day, rest = _day(text)
    if not rest:
        return clinical_day(day, RecordSource.RIS.value)
    found = _TIME.match(rest)
    if not found:
        raise UnreadableTime(_not_a_time(text))
    at = _clock_time(found, text)
    after = rest[found.end() :]
    if after:
        return _with_zone(day, at, after, text)
    if (at.hour, at.minute, at.second) == (0, 0, 0) and found.group("second"):
        # Spreadsheets write a plain day as midnight; an examination at 00:00:00 exactly is far rarer.
        return clinical_day(day, RecordSource.RIS.value)
    return _london(datetime.combine(day, at), text)


def _london(naive: datetime, text: str) -> ClinicalTime:
    try:
        return clinical_instant(clock.from_local(naive), RecordSource.RIS.value)
    except AmbiguousTime as error:
        raise UnreadableTime(
            _("%(text)s happened twice that night; add the offset: +01:00 for the first, +00:00 for the second")
            % {"text": text}
        ) from error
    except NonexistentTime as error:
        raise UnreadableTime(
            _("%(text)s never happened: the clocks went forward over it; correct it or add an offset") % {"text": text}
        ) from error


def _day(text: str) -> tuple[date, str]:
    for pattern in _DAYS:
        found = pattern.match(text)
        if found:
            return _existing_day(found, text), text[found.end() :].strip()
    raise UnreadableTime(_not_a_time(text))


def _existing_day(found: re.Match[str], text: str) -> date:
    month = found.group("month")
    if month.isalpha():
        short = month[:3].casefold()
        number = _MONTHS.index(short) + 1 if short in _MONTHS else 0
    else:
        number = int(month)
    try:
        return date(int(found.group("year")), number, int(found.group("day")))
    except ValueError as error:
        raise UnreadableTime(_("%(text)s is a day that does not exist") % {"text": text}) from error


def _clock_time(found: re.Match[str], text: str) -> time:
    try:
        return time(int(found.group("hour")), int(found.group("minute")), int(found.group("second") or 0))
    except ValueError as error:
        raise UnreadableTime(_("%(text)s is a time that does not exist") % {"text": text}) from error


def _with_zone(day: date, at: time, after: str, text: str) -> ClinicalTime:
    found = _ZONE.match(after)
    if not found:
        raise UnreadableTime(_not_a_time(text))
    if found.group("name"):
        offset = timedelta(hours=1 if found.group("name").upper() == "BST" else 0)
    else:
        offset = timedelta(hours=int(found.group("hours")), minutes=int(found.group("minutes")))
        offset = -offset if found.group("sign") == "-" else offset
    if abs(offset) > timedelta(hours=14):
        raise UnreadableTime(_("%(text)s has an offset that does not exist") % {"text": text})
    moment = datetime.combine(day, at, tzinfo=timezone(offset))
    try:
        return clinical_instant(moment.astimezone(UTC), RecordSource.RIS.value, zone=f"UTC{moment:%z}")
    except OverflowError as error:
        raise UnreadableTime(_("%(text)s is a day that does not exist") % {"text": text}) from error


def _not_a_time(text: str) -> str:
    return _("%(text)s is not a date or time that can be read; write it as 2026-03-03 14:05") % {"text": text[:LONGEST]}

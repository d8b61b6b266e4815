"""Turns the dates and times of an image file into one clinical time, no more exact than the file is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.clock import AmbiguousTime, ClinicalTime, NonexistentTime, clinical_day, clinical_instant
from apps.journeys.domain.checking import EARLIEST
from apps.journeys.enums import RecordSource

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})\Z")
_DATE = re.compile(r"(\d{4})[.]?(\d{2})[.]?(\d{2})\Z")
_TIME = re.compile(r"(\d{2}):?(\d{2})(?::?(\d{2})(?:\.(\d{1,6}))?)?\Z")
_DATE_TIME = re.compile(r"(\d{8})(\d{4,6}(?:\.\d{1,6})?)?([+-]\d{4})?\Z")
_PAIRS = (
    ("StudyDate", "StudyTime"),
    ("AcquisitionDate", "AcquisitionTime"),
    ("SeriesDate", "SeriesTime"),
    ("ContentDate", "ContentTime"),
)

Reader = Callable[[str], str]


def examination_time(read: Reader, notes: list[str]) -> ClinicalTime:
    """Return when the examination was performed, unknown when the file does not say or cannot be right.

    `read` gives an element's text by keyword. What had to be dropped is added to `notes`.
    """
    offset = _offset(read("TimezoneOffsetFromUTC"))
    for date_keyword, time_keyword in _PAIRS:
        day = _day(read(date_keyword))
        if day is not None:
            return _checked(day, _clock_time(read(time_keyword)), offset, notes)
    found = _DATE_TIME.match(read("AcquisitionDateTime"))
    day = _day(found.group(1)) if found else None
    if found is None or day is None:
        return clock.UNKNOWN_TIME
    return _checked(day, _clock_time(found.group(2) or ""), _offset(found.group(3) or "") or offset, notes)


def _checked(day: date, at: time | None, offset: timezone | None, notes: list[str]) -> ClinicalTime:
    if day < EARLIEST or day > clock.today() + timedelta(days=1):
        notes.append(_("the date of the examination is impossible and was left out"))
        return clock.UNKNOWN_TIME
    found = _combined(day, at, offset, notes)
    # A scanner's clock may be wrong by minutes; an examination later than that has not happened.
    if found.at is not None and found.at > clock.now() + timedelta(hours=1):
        notes.append(_("the examination lies in the future and its time was left out"))
        return clock.UNKNOWN_TIME
    return found


def _combined(day: date, at: time | None, offset: timezone | None, notes: list[str]) -> ClinicalTime:
    source = RecordSource.DICOM.value
    if at is None:
        return clinical_day(day, source)
    if offset is not None:
        moment = datetime.combine(day, at, tzinfo=offset)
        return clinical_instant(moment.astimezone(UTC), source, zone=f"UTC{moment:%z}")
    try:
        return clinical_instant(clock.from_local(datetime.combine(day, at)), source)
    except AmbiguousTime:
        notes.append(_("the time falls in the hour that happens twice and has no offset; only its day was kept"))
    except NonexistentTime:
        notes.append(_("the time falls in the hour that is skipped in spring; only its day was kept"))
    return clinical_day(day, source)


def _offset(text: str) -> timezone | None:
    found = _OFFSET.match(text)
    if not found:
        return None
    amount = timedelta(hours=int(found.group(2)), minutes=int(found.group(3)))
    if amount > timedelta(hours=14):
        return None
    return timezone(-amount if found.group(1) == "-" else amount)


def _day(text: str) -> date | None:
    found = _DATE.match(text)
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def _clock_time(text: str) -> time | None:
    """Return a time of day known at least to the minute; an hour alone is no more than a day."""
    found = _TIME.match(text)
    if not found:
        return None
    hour, minute, second, fraction = found.groups()
    try:
        # Second 60 is allowed by the standard for leap seconds.
        return time(int(hour), int(minute), min(int(second or 0), 59), int((fraction or "0").ljust(6, "0")))
    except ValueError:
        return None

"""Reads the dates and times that people type, and says plainly what is wrong with one that cannot be."""

import calendar
import re
from datetime import date, time
from typing import Final

from django.utils.dates import MONTHS
from django.utils.dates import MONTHS_3 as SHORT_MONTHS
from django.utils.translation import gettext as _

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200
_YEAR_DIGITS: Final = 4
_FEBRUARY: Final = 2
_TIME: Final = re.compile(r"^(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?$", re.IGNORECASE)
_HALF_DAY: Final = 12


class BadDate(ValueError):
    """The parts make no date; the message says which part and why."""


def _number(text: str) -> int | None:
    """Whole number of plain digits; None for anything else, such as the digits of a superscript."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _YEAR_DIGITS else None


def _month_number(text: str) -> int | None:
    """A month as a number or as its name, whole or short, in the language of the page."""
    number = _number(text)
    if number is not None:
        return number
    said = text.casefold().rstrip(".")
    for names in (MONTHS, SHORT_MONTHS):
        for position, name in names.items():
            if str(name).casefold() == said:
                return int(position)
    return None


def _missing(day: str, month: str, year: str) -> str:
    names = [name for text, name in ((day, _("a day")), (month, _("a month")), (year, _("a year"))) if not text]
    return _(" and ").join(names)


def parse_day(day: str, month: str, year: str) -> date:
    """The date of three typed parts.

    Raises BadDate for a part that is missing or no number, a year without four digits, and a date that the
    calendar does not have, such as 29 February in most years.
    """
    if missing := _missing(day, month, year):
        raise BadDate(_("The date must include %(parts)s") % {"parts": missing})
    numbers = _number(day), _month_number(month), _number(year)
    if None in numbers:
        raise BadDate(_("The date must be made of numbers, for example 27 3 2026"))
    d, m, y = (number or 0 for number in numbers)
    if len(year) != _YEAR_DIGITS:
        raise BadDate(_("The year must have 4 numbers, for example 2026"))
    if not 1 <= m <= _HALF_DAY:
        raise BadDate(_("The month must be between 1 and 12"))
    if not _FIRST_YEAR <= y <= _LAST_YEAR:
        raise BadDate(_("The year must be between %(first)s and %(last)s") % {"first": _FIRST_YEAR, "last": _LAST_YEAR})
    return _existing(d, m, y)


def _existing(d: int, m: int, y: int) -> date:
    days = calendar.monthrange(y, m)[1]
    if 1 <= d <= days:
        return date(y, m, d)
    if (d, m) == (29, _FEBRUARY):
        raise BadDate(_("There is no 29 February in %(year)s") % {"year": y})
    raise BadDate(
        _("The day must be between 1 and %(days)s, since %(month)s %(year)s has %(days)s days")
        % {"days": days, "month": MONTHS[m], "year": y}
    )


def parse_time(text: str) -> time:
    """The time of `14:05`, `1405`, `2.05pm`, `9 am`. Raises BadDate for anything else."""
    match = _TIME.match(text.strip())
    wrong = BadDate(_("The time must be like 14:05 or 2:05pm"))
    if match is None or not text.isascii():
        raise wrong
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "").replace(".", "").lower()
    if not half and match[2] is None:
        raise wrong
    if half:
        if not 1 <= hour <= _HALF_DAY:
            raise wrong
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise wrong from None

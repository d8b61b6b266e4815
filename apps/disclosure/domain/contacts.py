"""Finds dates, addresses and ages that point at a person."""

import re
from collections.abc import Iterator

from apps.disclosure.domain.numbers import Raw
from apps.disclosure.domain.reading import FoldedText
from apps.disclosure.domain.vocabulary import MONTHS, POSTCODE_AREAS
from apps.disclosure.enums import ScreenKind

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_TWO_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_TWO_MONTH = r"(?:0[1-9]|1[0-2])"
_YEAR = r"(?:18|19|20)\d\d"
_FREE = r"(?<![\w./\-])"
_NO_UNIT = r"(?!\d)(?! {0,2}(?:mm|cm|ml|months?|weeks?|days?|hours?)\b)"
_NAMED_MONTH = rf"(?:{MONTHS})\b\.?"

_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 14/03/2026, 14 - 3 - 2026, 03/25/2026
        rf"{_FREE}{_DAY} ?([/.\-]) ?{_MONTH} ?\1 ?{_YEAR}{_NO_UNIT}",
        rf"{_FREE}{_MONTH}([/\-]){_DAY}\1{_YEAR}{_NO_UNIT}",
        # 1/2/44, and with dots or dashes only when both are written with two digits: 6-8-12 is a row of
        # sizes.
        rf"{_FREE}{_DAY}/{_MONTH}/\d\d{_NO_UNIT}",
        rf"{_FREE}{_TWO_DAY}([.\-]){_TWO_MONTH}\1\d\d(?![.\-]\d){_NO_UNIT}",
        rf"{_FREE}{_TWO_DAY} {_TWO_MONTH} {_YEAR}{_NO_UNIT}",
        # 2026-03-14, 20260314, 20260314103000
        rf"{_FREE}{_YEAR}([/.\-]){_MONTH}\1{_DAY}{_NO_UNIT}",
        rf"{_FREE}(?:19|20)\d\d{_TWO_MONTH}{_TWO_DAY}(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?{_NO_UNIT}(?![\w/]|[.\-]\d)",
        # 5th of May 2026, 03-MAY-48, Jan 12, 2026
        rf"(?<![\d.]){_DAY}(?:st|nd|rd|th)?(?: of)?[ \-/.]{{0,2}}{_NAMED_MONTH}[ ,\-/.]{{0,3}}{_YEAR}(?!\d)",
        rf"(?<![\d.]){_DAY}(?:st|nd|rd|th)?[ \-]{_NAMED_MONTH}[ ]?['\-]\d\d(?!\d)",
        rf"\b{_NAMED_MONTH} ?{_DAY}(?:st|nd|rd|th)?,? {{1,2}}{_YEAR}(?!\d)",
    )
)
_BIRTH_BEFORE = re.compile(
    r"(?:\bd\.?[ ]?o\.?[ ]?b\b\.?|\bdate of birth|\bbirth ?da(?:te|y)|\bborn|\bb\.)"
    r"[^\w]{0,4}(?:(?:on|the|is|was)[^\w]{1,3}){0,2}$",
    re.IGNORECASE,
)
_BIRTH_AFTER = re.compile(r"[^\w]{0,3}(?:dob\b|d\.o\.b|date of birth|birth date)", re.IGNORECASE)
# With its label a date of birth counts even when it is cut short.
_BIRTH_SHORT = re.compile(
    r"(?:\bd\.?o\.?b\b\.?|\bdate of birth)[^\w]{0,4}"
    rf"({_DAY}?(?:st|nd|rd|th)?[ \-/]?{_NAMED_MONTH}[ '\-/]{{0,2}}(?:{_YEAR}|\d\d)"
    rf"|{_YEAR}|{_MONTH}[/\-]{_YEAR}|{_DAY} {_MONTH} \d\d)(?!\d)",
    re.IGNORECASE,
)


def dates(read: FoldedText) -> Iterator[Raw]:
    """Full dates; a date of birth when the words beside it say so. Years and months alone are left alone."""
    for pattern in _DATES:
        for match in pattern.finditer(read.text):
            before = _BIRTH_BEFORE.search(read.text, max(0, match.start() - 40), match.start())
            after = _BIRTH_AFTER.match(read.text, match.end())
            yield ScreenKind.DATE_OF_BIRTH if before or after else ScreenKind.DATE, match.start(), match.end()
    for match in _BIRTH_SHORT.finditer(read.text):
        yield ScreenKind.DATE_OF_BIRTH, match.start(1), match.end(1)


_AGE = re.compile(
    r"(?<![\w.])(?P<before>9\d|1[01]\d)[ \-]?(?:(?:years?|yrs?|y)[ \-.]{0,2}(?:olds?|o|/o)\b|y/?o\b)"
    r"|\baged?[ ]{0,2}(?:of |: ?|is )?(?P<after>9\d|1[01]\d)\b(?! ?(?:%|mm|cm|hu\b|days|weeks|months|hours))",
    re.IGNORECASE,
)


def old_ages(read: FoldedText) -> Iterator[Raw]:
    """Ages of 90 and more, so rare that they point at a person (the threshold of HIPAA's safe harbour)."""
    for match in _AGE.finditer(read.text):
        group = "before" if match.group("before") else "after"
        yield ScreenKind.AGE_OVER_89, match.start(group), match.end(group)


_POSTCODE = re.compile(
    rf"(?<![A-Za-z\d])(?:{POSTCODE_AREAS})\d[A-Z\d]?[ \-]{{0,2}}\d[ABD-HJLNP-UW-Z]{{2}}(?![A-Za-z\d])",
    re.IGNORECASE,
)
_INWARD = 3
_ORDINALS_AND_UNITS = frozenset({"st", "nd", "rd", "th", "pg", "ng", "ug", "hz", "hu", "gy", "ul", "dl"})


def postcodes(read: FoldedText) -> Iterator[Raw]:
    """United Kingdom postcodes in real postcode areas; "S1 2nd" and "B12 2pg" are none."""
    for match in _POSTCODE.finditer(read.text):
        inward = match.group()[-_INWARD:]
        upper_outward = match.group()[0].isupper()
        if inward[1:].islower() and (upper_outward or inward[1:] in _ORDINALS_AND_UNITS):
            continue
        yield ScreenKind.POSTCODE, match.start(), match.end()


_AT = re.compile(r"@|[ ]?[(\[{][ ]?(?:at|@)[ ]?[)\]}][ ]?| at (?=[\w\-]{1,60} dot )", re.IGNORECASE)
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+'-")
_LONGEST_LOCAL = 64
_HOST = re.compile(
    r"[a-z\d](?:[a-z\d\-]{0,62})(?:(?:\.|[ ]?[(\[{][ ]?dot[ ]?[)\]}][ ]?| dot )[a-z\d\-]{1,63}){1,6}",
    re.IGNORECASE,
)
# A host after an @ needs no dot to be an address of somebody.
_BARE_HOST = re.compile(r"[a-z\d][a-z\d\-]{1,62}\b", re.IGNORECASE)


def emails(read: FoldedText) -> Iterator[Raw]:
    """E-mail addresses, also with "(at)" and "(dot)"."""
    text = read.text
    for match in _AT.finditer(text):
        start = match.start()
        while start > max(0, match.start() - _LONGEST_LOCAL) and text[start - 1].lower() in _LOCAL:
            start -= 1
        host = _HOST.match(text, match.end())
        if host is None and match.group() == "@":
            host = _BARE_HOST.match(text, match.end())
        if host is not None and start < match.start():
            yield ScreenKind.EMAIL, start, host.end()


_URL = re.compile(
    r"\b(?:https?|ftps?|file|wado|dicom|smb)://[^\s<>\"]{1,2000}|\bwww\.[^\s<>\"]{2,2000}"
    r"|(?<![\w@.\-])(?:[a-z\d][a-z\d\-]{0,40}\.){1,6}(?:uk|com|org|net|io|info|eu|ie|scot|wales|local|nhs)\b(?:[/:?][^\s<>\"]{0,2000})?"
    r"|(?<![\w\\])\\\\[\w.\-]{1,60}\\[^\s<>\"]{1,500}",
    re.IGNORECASE,
)


def urls(read: FoldedText) -> Iterator[Raw]:
    """Web addresses and shared folders, with or without a scheme."""
    for match in _URL.finditer(read.text):
        address = match.group().rstrip(".,;:)]}'!?")
        yield ScreenKind.URL, match.start(), match.start() + len(address)

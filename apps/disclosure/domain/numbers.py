"""Finds numbers that identify: NHS, hospital and accession numbers, DICOM identifiers, telephone numbers."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import nhs_number

from apps.disclosure.domain.reading import FoldedText
from apps.disclosure.enums import ScreenKind

# A raw finding: kind, start and end in the folded text.
Raw = tuple[ScreenKind, int, int]

_SEP = r"[ \n._/\-]{1,3}"
_UNIT = r"(?! {0,2}(?:mm|cm|ml|mg|mgy|msv|hu|kg|degrees|weeks|months|days|years|%|x ?\d)\b)"
# Not the tail of a longer number, of a decimal or of an international telephone number.
_ALONE = r"(?<![\d+])(?<!\d[.])"
_ENDS = r"(?!\d)(?![.]\d)"

# How people write the ten digits. A lookahead, so that overlapping readings of a row of digits are all tried.
_USUAL = re.compile(rf"(?=({_ALONE}\d{{3}}(?:{_SEP})?\d{{3}}(?:{_SEP})?\d{{4}}{_ENDS}))")
_UNUSUAL = re.compile(
    "(?=("
    + _ALONE
    + "(?:"
    + "|".join(
        _SEP.join(rf"\d{{{size}}}" for size in sizes)
        for sizes in (
            (6, 4), (5, 5), (4, 6), (4, 3, 3), (3, 4, 3), (3, 3, 2, 2), (2, 2, 2, 2, 2), (3, 3, 3, 1),
            (1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
        )
    )
    + ")"
    + _ENDS
    + _UNIT
    + "))",
    re.IGNORECASE,
)  # fmt: skip
_WITH_LETTERS = re.compile(r"(?<![A-Za-z\d])[\dOoIl]{3}[ \-]?[\dOoIl]{3}[ \-]?[\dOoIl]{4}(?![A-Za-z\d])")
_LETTERS_FOR_DIGITS = str.maketrans("OoIl", "0011")
_NO_UNIT = re.compile(_UNIT, re.IGNORECASE)
_NOT_DIGITS = re.compile(r"\D")


def nhs_numbers(read: FoldedText) -> Iterator[Raw]:
    """Ten digits that pass the NHS check digit, however grouped; number-like when they fail it."""
    for match in _USUAL.finditer(read.text):
        if nhs_number.is_valid(_NOT_DIGITS.sub("", match.group(1))):
            yield ScreenKind.NHS_NUMBER, match.start(1), match.end(1)
        elif _NO_UNIT.match(read.text, match.end(1)):
            yield ScreenKind.NUMBER_LIKE_NHS, match.start(1), match.end(1)
    for match in _UNUSUAL.finditer(read.text):
        if nhs_number.is_valid(_NOT_DIGITS.sub("", match.group(1))):
            yield ScreenKind.NHS_NUMBER, match.start(1), match.end(1)
    for match in _WITH_LETTERS.finditer(read.text):
        written = match.group()
        if sum(map(str.isdigit, written)) >= 7 and nhs_number.is_valid(
            _NOT_DIGITS.sub("", written.translate(_LETTERS_FOR_DIGITS))
        ):
            yield ScreenKind.NHS_NUMBER, match.start(), match.end()


_NUMBER_WORD = r"(?:\.|\b)[ ]?(?:no|nos|num|number|numbers|nr|id|ref)?\b[.]?[ ]{0,2}[:#=(]?[ ]{0,2}"
_NUMBER = (
    r"((?=[A-Za-z\d/\-]{4,24})[A-Za-z]{0,4}[\-/]?\d[A-Za-z\d]{0,14}(?:[\-/][A-Za-z\d]{1,12}){0,3})"
    r"(?![A-Za-z\d])"
)
_HOSPITAL_BY_CONTEXT = re.compile(
    r"\b(?:mrn|pas|case[ ]?notes?|(?:hosp(?:ital)?|unit|patient|record|pt|district|packet|chi|crn|rxr)"
    r"(?=[. ]{0,2}(?:no|nos|num|number|numbers|nr|id|ref)\b))" + _NUMBER_WORD + _NUMBER,
    re.IGNORECASE,
)
_HOSPITAL_BY_SHAPE = re.compile(r"(?<![A-Za-z\d.\-/])[A-Za-z]{1,3}-?\d{6,9}(?![A-Za-z\d])")
_LONG_RUN = re.compile(
    r"(?<![\w.,+\-/])(?!(?:19|20)\d\d[01]\d[0-3]\d(?!\d))(?!0[1-35-9]\d{9}(?!\d))(?:\d{7,9}|\d{11,}+)(?![\w]|[.,/]\d)"
)
_CODED = re.compile(
    r"(?:snomed|sctid|loinc|icd|opcs|code[sd]?|pmid|doi|isbn|issn|isrctn|nct|lot|batch|serial)[^\d]{0,12}$",
    re.IGNORECASE,
)

_ACCESSION_BY_CONTEXT = re.compile(r"\b(?:accession|access|acc)" + _NUMBER_WORD + _NUMBER, re.IGNORECASE)
_MODALITY = "CT|MR|US|XR|NM|MG|DX|CR|RF|IR|PT|XA"
_ACCESSION_BY_SHAPE = re.compile(
    rf"(?<![A-Za-z\d])(?:ACC-?\d{{5,14}}|\d{{2}}-?(?:{_MODALITY})-?\d{{4,9}}|(?:{_MODALITY})-?\d{{2,4}}-\d{{4,9}})"
    r"(?![A-Za-z\d])"
)


def record_numbers(read: FoldedText) -> Iterator[Raw]:
    """Hospital and accession numbers by what stands before them or by their shape."""
    for pattern, kind in (
        (_ACCESSION_BY_CONTEXT, ScreenKind.ACCESSION_NUMBER),
        (_HOSPITAL_BY_CONTEXT, ScreenKind.HOSPITAL_NUMBER),
    ):
        for match in pattern.finditer(read.text):
            if sum(map(str.isdigit, match.group(1))) >= 4:
                yield kind, match.start(1), match.end(1)
    for match in _ACCESSION_BY_SHAPE.finditer(read.text):
        yield ScreenKind.ACCESSION_NUMBER, match.start(), match.end()
    for match in _HOSPITAL_BY_SHAPE.finditer(read.text):
        yield ScreenKind.HOSPITAL_NUMBER, match.start(), match.end()
    for match in _LONG_RUN.finditer(read.text):
        if not _CODED.search(read.text, max(0, match.start() - 30), match.start()):
            yield ScreenKind.HOSPITAL_NUMBER, match.start(), match.end()


_UID = re.compile(r"(?<![\w.])[0-2](?:\.\d{1,40}){4,40}(?!\w)")
# The standard's own identifiers (classes, transfer syntaxes) are the same for everybody.
_STANDARD_UIDS = "1.2.840.10008."


def uids(read: FoldedText) -> Iterator[Raw]:
    """DICOM identifiers, except those that the standard itself defines."""
    for match in _UID.finditer(read.text):
        if len(match.group()) >= 14 and not match.group().startswith(_STANDARD_UIDS):
            yield ScreenKind.UID, match.start(), match.end()


_NATIONAL = re.compile(r"(?<![\w.+,])\(?0[1-35-9](?:[ \-.()]{0,2}\d){8,9}(?!\d)")
_INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00(?=[1-9]))\d{1,3}(?:[ \-.()]{0,3}\d){7,12}(?!\d)")
_EXTENSION = re.compile(
    r"\b(?:ext(?:n|ension)?|tel(?:ephone)?|phone|mobile|mob|fax)\b\.?"
    r"[ ]?(?:no\b\.?|number\b)?[ ]{0,2}[:#]?[ ]{0,2}"
    r"(\d(?:[ \-]?\d){3,11})(?!\d)" + _UNIT,
    re.IGNORECASE,
)
_BLEEP = re.compile(
    r"\b(?:bleep|bleeper|pager|dect|baton)\b[ ]?(?:no\b\.?|number\b)?[ ]{0,2}[:#]?[ ]{0,2}(\d[\d\-]{1,6})",
    re.IGNORECASE,
)


def telephones(read: FoldedText) -> Iterator[Raw]:
    """United Kingdom and international numbers, extensions and bleeps."""
    for pattern in (_NATIONAL, _INTERNATIONAL, _EXTENSION, _BLEEP):
        for match in pattern.finditer(read.text):
            if not nhs_number.is_valid(_NOT_DIGITS.sub("", match.group())):
                yield ScreenKind.PHONE, match.start(), match.end()


_RUN = re.compile(r"[A-Za-z\d]+")
_JOINED = re.compile(r"[ \-/._]{1,2}")
_RUNS_TRIED = 6
_SHORTEST_KNOWN = 5


def compact(number: str) -> str:
    """A number without spaces, dashes and case, as two people may write the same one."""
    return "".join(filter(str.isalnum, number)).upper()


def known_numbers(read: FoldedText, known: dict[str, ScreenKind]) -> Iterator[Raw]:
    """Numbers that the database knows (`known` maps their compact form to a kind), however separated."""
    if not known:
        return
    runs = list(_RUN.finditer(read.text))
    for index, run in enumerate(runs):
        joined, end = "", run.start()
        for following in runs[index : index + _RUNS_TRIED]:
            if joined and not _JOINED.fullmatch(read.text, end, following.start()):
                break
            joined, end = joined + following.group().upper(), following.end()
            if joined in known:
                yield known[joined], run.start(), end


@lru_cache(maxsize=64)
def _shape(shape: str) -> re.Pattern[str]:
    classes = {"A": "[A-Za-z]", "9": r"\d"}
    parts = [classes.get(one) or (r"[ \-/]?" if one in " -/" else re.escape(one)) for one in shape]
    return re.compile(rf"(?<![A-Za-z\d]){''.join(parts)}(?![A-Za-z\d])", re.IGNORECASE)


def shaped_numbers(read: FoldedText, shapes: Iterable[str]) -> Iterator[Raw]:
    """Numbers in the shapes that a trust gives to its hospital numbers; a separator may be left out."""
    for shape in shapes:
        for match in _shape(shape).finditer(read.text):
            yield ScreenKind.HOSPITAL_NUMBER, match.start(), match.end()


def known_number_index(patient_numbers: frozenset[str], accession_numbers: frozenset[str]) -> dict[str, ScreenKind]:
    """What `known_numbers` looks up; numbers so short that they would be found everywhere are left out."""
    index = {compact(number): ScreenKind.ACCESSION_NUMBER for number in accession_numbers}
    for number in map(compact, patient_numbers):
        valid = nhs_number.is_valid(number)
        index[number] = ScreenKind.NHS_NUMBER if valid else ScreenKind.HOSPITAL_NUMBER
    return {number: kind for number, kind in index.items() if len(number) >= _SHORTEST_KNOWN}

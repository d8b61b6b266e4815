"""Single cells: days however they are written, and words that are safe to keep."""

from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from apps.core.clock import Precision
from apps.intake.domain.cells import BadCell, read_day, read_words, usable
from apps.intake.domain.faults import FaultCode
from apps.intake.domain.mapping import DAY_FIRST, MONTH_FIRST
from apps.intake.domain.reading.table import ERROR, FORMULA, MERGED


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2024-03-01", DAY_FIRST, date(2024, 3, 1)),
        ("01/03/2024", DAY_FIRST, date(2024, 3, 1)),
        ("03/01/2024", MONTH_FIRST, date(2024, 3, 1)),
        ("1.3.24", DAY_FIRST, date(2024, 3, 1)),
        ("1-3-97", DAY_FIRST, date(1997, 3, 1)),
        ("1 March 2024", DAY_FIRST, date(2024, 3, 1)),
        ("1st Mar 2024", DAY_FIRST, date(2024, 3, 1)),
        ("March 1, 2024", DAY_FIRST, date(2024, 3, 1)),
        ("Fri 1 Mar 24", DAY_FIRST, date(2024, 3, 1)),
        ("Friday, 01/03/2024", DAY_FIRST, date(2024, 3, 1)),
        ("45352", DAY_FIRST, date(2024, 3, 1)),
        ("45352.5", DAY_FIRST, date(2024, 3, 1)),
        ("29/02/2024", DAY_FIRST, date(2024, 2, 29)),
        ("01/03/2024 14:05", DAY_FIRST, date(2024, 3, 1)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, order: str, day: date) -> None:
    assert read_day(text, order).day == day


def test_a_workbook_of_the_other_kind_counts_from_1904() -> None:
    assert read_day("43890", DAY_FIRST, from_1904=True).day == date(2024, 3, 1)


def test_a_time_makes_it_exact_and_its_absence_does_not() -> None:
    assert read_day("01/03/2024 14:05", DAY_FIRST).precision is Precision.INSTANT
    assert read_day("01/03/2024", DAY_FIRST).precision is Precision.DAY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2024", FaultCode.BAD_DAY),
        ("29/02/2023", FaultCode.BAD_DAY),
        ("03/25/2024", FaultCode.BAD_DAY),
        ("March 2024", FaultCode.BAD_DAY),
        ("2024", FaultCode.BAD_DAY),
        ("soon", FaultCode.BAD_DAY),
        ("12", FaultCode.BAD_DAY),
        ("01/01/1066", FaultCode.BAD_DAY),
        ("27/10/2024 01:30", FaultCode.BAD_DAY),
        ("31/03/2024 01:30", FaultCode.BAD_DAY),
        ("01/01/2150", FaultCode.FUTURE),
        ("79000", FaultCode.FUTURE),
    ],
)
def test_what_is_no_day_is_said_and_never_guessed(text: str, code: FaultCode) -> None:
    with pytest.raises(BadCell) as bad:
        read_day(text, DAY_FIRST)

    assert bad.value.code is code


@time_machine.travel("2026-11-24T10:00:00Z", tick=False)
def test_today_is_not_the_future() -> None:
    assert read_day("24/11/2026", DAY_FIRST).day == date(2026, 11, 24)
    assert read_day("24/11/26", DAY_FIRST).day == date(2026, 11, 24)


@given(st.text(max_size=60), st.sampled_from([DAY_FIRST, MONTH_FIRST]), st.booleans())
def test_no_text_breaks_the_reading_of_days(text: str, order: str, from_1904: bool) -> None:
    try:
        said = read_day(text, order, from_1904=from_1904).day
    except BadCell as bad:
        said = bad.code

    assert isinstance(said, date) or said in (FaultCode.BAD_DAY, FaultCode.FUTURE)


@pytest.mark.parametrize(
    ("cell", "code"),
    [(FORMULA, FaultCode.FORMULA), (f"{ERROR}#REF!", FaultCode.ERROR_VALUE), (f"{MERGED}2:3:CT", FaultCode.MERGED)],
)
def test_marked_cells_are_refused(cell: str, code: FaultCode) -> None:
    with pytest.raises(BadCell) as bad:
        usable(cell, may_be_merged=False)

    assert bad.value.code is code


def test_a_merged_word_of_a_list_counts() -> None:
    assert usable(f"{MERGED}2:3:CT", may_be_merged=True) == "CT"


@pytest.mark.parametrize(
    ("text", "multiline", "words"),
    [
        ("  two   words ", False, "two words"),
        ("two\nlines", False, "two lines"),
        ("two \r\nlines", True, "two\nlines"),
        ("cafe\u0301", False, "café"),
        ("bell\x07", False, "bell"),
        ("\u200b", False, ""),
    ],
)
def test_words_are_kept_as_forms_keep_them(text: str, multiline: bool, words: str) -> None:
    assert read_words(text, 100, multiline=multiline) == words


def test_words_that_do_not_fit_or_hide_something() -> None:
    with pytest.raises(BadCell) as long:
        read_words("x" * 101, 100)
    with pytest.raises(BadCell) as unsafe:
        read_words("a\u202eb", 100)

    assert long.value.facts == {"length": "101", "limit": "100"}
    assert unsafe.value.code is FaultCode.UNSAFE_TEXT

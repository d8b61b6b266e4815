"""What people type is kept as they meant it, and nothing is stored that shows otherwise."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.forms.text import UnsafeText, normalise


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a nodule \n", "a nodule"),
        ("e\u0301", "é"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\x00b\x1fc\x7fd\ufeffe", "abcde"),
        ("half \ud83d", "half"),
        ("👩🏽\u200d⚕️ fine", "👩🏽\u200d⚕️ fine"),
        ("ورم في الرئة", "ورم في الرئة"),
        ("نام\u200cها", "نام\u200cها"),
        ("<script>{{ 7*7 }}</script>", "<script>{{ 7*7 }}</script>"),
        ("\u200b \u2060\n\u00a0", ""),
        ("", ""),
        ("line  \nnext", "line\nnext"),
    ],
)
def test_text_is_kept_as_it_was_meant(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


def test_one_line_has_no_line_ends() -> None:
    assert normalise("a\nb\tc", multiline=False) == "a b c"


@pytest.mark.parametrize("character", ["\u202d", "\u202e"])
def test_text_that_shows_another_order_is_refused(character: str) -> None:
    with pytest.raises(UnsafeText, match="direction"):
        normalise(f"report {character}fdp.exe")


def test_a_direction_left_open_ends_with_its_line() -> None:
    assert normalise("\u2067abc\nnext") == "\u2067abc\u2069\nnext"
    assert normalise("\u202babc") == "\u202babc\u202c"
    assert normalise("abc\u2069\u202c def") == "abc def"


@given(st.text(alphabet=st.characters(exclude_characters="\u202d\u202e"), max_size=60))
def test_any_text_can_be_stored_and_cleaning_twice_changes_nothing(typed: str) -> None:
    once = normalise(typed)
    assert normalise(once) == once
    once.encode("utf-8")
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in once)

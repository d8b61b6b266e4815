"""Characters that no embedded font draws are written out; everything else stays as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.documents.glyphs import drawable, printable


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("plain – “quoted” café ½ ≥ 3 µm", "plain – “quoted” café ½ ≥ 3 µm"),
        ("\U0001fac1", "[lungs]"),
        ("\u2764\ufe0f", "\u2764"),
        ("\U0001f469\U0001f3fd\u200d\u2695\ufe0f", "[woman]\u2695"),
        ("漢", "[U+6F22]"),
        ("\ue000", "[U+E000]"),
        ("مرحبا", "مرحبا"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("line\nline", "line\nline"),
        ("soft\u00adhyphen", "soft\u00adhyphen"),
    ],
)
def test_printable(typed: str, printed: str) -> None:
    assert printable(typed) == printed


@given(st.text())
def test_result_is_drawable_or_draws_nothing(text: str) -> None:
    shown = printable(text)

    odd = [char for char in shown if ord(char) not in drawable() and char not in "\n\u200b\u200c\u200d"]
    assert odd == []

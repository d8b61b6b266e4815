"""Knows which characters the embedded fonts can draw, and writes the others out in words.

A character without a glyph prints as an empty box and breaks PDF/UA (ISO 14289-1, 7.21.8), so it is named in
square brackets instead: nothing that was typed disappears without a trace.
"""

import io
import re
import unicodedata
from functools import cache

from apps.documents.pdf import BUNDLED, bundled

# Draw nothing themselves: joiners, direction marks and variation selectors, which the layout engine uses.
# Selectors and joiners that hang on a character written out in words would be left over, so they go.
_JOINERS = "\u200d\ufe0e\ufe0f"
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@cache
def drawable() -> frozenset[int]:
    """The code points that both text fonts together can draw."""
    from fontTools.ttLib import TTFont

    points: set[int] = set()
    for name in BUNDLED:
        if name.endswith(("Sans-Regular.ttf", "DejaVuSans.ttf")):
            with TTFont(io.BytesIO(bundled(name)), lazy=True) as font:
                points.update(font.getBestCmap())
    return frozenset(points)


def printable(text: str) -> str:
    """Give the text with each character that no embedded font draws replaced by its name in brackets."""
    out: list[str] = []
    for char in text:
        if char in _JOINERS or ord(char) in _SKIN_TONES:
            # Only Arabic, Persian and Indic scripts need a joiner; between pictures it has nothing to join.
            if char == "\u200d" and out and out[-1].isalpha():
                out.append(char)
        elif char == "\n" or ord(char) in drawable():
            out.append(char)
        elif not _INVISIBLE.match(char):
            out.append(f"[{_name(char)}]")
    return "".join(out)


def _name(char: str) -> str:
    """Give a readable name: "lungs", or the code point where the name would only repeat it."""
    name = unicodedata.name(char, "").lower()
    code = f"U+{ord(char):04X}"
    return code if not name or code[2:].lower() in name else name

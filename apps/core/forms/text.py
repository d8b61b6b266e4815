"""Cleans what people type or paste, without changing what they meant."""

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

#: Line ends of every system, and the separators that word processors paste.
_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
#: Left-to-right and right-to-left override: they show text in another order than it is stored.
_OVERRIDES: Final = frozenset("\u202d\u202e")
_OPENS_EMBEDDING: Final = frozenset("\u202a\u202b")
_OPENS_ISOLATE: Final = frozenset("\u2066\u2067\u2068")
_POP_EMBEDDING: Final = "\u202c"
_POP_ISOLATE: Final = "\u2069"


class UnsafeText(ValueError):
    """The text holds characters that would make a page show something else than what is stored."""


def _removable(character: str) -> bool:
    """Control characters, half surrogates and byte-order marks: databases or PDFs refuse them."""
    return character == "\ufeff" or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t")


def _close_directions(line: str) -> str:
    """Drops closers that close nothing and adds those that are missing, so a direction ends with its line."""
    open_marks: list[str] = []
    kept: list[str] = []
    for character in line:
        if character in _OPENS_EMBEDDING:
            open_marks.append(_POP_EMBEDDING)
        elif character in _OPENS_ISOLATE:
            open_marks.append(_POP_ISOLATE)
        elif character in (_POP_EMBEDDING, _POP_ISOLATE):
            if not open_marks or open_marks[-1] != character:
                continue
            open_marks.pop()
        kept.append(character)
    return "".join(kept) + "".join(reversed(open_marks))


def _invisible(text: str) -> bool:
    """Whether nothing of the text can be seen: only spaces and formatting characters."""
    return all(unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cf", "Cc") for character in text)


def normalise(text: str, *, multiline: bool = True) -> str:
    """The text as it is stored: Unicode NFC, one kind of line end, nothing invisible at either end.

    NUL, other control characters, half surrogates and byte-order marks are *removed* without a message: they
    carry no meaning to a reader and come with pasting. Emoji and right-to-left writing are kept, and a direction
    that is left open is closed at the end of its line. Text of which nothing can be seen becomes empty.

    Raises UnsafeText for the two override characters, which show another order of letters than is stored.
    """
    if any(character in _OVERRIDES for character in text):
        raise UnsafeText(
            _("Remove the invisible character that turns the direction of the text round, or type it again.")
        )
    text = _LINE_ENDS.sub("\n", text)
    text = "".join(character for character in text if not _removable(character))
    text = unicodedata.normalize("NFC", text)
    if not multiline:
        text = " ".join(text.split())
    text = "\n".join(_close_directions(line).rstrip() for line in text.split("\n")).strip()
    return "" if _invisible(text) else text

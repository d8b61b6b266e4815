"""Reads text as an eye would: disguises are folded away, and every place still points into the original."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

# Letters of other scripts that look like Latin ones, left and right. Not the whole Unicode list: these are
# the ones that a keyboard or a copied page produces, and that the eye cannot tell apart.
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХаеорсухіјѕԁһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιɑɡ",
    "ABEKMHOPCTYXaeopcyxijsdhlABEZHIKMNOPTYXoiag",
)
# Letters that no decomposition takes apart.
_LIGATURES = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "AE",
              "œ": "oe",
              "Œ": "OE", "ı": "i", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}  # fmt: skip
_APOSTROPHES = frozenset("'’‘ʼʹ′`´ʻˈ＇‛")
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


@dataclass(frozen=True)
class Word:
    """A run of letters, apostrophes inside included.

    `key` is folded to lower case without apostrophes and without a possessive 's; `raw` keeps the s.
    """

    start: int
    end: int
    text: str
    key: str
    raw: str

    @property
    def is_capitalised(self) -> bool:
        """Begins with a capital letter."""
        return self.text[0].isupper()


@dataclass(frozen=True)
class FoldedText:
    """`text` without disguises; `places[i]` is where its i-th character came from in the original."""

    original: str
    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the original that the slice of the folded text came from."""
        return self.places[start], self.places[end - 1] + 1

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in order."""
        return tuple(_word(match) for match in _WORD.finditer(self.text))

    def gap(self, index: int) -> str:
        """What stands between word `index` and the next one."""
        return self.text[self.words[index].end : self.words[index + 1].start]


def _word(match: re.Match[str]) -> Word:
    text = match.group()
    raw = text.replace("'", "").lower()
    possessive = text[-2:] in {"'s", "'S"}
    return Word(match.start(), match.end(), text, raw[:-1] if possessive else raw, raw)


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character == "\n":
        return "\n"
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    # Format characters are zero-width joiners, soft hyphens and direction marks: a number may hide behind
    # them.
    if category in {"Cf", "Mn", "Me"} or character in _INVISIBLE_LETTERS:
        return ""
    if category == "Pd" or character == "\u2212":
        return "-"
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return _folded_letter(character)


def _folded_letter(character: str) -> str:
    folded = []
    for part in unicodedata.normalize("NFKD", character):
        if unicodedata.category(part) in {"Mn", "Cf"}:
            continue
        folded.append(" " if part.isspace() else _LIGATURES.get(part, part.translate(_LOOKALIKES)))
    return "".join(folded)


def folded(original: str) -> FoldedText:
    """`original` with digits, letters, spaces, dashes and apostrophes brought to their plain forms."""
    if original.isascii() and original.isprintable() and "`" not in original:
        return FoldedText(original, original, range(len(original)))
    text: list[str] = []
    places: list[int] = []
    for place, character in enumerate(original):
        plain = _folded_character(character)
        text.append(plain)
        places.extend([place] * len(plain))
    return FoldedText(original, "".join(text), places)


def name_words(written: str) -> tuple[str, ...]:
    """The folded words of a name in the order written: ("adaeze", "okafor")."""
    return tuple(word.key for word in folded(written).words)

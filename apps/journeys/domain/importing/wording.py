"""Cleans text that comes from files: one normal form, no control characters, no bidirectional overrides."""

import re
import unicodedata

# Characters that reorder or hide what stands beside them.
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """Return the text in NFC, white space collapsed, control and direction-override characters removed."""
    kept = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or not (character in _BIDI or unicodedata.category(character) in ("Cc", "Cs"))
    )
    return " ".join(kept.split())


def printable(name: str) -> str:
    """Return a file name that can be shown on a terminal: control characters and undecodable bytes replaced."""
    readable = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(
        "\ufffd" if character in _BIDI or unicodedata.category(character) == "Cc" else character
        for character in readable
    )


def name_key(name: str) -> str:
    """Return a form in which two spellings of one person's name compare equal (case, accents, titles)."""
    folded = unicodedata.normalize("NFKD", clean(name)).casefold()
    letters = "".join(character for character in folded if not unicodedata.combining(character))
    if "," in letters:
        family, _, given = letters.partition(",")
        letters = f"{given} {family}"
    words = re.findall(r"[\w'’-]+", letters.replace(".", " "))
    while words and words[0] in {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "dame"}:
        words = words[1:]
    return " ".join(words).replace("’", "'")

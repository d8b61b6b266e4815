"""The difference between a first and a second view, word by word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True)
class Piece:
    """Some words, and whether they stayed, went or came: `same`, `removed` or `added`."""

    kind: str
    text: str


def word_changes(first: str, second: str) -> list[Piece]:
    """The words of both, in reading order; those that went stand before those that came in their place."""
    old, new = _WORD.findall(first), _WORD.findall(second)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(
        None, [one.strip() for one in old], [one.strip() for one in new]
    ).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[c:d])))
            continue
        pieces += [Piece(kind, "".join(words)) for kind, words in (("removed", old[a:b]), ("added", new[c:d])) if words]
    return pieces


def has_changes(pieces: Iterable[Piece]) -> bool:
    """Whether any word went or came."""
    return any(piece.kind != "same" for piece in pieces)

"""Finds the hospitals, sites and trusts that the database knows, by full and by short name.

A short name is what remains without generic words: "Saltmarsh" of Saltmarsh Infirmary. A place whose short
name is an ordinary word counts by its full name only, and a name of generic words alone (Radiology, Breast
Imaging) never.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.disclosure.domain import vocabulary
from apps.disclosure.domain.numbers import Raw
from apps.disclosure.domain.reading import FoldedText, Word, folded
from apps.disclosure.enums import ScreenKind

_INSIDE = re.compile(r"[ \n]{1,3}|[ ]?[-&][ ]?|, ?|\. ?")
_SHORTEST_CORE = 4
_SHORTEST_INITIALS = 3
_LEFT_OUT_OF_INITIALS = frozenset({"and", "of", "the", "for", "at", "on"})
_INITIALS = re.compile(r"(?<![A-Za-z\d])[A-Z]{3,6}(?![A-Za-z\d])")


@dataclass
class PlaceIndex:
    """Ways to write known places by their first word (True: only with capitals), and their initials."""

    ways: dict[str, set[tuple[tuple[str, ...], bool]]] = field(default_factory=lambda: defaultdict(set))
    initials: set[str] = field(default_factory=set)


def index_places(sites: frozenset[str]) -> PlaceIndex:
    """What `known_places` looks up."""
    index = PlaceIndex()
    for site in sorted(sites):
        words = tuple(word.raw for word in folded(site).words)
        distinctive = [word for word in words if word not in vocabulary.GENERIC_PLACE]
        if not distinctive or sum(map(len, words)) < _SHORTEST_CORE:
            continue
        for way, with_capitals in _ways(words, distinctive):
            index.ways[way[0]].add((way, with_capitals))
        initials = "".join(word[0] for word in words if word not in _LEFT_OUT_OF_INITIALS).upper()
        if len(words) > 1 and len(initials) >= _SHORTEST_INITIALS and initials not in vocabulary.ABBREVIATIONS:
            index.initials.add(initials)
    return index


def _ways(words: tuple[str, ...], distinctive: list[str]) -> Iterator[tuple[tuple[str, ...], bool]]:
    ordinary = all(word in vocabulary.ORDINARY for word in distinctive)
    yield words, ordinary and len(words) < 3
    shorter = words
    while len(shorter) > 2 and shorter[-1] in vocabulary.GENERIC_PLACE:
        shorter = shorter[:-1]
        yield shorter, ordinary
    core = _core(words)
    if len(core) > 1:
        yield core, ordinary
    elif core and len(core[0]) >= _SHORTEST_CORE and not ordinary:
        yield core, False
    for word in distinctive:
        # Two towns in the name of a trust: each points at it.
        if "and" in words and len(word) >= _SHORTEST_CORE and word not in vocabulary.ORDINARY:
            yield (word,), False


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    """From the first to the last distinctive word; "St Brannoc's" keeps its saint."""
    places = [place for place, word in enumerate(words) if word not in vocabulary.GENERIC_PLACE]
    first, last = places[0], places[-1]
    if first > 0 and words[first - 1] in {"st", "saint"}:
        first -= 1
    return words[first : last + 1]


def known_places(read: FoldedText, index: PlaceIndex) -> Iterator[Raw]:
    """Every place where a known site or trust is written."""
    for position, word in enumerate(read.words):
        for key in {word.key, word.raw}:
            for way, with_capitals in index.ways.get(key, ()):
                if _matches(read, position, way, with_capitals):
                    yield ScreenKind.SITE_NAME, word.start, read.words[position + len(way) - 1].end
    if index.initials:
        for match in _INITIALS.finditer(read.text):
            if match.group() in index.initials:
                yield ScreenKind.SITE_NAME, match.start(), match.end()


def _matches(read: FoldedText, position: int, way: tuple[str, ...], with_capitals: bool) -> bool:
    if position + len(way) > len(read.words):
        return False
    here = read.words[position : position + len(way)]
    if with_capitals and not all(word.is_capitalised or word.key in _LEFT_OUT_OF_INITIALS for word in here):
        return False
    return all(
        _same(word, key) and (offset == 0 or bool(_INSIDE.fullmatch(read.gap(position + offset - 1))))
        for offset, (word, key) in enumerate(zip(here, way, strict=True))
    )


def _same(word: Word, key: str) -> bool:
    return key in {word.key, word.raw} or (key.endswith("s") and key[:-1] == word.key)

"""Finds a title with a name after it, whether or not the database knows the name."""

import re
from collections.abc import Iterator

from apps.disclosure.domain import vocabulary
from apps.disclosure.domain.numbers import Raw
from apps.disclosure.domain.reading import FoldedText, Word
from apps.disclosure.enums import ScreenKind

_AFTER_TITLE = re.compile(r"\.?[ \n]{0,3}")
_INSIDE_NAME = re.compile(r"\.?[ \n]{1,2}|\.|-|, ?")
_BETWEEN_NAMES = re.compile(r"[ \n]|-")
_MOST_NAMES = 4
# Words between a title and the name: "Prof Sir J. van der". A bound, so that "Dr Dr Dr ..." takes no longer.
_MOST_BETWEEN = 8
_SHORTEST_NAME = 2
_SHORTEST_SMALL_NAME = 3


def titled_names(read: FoldedText) -> Iterator[Raw]:
    """ "Mrs Quennell", "Dr. J. Smithson", "dr chakrabarti"; not "MR Spine" or "the dr said"."""
    for index, word in enumerate(read.words):
        if not is_title(word):
            continue
        first = name_after(read, index)
        if first is not None and (word.key, read.words[first].key) in vocabulary.TITLED_EPONYMS:
            continue
        if first is not None and _is_name(word, read.words[first]):
            yield ScreenKind.TITLED_NAME, word.start, read.words[_last(read, first)].end


def is_title(word: Word) -> bool:
    """Reads as a title of a person, on its own evidence."""
    if word.key not in vocabulary.TITLES:
        return False
    if word.key in vocabulary.TITLES_WITH_CAPITAL:
        return word.is_capitalised and (word.text[1:].islower() and word.key != "mx" or word.text == "Mx")
    return True


def name_after(read: FoldedText, index: int) -> int | None:
    """The word after a title where the name proper begins: past more titles, initials and particles."""
    words = read.words
    position = index
    while position + 1 < min(len(words), index + _MOST_BETWEEN):
        pattern = _AFTER_TITLE if position == index else _INSIDE_NAME
        if not pattern.fullmatch(read.gap(position)):
            return None
        position += 1
        word = words[position]
        if word.key == "and" and position + 1 < len(words) and words[position + 1].key in vocabulary.TITLES:
            continue
        if len(word.text) > 1 and word.key not in vocabulary.PARTICLES | vocabulary.TITLES:
            return position
    return None


def _is_name(title: Word, name: Word) -> bool:
    if name.is_capitalised and len(name.text) >= _SHORTEST_NAME:
        # "MR" and "DR" in capitals and "mr" in small letters are imaging before an imaging word.
        if title.key in vocabulary.TITLES_THAT_ARE_IMAGING and title.text[:2] not in {"Mr", "Dr"}:
            return name.key not in vocabulary.IMAGING | vocabulary.PLAIN
        return name.key not in vocabulary.PLAIN
    small = len(name.text) >= _SHORTEST_SMALL_NAME and name.key not in vocabulary.PLAIN | vocabulary.IMAGING
    return small and title.key not in vocabulary.TITLES_WITH_CAPITAL


def _last(read: FoldedText, first: int) -> int:
    """The last word of a name that begins at `first`; only capitalised words that are not plain go on."""
    last = first
    while last + 1 < len(read.words) and last - first < _MOST_NAMES:
        word = read.words[last + 1]
        joined = read.gap(last)
        if not _BETWEEN_NAMES.fullmatch(joined):
            break
        if joined != "-" and (not word.is_capitalised or word.key in vocabulary.PLAIN | vocabulary.IMAGING):
            break
        last += 1
    return last

"""Finds the names that the database knows, however they are written.

The rule, which docs/how-to/screening.md explains to users:

- A surname of three letters or more counts wherever it stands as a word, in any case.
- A surname that is also an ordinary word, an imaging word or an eponym (Young, Field, Hill, Baker), and one
  of two letters, needs evidence: a title, an initial or a forename of the same person, or its capital after
  a word such as "by" or "asked". An eponym also counts with its capital before a word such as "reported".
- An eponym that is also a common surname (Smith, Murphy) counts with its capital unless what follows makes it a
  disease, a sign or a type.
- A forename alone counts with its capital, when it has three letters or more and is no such word.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.disclosure.domain import vocabulary
from apps.disclosure.domain.numbers import Raw
from apps.disclosure.domain.reading import FoldedText, Word, folded, name_words
from apps.disclosure.domain.titles import is_title
from apps.disclosure.enums import ScreenKind

_SHORTEST_SURNAME = 3
_SHORTEST_FORENAME = 3
_SHORTEST_WITH_PLURAL = 5
_MOST_EXTENSION = 4
_INSIDE = re.compile(r"[ \n]{1,3}|[ ]?-[ ]?|\^+|_")
_BEFORE_SURNAME = re.compile(r"\.?[ \n]{1,3}|\.|[ ]?-[ ]?|_")
_AFTER_SURNAME = re.compile(r"[ ]?,[ \n]{0,2}|\^+|[ ]|_")
_AFTER_INITIAL = re.compile(r"\.?[ ]?|\^+")
_AFTER_TITLE = re.compile(r"\.?[ \n]{0,3}")


@dataclass(frozen=True)
class Person:
    """A known name taken apart: folded forenames and the words of the surname."""

    kind: ScreenKind
    given: tuple[str, ...]
    surname: tuple[str, ...]

    @property
    def initials(self) -> frozenset[str]:
        """First letters of the forenames."""
        return frozenset(name[0] for name in self.given)


@dataclass
class NameIndex:
    """Known people by the first word of a way to write their surname, and by forename."""

    surnames: dict[str, list[tuple[tuple[str, ...], Person]]] = field(default_factory=lambda: defaultdict(list))
    forenames: dict[str, ScreenKind] = field(default_factory=dict)


def person(kind: ScreenKind, written: str) -> Person | None:
    """Take a name apart: "Adaeze Okafor", "Okafor, Adaeze", "OKAFOR^ADAEZE", "Pieter van der Merwe"."""
    for separator in ("^", ","):
        if separator in written:
            family, _, rest = written.partition(separator)
            surname = name_words(family)
            given = name_words(rest.replace("^", " "))
            return Person(kind, _untitled(given), surname) if surname else None
    # A number or a dash in a name has no words: "Reader 2".
    parts = [words for part in written.split() if (words := name_words(part))]
    while parts and parts[0][0] in vocabulary.TITLES:
        parts = parts[1:]
    if not parts:
        return None
    first = len(parts) - 1
    while first > 1 and parts[first - 1][0] in vocabulary.PARTICLES:
        first -= 1
    given = tuple(word for part in parts[:first] for word in part)
    return Person(kind, given, tuple(word for part in parts[first:] for word in part))


def _untitled(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in vocabulary.TITLES)


def index_names(staff_names: frozenset[str], patient_names: frozenset[str]) -> NameIndex:
    """What `known_names` looks up. A patient's name outranks the same name of a member of staff."""
    index = NameIndex()
    for kind, names in ((ScreenKind.STAFF_NAME, staff_names), (ScreenKind.PATIENT_NAME, patient_names)):
        for written in sorted(names):
            known = person(kind, written)
            if known is not None:
                _add(index, known, written)
    return index


def _add(index: NameIndex, known: Person, written: str) -> None:
    for way in _ways(known.surname, written):
        index.surnames[way[0]].append((way, known))
    for name in known.given:
        if len(name) >= _SHORTEST_FORENAME and name not in vocabulary.ORDINARY:
            index.forenames[name] = known.kind


def _ways(surname: tuple[str, ...], written: str) -> set[tuple[str, ...]]:
    """The word sequences that mean this surname: whole, without particles, half of a double one."""
    names = tuple(word for word in surname if word not in vocabulary.PARTICLES)
    ways = {surname}
    if names:
        ways.add(names)
        ways.update((word,) for word in names if len(names) > 1)
        ways.add(("".join(surname),))
    # An apostrophe may be typed as a space: O Neill.
    ways.update({(word[0], word[1:]) for word in names if len(word) > 2 and f"{word[0]}'{word[1:]}" in _plain(written)})
    return ways


def _plain(written: str) -> str:
    return folded(written).text.lower()


def known_names(read: FoldedText, index: NameIndex) -> Iterator[Raw]:
    """Every place where a known name is written, with its title, initials and forenames."""
    for position, word in enumerate(read.words):
        for key in _keys(word):
            for way, known in index.surnames.get(key, ()):
                found = _surname_at(read, position, way, known)
                if found is not None:
                    yield found
        kind = index.forenames.get(word.key)
        if kind is not None and word.is_capitalised and not _is_saint(read, position):
            yield kind, word.start, word.end


def _is_saint(read: FoldedText, position: int) -> bool:
    return position > 0 and read.words[position - 1].key in {"st", "saint"}


def _keys(word: Word) -> set[str]:
    """A word as itself and as the plural or careless possessive of a name ("Okafors list")."""
    keys = {word.key}
    if word.raw.endswith("s") and len(word.raw) >= _SHORTEST_WITH_PLURAL:
        keys.add(word.raw[:-1])
    return keys


def _surname_at(read: FoldedText, position: int, way: tuple[str, ...], known: Person) -> Raw | None:
    words = read.words
    end = position + len(way) - 1
    if end >= len(words):
        return None
    for offset in range(1, len(way)):
        if way[offset] not in _keys(words[position + offset]) or not _INSIDE.fullmatch(read.gap(position + offset - 1)):
            return None
    first, named_before = _extend_left(read, position, known)
    last, named_after = _extend_right(read, end, known)
    named = named_before or named_after
    if not named and not _counts_alone(read, position, end, way):
        return None
    if first > 0 and is_title(words[first - 1]) and _AFTER_TITLE.fullmatch(read.gap(first - 1)):
        first -= 1
    return known.kind, words[first].start, _end(read, words[last], last > end)


def _end(read: FoldedText, word: Word, is_after_surname: bool) -> int:
    """The end of the name; the full stop of a last initial belongs to it."""
    stopped = is_after_surname and len(word.text) == 1 and read.text[word.end : word.end + 1] == "."
    return word.end + stopped


def _extend_left(read: FoldedText, position: int, known: Person) -> tuple[int, bool]:
    """Take in the person's forenames and initials before the surname; True when any was there."""
    first, named = position, False
    while first > 0 and position - first < _MOST_EXTENSION and _BEFORE_SURNAME.fullmatch(read.gap(first - 1)):
        word = read.words[first - 1]
        if word.key in vocabulary.PARTICLES and word.key in known.surname:
            first -= 1
        elif word.key in known.given or _is_initial(read, first - 1, known):
            first, named = first - 1, True
        else:
            break
    return first, named and _agrees_in_case(read.words[position], read.words[first])


def _is_initial(read: FoldedText, position: int, known: Person) -> bool:
    word = read.words[position]
    if len(word.text) != 1 or not word.is_capitalised or word.key not in known.initials:
        return False
    # "A Long history" and "I Field": a word, unless a full stop or a title says that it is an initial.
    titled = position > 0 and is_title(read.words[position - 1])
    doubtful = word.key in {"a", "i"} and not _is_distinctive(known.surname)
    return titled or not doubtful or read.gap(position).startswith((".", "-"))


def _agrees_in_case(surname: Word, other: Word) -> bool:
    """ "will sharp" and "mark field" in small letters are sentences; "helen young" is a name."""
    return surname.is_capitalised or not {surname.key, other.key} <= vocabulary.ORDINARY


def _extend_right(read: FoldedText, end: int, known: Person) -> tuple[int, bool]:
    """Take in ", A." or ", Adaeze" or "^ADAEZE" after the surname; True when any was there."""
    last, named = end, False
    while last + 1 < len(read.words) and last - end < _MOST_EXTENSION:
        gap, word = read.gap(last), read.words[last + 1]
        pattern = _AFTER_SURNAME if last == end else _AFTER_INITIAL
        if not pattern.fullmatch(gap) and not (last > end and gap == " "):
            break
        if not _is_initial_after(read, last, known) and not (word.key in known.given and word.is_capitalised):
            break
        last, named = last + 1, True
    return last, named and read.words[end].is_capitalised


def _is_initial_after(read: FoldedText, index: int, known: Person) -> bool:
    word = read.words[index + 1]
    if len(word.text) != 1 or not word.is_capitalised or word.key not in known.initials:
        return False
    # "Hill A" may be anything, and the T of "Okafor T2" is a stage.
    alone = not read.text[word.end : word.end + 1].isdigit()
    common = known.surname[-1] in vocabulary.COMMON_EPONYMS
    return alone and (read.gap(index) != " " or common or _is_distinctive(known.surname))


def _is_distinctive(surname: tuple[str, ...]) -> bool:
    """Has a word that is long enough and is neither an ordinary word nor a particle."""
    ordinary = vocabulary.ORDINARY | vocabulary.PARTICLES
    return any(len(name) >= _SHORTEST_SURNAME and name not in ordinary for name in surname)


def _counts_alone(read: FoldedText, position: int, end: int, way: tuple[str, ...]) -> bool:
    """Whether a surname with no forename or initial beside it is enough."""
    word = read.words[position]
    if _is_distinctive(way) or _has_title(read, position):
        return True
    if len(way) > 1 and all(read.words[index].is_capitalised for index in range(position, end + 1)):
        return True
    if not word.is_capitalised:
        return False
    if way[-1] in vocabulary.COMMON_EPONYMS and not _is_eponym(read, end):
        return True
    return _cued_before(read, position) or _cued_after(read, end, way)


def _is_eponym(read: FoldedText, end: int) -> bool:
    """What follows makes it a disease, a sign or a type: "Smith's fracture", "Murphy sign", "Anderson II"."""
    if end + 1 >= len(read.words) or read.gap(end) not in {" ", "-"}:
        # "Anderson 2": a type, not a person.
        return read.text[read.words[end].end + 1 : read.words[end].end + 2].isdigit()
    word = read.words[end + 1]
    kind_of = len(word.text) == 1 or set(word.text) <= set("IV")
    joined = read.gap(end) == "-" and word.is_capitalised
    return kind_of or joined or word.key in vocabulary.EPONYM_NOUNS | vocabulary.IMAGING


def _has_title(read: FoldedText, position: int) -> bool:
    """A title stands before the surname, initials and particles aside, and reads as one before this word."""
    index = position - 1
    while index > max(0, position - _MOST_EXTENSION) and (
        len(read.words[index].text) == 1 or read.words[index].key in vocabulary.PARTICLES
    ):
        index -= 1
    if index < 0:
        return False
    title, word = read.words[index], read.words[position]
    if not is_title(title) or not _AFTER_TITLE.fullmatch(read.gap(index)):
        return False
    if title.key in vocabulary.TITLES_THAT_ARE_IMAGING and word.key in vocabulary.ORDINARY:
        return _doctor_not_image(title, word)
    return word.is_capitalised or title.text.islower()


def _doctor_not_image(title: Word, word: Word) -> bool:
    """ "Dr Field" and "dr field", but not "MR Field" or "mr field"."""
    if title.text in {"Mr", "Dr"}:
        return word.is_capitalised
    if title.text.isupper():
        return word.text.isupper() and word.key in vocabulary.COMMON_EPONYMS
    return title.key == "dr" and title.text.islower()


def _cued_before(read: FoldedText, position: int) -> bool:
    if position == 0 or read.gap(position - 1) != " ":
        return False
    before = read.words[position - 1].key
    earlier = read.words[position - 2].key if position > 1 else ""
    if before == "to":
        return earlier in vocabulary.CUES_TO
    return before in vocabulary.CUES_BEFORE or (earlier, before) in vocabulary.CUE_PAIRS


def _cued_after(read: FoldedText, end: int, way: tuple[str, ...]) -> bool:
    if end + 1 >= len(read.words) or read.gap(end) != " ":
        return False
    if len(way[-1]) < _SHORTEST_SURNAME and not read.words[end].text.isupper():
        return read.words[end + 1].key in vocabulary.CUES_AFTER
    return way[-1] in vocabulary.EPONYMS - vocabulary.IMAGING and read.words[end + 1].key in vocabulary.CUES_AFTER

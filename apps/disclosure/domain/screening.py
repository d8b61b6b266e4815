"""The identifier screen: what in a text points at a patient, a member of staff or a place."""

from collections.abc import Iterator
from functools import lru_cache

from apps.disclosure.domain import contacts, names, numbers, places, titles
from apps.disclosure.domain.numbers import Raw
from apps.disclosure.domain.reading import FoldedText, folded
from apps.disclosure.enums import ScreenKind
from apps.disclosure.identifiers import NOTHING_KNOWN, KnownIdentifiers, ScreenFinding, extend

__all__ = ["NOTHING_KNOWN", "KnownIdentifiers", "ScreenFinding", "ScreenKind", "extend", "screen"]

_GRAVITY = {kind: place for place, kind in enumerate(ScreenKind)}
# An address is removed whole, so a name inside one is no finding of its own.
_SWALLOWS_NAMES = frozenset({ScreenKind.EMAIL})
_NAMES = frozenset({ScreenKind.STAFF_NAME, ScreenKind.PATIENT_NAME, ScreenKind.SITE_NAME, ScreenKind.URL})


def screen(text: str, known: KnownIdentifiers = NOTHING_KNOWN) -> tuple[ScreenFinding, ...]:
    """What in `text` may point at somebody, in the order of the text.

    The same text and knowledge always give the same findings, in time proportional to the text's length. A
    finding inside another one is given only when it is the graver of the two: an NHS number in a web address.
    Names in free text that neither the database knows nor a title announces are not found.
    """
    read = folded(text)
    index = _indexed(known)
    raw = _widest_of_each_kind({*_by_shape(read), *_by_knowledge(read, index)})
    findings = []
    for kind, start, end in raw:
        first, last = read.span(start, end)
        findings.append(ScreenFinding(kind, first, last, text[first:last]))
    return tuple(findings)


class _Index:
    """Knowledge made ready for look-up, once for many texts."""

    def __init__(self, known: KnownIdentifiers) -> None:
        self.names = names.index_names(known.staff_names, known.patient_names)
        self.places = places.index_places(known.sites)
        self.shapes = sorted(known.number_shapes)
        self.numbers = numbers.known_number_index(known.patient_numbers, known.accession_numbers)


@lru_cache(maxsize=8)
def _indexed(known: KnownIdentifiers) -> _Index:
    return _Index(known)


def _by_shape(read: FoldedText) -> Iterator[Raw]:
    yield from numbers.nhs_numbers(read)
    yield from numbers.record_numbers(read)
    yield from numbers.uids(read)
    yield from numbers.telephones(read)
    yield from contacts.dates(read)
    yield from contacts.old_ages(read)
    yield from contacts.postcodes(read)
    yield from contacts.emails(read)
    yield from contacts.urls(read)
    yield from titles.titled_names(read)


def _by_knowledge(read: FoldedText, index: _Index) -> Iterator[Raw]:
    yield from numbers.known_numbers(read, index.numbers)
    yield from numbers.shaped_numbers(read, index.shapes)
    yield from names.known_names(read, index.names)
    yield from places.known_places(read, index.places)


def _widest_of_each_kind(raw: set[Raw]) -> list[Raw]:
    """Drop what a finding of the same or a graver kind covers; one sweep over the text."""
    kept: list[Raw] = []
    # Furthest end so far, by kind: a finding that ends before it lies inside one that began no later.
    covered: dict[ScreenKind, int] = {}
    for kind, start, end in sorted(raw, key=lambda found: (found[1], -found[2], _GRAVITY[found[0]])):
        if not any(_covers(graver, kind) and reach >= end for graver, reach in covered.items()):
            kept.append((kind, start, end))
        covered[kind] = max(covered.get(kind, 0), end)
    return kept


def _covers(outer: ScreenKind, inner: ScreenKind) -> bool:
    return _GRAVITY[outer] <= _GRAVITY[inner] or (outer in _SWALLOWS_NAMES and inner in _NAMES)

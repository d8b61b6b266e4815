"""What the identifier screen is told and what it answers: plain values for every layer of the app."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.disclosure.enums import ScreenKind


@dataclass(frozen=True)
class KnownIdentifiers:
    """The names, numbers and sites that the database knows and that must not leave.

    Names are as the database holds them: "Adaeze Okafor", "Okafor, Adaeze" or DICOM's "OKAFOR^ADAEZE".
    """

    staff_names: frozenset[str] = frozenset()
    patient_names: frozenset[str] = frozenset()
    patient_numbers: frozenset[str] = frozenset()
    accession_numbers: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    # Shapes of hospital numbers: A is any letter, 9 any digit, everything else itself.
    number_shapes: frozenset[str] = frozenset()


NOTHING_KNOWN = KnownIdentifiers()


def extend(
    known: KnownIdentifiers,
    *,
    staff_names: Iterable[str] = (),
    patient_names: Iterable[str] = (),
    patient_numbers: Iterable[str] = (),
    accession_numbers: Iterable[str] = (),
    sites: Iterable[str] = (),
    number_shapes: Iterable[str] = (),
) -> KnownIdentifiers:
    """`known` with more; an app above adds what it knows, such as the patients of the case's studies."""
    return KnownIdentifiers(
        staff_names=known.staff_names | frozenset(staff_names),
        patient_names=known.patient_names | frozenset(patient_names),
        patient_numbers=known.patient_numbers | frozenset(patient_numbers),
        accession_numbers=known.accession_numbers | frozenset(accession_numbers),
        sites=known.sites | frozenset(sites),
        number_shapes=known.number_shapes | frozenset(number_shapes),
    )


@dataclass(frozen=True)
class ScreenFinding:
    """One identifier found: `text[start:end]` of the text as it was given is exactly `text`."""

    kind: ScreenKind
    start: int
    end: int
    text: str

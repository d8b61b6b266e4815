"""Runs the identifier screen over a presentation copy with everything that the database knows of its case."""

import hashlib
from dataclasses import dataclass

from apps.cases.models import Case, PresentationCopy
from apps.disclosure.domain.resolving import unresolved
from apps.disclosure.domain.screening import screen
from apps.disclosure.identifiers import KnownIdentifiers, ScreenFinding, extend
from apps.disclosure.queries.known import known_for_trust
from apps.journeys.queries.patient_names import identifiers_of_studies

SCREENED_FIELDS = ("title", "vignette", "question", "reveal")


@dataclass(frozen=True)
class FieldFinding:
    """Something in a field that may identify a person or a place."""

    field: str
    finding: ScreenFinding


def presentation_digest(copy: PresentationCopy) -> str:
    """The digest of the text that the room will see; any edit changes it."""
    words = "\x1f".join(getattr(copy, name) for name in SCREENED_FIELDS)
    return hashlib.sha256(words.encode()).hexdigest()


def presentation_is_clean(case: Case) -> bool:
    """Whether the copy as it stands now was screened with nothing left unresolved, and says something."""
    copy = getattr(case, "presentation", None)
    if copy is None or not (copy.title and copy.vignette):
        return False
    return bool(copy.screened_sha256) and copy.screened_sha256 == presentation_digest(copy)


def known_for_case(case: Case) -> KnownIdentifiers:
    """Every name, number and site that must not appear in what leaves about this case."""
    studies = [one.study_id for one in case.case_studies.all()]
    patients = identifiers_of_studies(studies)
    return extend(
        known_for_trust([case.department.trust_id]),
        patient_names=patients.patient_names,
        patient_numbers=patients.patient_numbers,
        accession_numbers=patients.accession_numbers,
    )


def unresolved_in(case: Case, fields: dict[str, str], subject_label: str, subject_id: str) -> list[FieldFinding]:
    """The findings in these texts that nobody has resolved or justified, in reading order."""
    known = known_for_case(case)
    left: list[FieldFinding] = []
    for name, text in fields.items():
        found = screen(text, known)
        open_ones = unresolved(found, subject_label=subject_label, subject_id=subject_id, field=name)
        left += [FieldFinding(name, one) for one in open_ones]
    return left

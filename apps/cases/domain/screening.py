"""Runs the identifier screen over texts about cases, with everything that the database knows of them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from apps.cases.models import Case, CaseAttachment, PresentationCopy, PresentationImage
from apps.disclosure.domain.resolving import open_findings
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
    """The digest of the text and the images that the room will see; any edit changes it."""
    words = "\x1f".join(getattr(copy, name) for name in SCREENED_FIELDS)
    if copy.images_sha256:
        words += f"\x1f{copy.images_sha256}"
    return hashlib.sha256(words.encode()).hexdigest()


def texts_of_presentation(copy: PresentationCopy) -> dict[str, str]:
    """All words that are screened for the room: the copy's own, its images' and the names of the case's files."""
    texts = {name: getattr(copy, name) for name in SCREENED_FIELDS}
    texts |= {f"image:{one.pk}": one.alt_text for one in PresentationImage.objects.filter(case=copy.case_id)}
    names = CaseAttachment.objects.filter(case=copy.case_id).values_list("pk", "name")
    return texts | {f"file:{pk}": PurePath(name).stem.replace("_", " ") for pk, name in names}


def presentation_is_clean(case: Case) -> bool:
    """Whether the copy as it stands now was screened with nothing left unresolved, and says something."""
    copy = getattr(case, "presentation", None)
    if copy is None or not (copy.title and copy.vignette):
        return False
    return bool(copy.screened_sha256) and copy.screened_sha256 == presentation_digest(copy)


def known_for_cases(cases: Iterable[Case]) -> KnownIdentifiers:
    """Every name, number and site that must not appear in what leaves about these cases."""
    every = list(cases)
    patients = identifiers_of_studies([one.study_id for case in every for one in case.case_studies.all()])
    outside = [reader.external_name for case in every for reader in case.readers.all() if reader.external_name]
    return extend(
        known_for_trust({case.department.trust_id for case in every}),
        staff_names=outside,
        patient_names=patients.patient_names,
        patient_numbers=patients.patient_numbers,
        accession_numbers=patients.accession_numbers,
    )


def unresolved_in(
    cases: Iterable[Case], texts: Mapping[str, str], subject_label: str, subject_id: UUID
) -> list[FieldFinding]:
    """The findings in these texts that nobody has removed or justified, in reading order."""
    left = open_findings(subject_label=subject_label, subject_id=subject_id, texts=texts, known=known_for_cases(cases))
    return [FieldFinding(name, finding) for name, found in left.items() for finding in found]


def found_in(texts: Mapping[str, str], known: KnownIdentifiers) -> list[FieldFinding]:
    """All that the screen finds in these texts, justified or not; nothing is kept of the texts."""
    return [FieldFinding(name, one) for name, text in texts.items() for one in screen(text, known)]


def found_in_narrative(case: Case) -> list[FieldFinding]:
    """What the screen finds in what was logged: a hint for whoever logged it, never a hindrance."""
    return found_in({"narrative": case.narrative}, known_for_cases([case]))

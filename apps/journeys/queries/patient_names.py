"""What must not leave about the patients of some studies: their names, numbers and accession numbers."""

from collections.abc import Iterable
from uuid import UUID

from apps.disclosure.identifiers import KnownIdentifiers
from apps.journeys.models import Study
from apps.journeys.queries.sealed import details_of


def identifiers_of_studies(study_ids: Iterable[UUID]) -> KnownIdentifiers:
    """Return the identifiers of the patients of these studies, for the identifier screen only.

    Two queries however many studies. Nobody is shown the result, so this is not a reveal; a patient whose
    key was destroyed contributes nothing.
    """
    studies = list(Study.objects.filter(pk__in=set(study_ids)).only("patient_id", "accession_number"))
    names: set[str] = set()
    numbers: set[str] = set()
    for details in details_of({study.patient_id for study in studies if study.patient_id}).values():
        names |= {details.name, *details.other_names.split("; ")}
        numbers |= {details.nhs_number, details.hospital_number}
    return KnownIdentifiers(
        patient_names=frozenset(names - {""}),
        patient_numbers=frozenset(numbers - {""}),
        accession_numbers=frozenset(study.accession_number for study in studies if study.accession_number),
    )

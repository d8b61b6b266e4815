"""Imports studies from image files: many files to one study, each trouble named, nothing imported twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from apps.accounts.models import Department
from apps.core.actor import Actor
from apps.core.clock import ClinicalTime
from apps.journeys.domain.importing.dicom import ImageFacts, read_image
from apps.journeys.domain.importing.files import FoundFile, Unreadable
from apps.journeys.domain.importing.report import ImportReport
from apps.journeys.domain.recording import record_studies
from apps.journeys.domain.study_facts import StepFacts, StudyFacts
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.patient_details import PatientDetails


@dataclass
class _Gathering:
    """What the files of one study say together; the first word stands."""

    first: ImageFacts
    name: str
    patient: PatientDetails
    modalities: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)
    performed: ClinicalTime | None = None


def import_images(
    *,
    actor: Actor,
    department: Department,
    files: Iterable[FoundFile],
    after_file: Callable[[], None],
    report: ImportReport,
) -> None:
    """Read every file, record the studies found, and say in `report` what became of each file and study."""
    gathered: dict[str, _Gathering] = {}
    for file in files:
        report.files_seen += 1
        try:
            with file.open() as stream:
                facts = read_image(stream)
            _gather(gathered, file.name, facts)
        except Unreadable as trouble:
            report.skip(file.name, str(trouble))
        else:
            report.files_read += 1
            for note in facts.notes:
                report.note(file.name, note)
        after_file()
    outcomes = record_studies(
        actor=actor,
        department=department,
        source=RecordSource.DICOM,
        facts=[_facts(one) for one in gathered.values()],
        reason=_("Imported from image files"),
    )
    for outcome in outcomes:
        report.count(outcome)


def _gather(gathered: dict[str, _Gathering], name: str, facts: ImageFacts) -> None:
    study = gathered.setdefault(facts.study_uid, _Gathering(first=facts, name=name, patient=facts.patient))
    if _is_other_patient(study.patient, facts.patient):
        raise Unreadable(
            _("it names another patient than the first file of its study (%(file)s)") % {"file": study.name}
        )
    study.patient = _completed(study.patient, facts.patient)
    study.modalities |= set(facts.modalities)
    for field_name in ("body_region", "description", "accession_number", "accession_issuer"):
        study.texts.setdefault(field_name, "")
        study.texts[field_name] = study.texts[field_name] or getattr(facts, field_name)
    if facts.instance_uid:
        study.images.setdefault(facts.instance_uid, facts.series_uid)
    if facts.performed.at is not None and (study.performed is None or _is_earlier(facts.performed, study.performed)):
        study.performed = facts.performed


def _is_other_patient(held: PatientDetails, said: PatientDetails) -> bool:
    pairs = ((held.hospital_number, said.hospital_number), (held.nhs_number, said.nhs_number))
    return any(one and other and one != other for one, other in pairs)


def _completed(held: PatientDetails, said: PatientDetails) -> PatientDetails:
    blanks = {name: value for name, value in said.as_record().items() if value and not getattr(held, name)}
    return replace(held, **blanks)


def _is_earlier(one: ClinicalTime, other: ClinicalTime) -> bool:
    return one.at is not None and other.at is not None and one.at < other.at


def _facts(study: _Gathering) -> StudyFacts:
    performed = study.performed
    return StudyFacts(
        name=study.name,
        study_uid=study.first.study_uid,
        modalities=tuple(sorted(study.modalities)),
        patient=study.patient,
        images=tuple(study.images.items()),
        steps=(StepFacts(JourneyStage.ACQUISITION, performed),) if performed else (),
        accession_number=study.texts["accession_number"],
        accession_issuer=study.texts["accession_issuer"],
        body_region=study.texts["body_region"],
        description=study.texts["description"],
    )

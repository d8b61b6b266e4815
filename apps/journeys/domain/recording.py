"""Records what a source says of many studies: adds what is new, completes what is blank, changes nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from apps.accounts.models import Department
from apps.core.actor import Actor, acting_as
from apps.core.clock import ClinicalTime
from apps.core.errors import Invalid, Refused
from apps.core.tracking import bulk_create_tracked, bulk_update_tracked, change
from apps.journeys.domain.checking import check_steps
from apps.journeys.domain.matching import StudyIndex
from apps.journeys.domain.patients import PatientBook
from apps.journeys.domain.study_facts import Outcome, OutcomeKind, ReaderFacts, StepFacts, StudyFacts
from apps.journeys.enums import JourneyStage, ReaderKind, ReaderPart, RecordSource
from apps.journeys.models import JourneyEvent, Study, StudyInstance, StudyReader

# Studies to a transaction: large enough for bulk writes, small enough that other people never wait long.
CHUNK = 200
_FILLED_WHEN_BLANK = (
    "study_instance_uid", "accession_number", "accession_issuer", "body_region", "description", "patient_group",
    "priority",
)  # fmt: skip
_STUDY_FIELDS = (*_FILLED_WHEN_BLANK, "modalities", "patient", "series_count", "instance_count")
_STEP_FIELDS = ("at", "precision", "zone", "responsible", "role")
_READER_FIELDS = ("kind", "person", "external_name", "unknown_reason")


def record_studies(
    *, actor: Actor, department: Department, source: RecordSource, facts: Sequence[StudyFacts], reason: str
) -> Iterator[Outcome]:
    """Record studies chunk by chunk, each in one transaction, and yield what became of each in order.

    The caller has asked the policy. A study that contradicts what is recorded is skipped with its reason and
    leaves no trace; the others are recorded. Doing it again changes nothing and writes no version.
    """
    waiting = iter(facts)
    while chunk := list(islice(waiting, CHUNK)):
        yield from _record_safely(actor, department, source, chunk, reason)


def _record_safely(
    actor: Actor, department: Department, source: RecordSource, chunk: list[StudyFacts], reason: str
) -> list[Outcome]:
    try:
        with acting_as(actor), change(reason=reason):
            return _Chunk(department, source, chunk).record()
    except IntegrityError:
        # Somebody recorded one of these studies at the same moment. Alone, each finds the other's row.
        if len(chunk) == 1:
            clash = _("somebody else recorded it at the same moment; run the import again")
            return [Outcome(chunk[0].name, OutcomeKind.SKIPPED, reason=clash)]
    return [outcome for one in chunk for outcome in _record_safely(actor, department, source, [one], reason)]


@dataclass(frozen=True)
class _Known:
    """What is recorded of the studies of a chunk already."""

    steps: dict[tuple[UUID, str], JourneyEvent]
    performed: dict[UUID, ClinicalTime]
    readers: dict[UUID, list[StudyReader]]
    images: dict[UUID, dict[str, str]]


class _Chunk:
    """Works out and writes one chunk; nothing is written before every study has been worked out."""

    def __init__(self, department: Department, source: RecordSource, facts: list[StudyFacts]) -> None:
        self._department = department
        self._source = source
        self._facts = facts
        self._index = StudyIndex(department.trust_id, department.pk, facts)
        patients = {study.patient_id for study in self._index.loaded if study.patient_id}
        self._book = PatientBook(department.trust_id, [one.patient for one in facts], patients)
        self._known = _load_known([study.pk for study in self._index.loaded], source)
        self._new: dict[type, list[Any]] = defaultdict(list)
        self._changed: dict[type, dict[UUID, Any]] = defaultdict(dict)

    def record(self) -> list[Outcome]:
        outcomes = [self._one(facts) for facts in self._facts]
        self._book.write()
        bulk_create_tracked(self._new[Study])
        bulk_update_tracked(self._changed[Study].values(), _STUDY_FIELDS)
        bulk_create_tracked(self._new[JourneyEvent])
        bulk_update_tracked(self._changed[JourneyEvent].values(), _STEP_FIELDS)
        bulk_create_tracked(self._new[StudyReader])
        bulk_update_tracked(self._changed[StudyReader].values(), _READER_FIELDS)
        StudyInstance.objects.bulk_create(self._new[StudyInstance], batch_size=2000)
        return outcomes

    def _one(self, facts: StudyFacts) -> Outcome:
        try:
            study = self._index.match(facts)
            self._refuse_impossible_order(study, facts)
            patient_id = self._book.patient_for(facts.patient, study.patient_id if study else None)
        except (Refused, Invalid) as refused:
            return Outcome(facts.name, OutcomeKind.SKIPPED, reason=refused.message)
        kind = OutcomeKind.UPDATED
        if study is None:
            kind = OutcomeKind.NEW
            study = Study(trust_id=self._department.trust_id, department=self._department, origin=self._source)
            self._new[Study].append(study)
        changes = [
            self._complete(study, facts, patient_id),
            *[self._step(study, step) for step in facts.steps],
            *[self._reader(study, reader) for reader in facts.readers],
        ]
        self._index.add(study)
        if kind is OutcomeKind.UPDATED and not any(changes):
            kind = OutcomeKind.UNCHANGED
        return Outcome(facts.name, kind, study.pk)

    def _refuse_impossible_order(self, study: Study | None, facts: StudyFacts) -> None:
        """Refuse a report that lies before the examination as another source recorded it."""
        performed = self._known.performed.get(study.pk) if study else None
        own = {step.stage for step in facts.steps}
        if performed is not None and own and JourneyStage.ACQUISITION not in own:
            check_steps([StepFacts(JourneyStage.ACQUISITION, performed), *facts.steps])

    def _complete(self, study: Study, facts: StudyFacts, patient_id: UUID | None) -> bool:
        """Fill what is blank, join modalities, count new images; say whether anything changed."""
        said = {
            "study_instance_uid": facts.study_uid,
            "accession_number": facts.accession_number,
            "accession_issuer": facts.accession_issuer,
            "body_region": facts.body_region,
            "description": facts.description,
            "patient_group": facts.patient_group,
            "priority": facts.priority,
        }
        values: dict[str, Any] = {
            name: said[name] for name in _FILLED_WHEN_BLANK if said[name] and not getattr(study, name)
        }
        values["modalities"] = _joined(study.modalities, facts.modalities)
        values["patient_id"] = patient_id
        values |= self._counts(study, facts)
        changed = {name: value for name, value in values.items() if getattr(study, name) != value}
        for name, value in changed.items():
            setattr(study, name, value)
        if changed:
            self._mark(study)
        return bool(changed)

    def _counts(self, study: Study, facts: StudyFacts) -> dict[str, int]:
        images = self._known.images.setdefault(study.pk, {})
        for sop_uid, series_uid in facts.images:
            if sop_uid not in images:
                images[sop_uid] = series_uid
                self._new[StudyInstance].append(
                    StudyInstance(study=study, sop_instance_uid=sop_uid, series_instance_uid=series_uid)
                )
        if not images:
            return {}
        return {"instance_count": len(images), "series_count": len(set(images.values()) - {""})}

    def _step(self, study: Study, said: StepFacts) -> bool:
        time, stage = said.time, said.stage.value
        values = {
            "at": time.at, "precision": time.precision.value, "zone": time.zone,
            "responsible": said.responsible, "role": said.role,
        }  # fmt: skip
        step = self._known.steps.get((study.pk, stage))
        if step is None:
            step = JourneyEvent(study=study, stage=stage, origin=self._source, **values)
            self._known.steps[(study.pk, stage)] = step
            self._new[JourneyEvent].append(step)
            return True
        # Image files differ by seconds among themselves: the first word stands. A later extract corrects.
        if self._source == RecordSource.DICOM:
            return False
        return self._set(step, values)

    def _reader(self, study: Study, said: ReaderFacts) -> bool:
        rows = self._known.readers.setdefault(study.pk, [])
        same_part = [row for row in rows if row.part == said.part]
        if any(_is_same_reader(row, said) for row in same_part):
            return False
        kind = ReaderKind.KNOWN if said.person_id else ReaderKind.EXTERNAL
        values = {
            "kind": kind.value,
            "person_id": said.person_id,
            "external_name": "" if said.person_id else said.external_name,
            "unknown_reason": "",
        }
        # What the same source said before, or that nobody knew, gives way; what a person typed stays.
        for row in same_part:
            if row.origin == self._source or row.kind == ReaderKind.UNKNOWN:
                return self._set(row, values)
        row = StudyReader(study=study, part=ReaderPart(said.part), origin=self._source, **values)
        rows.append(row)
        self._new[StudyReader].append(row)
        return True

    def _set(self, row: Any, values: dict[str, Any]) -> bool:
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        if changed:
            self._mark(row)
        return bool(changed)

    def _mark(self, row: Any) -> None:
        """Note a changed row, unless it is new in this chunk and will be written whole anyway."""
        if not row._state.adding:
            self._changed[type(row)][row.pk] = row


def _load_known(study_ids: list[UUID], source: RecordSource) -> _Known:
    known = _Known(steps={}, performed={}, readers=defaultdict(list), images=defaultdict(dict))
    for step in JourneyEvent.objects.filter(study__in=study_ids).order_by("id"):
        if step.origin == source:
            known.steps[(step.study_id, step.stage)] = step
        if step.stage == JourneyStage.ACQUISITION and step.at is not None:
            known.performed[step.study_id] = step.time
    for reader in StudyReader.objects.filter(study__in=study_ids):
        known.readers[reader.study_id].append(reader)
    images = StudyInstance.objects.filter(study__in=study_ids)
    for study_id, sop_uid, series_uid in images.values_list("study_id", "sop_instance_uid", "series_instance_uid"):
        known.images[study_id][sop_uid] = series_uid
    return known


def _joined(held: str, said: Sequence[str]) -> str:
    """Return all modality codes, sorted; a list that would not fit keeps what is held."""
    joined = ", ".join(sorted({*held.split(", "), *said} - {""}))
    return joined if len(joined) <= 120 else held


def _is_same_reader(row: StudyReader, said: ReaderFacts) -> bool:
    if said.person_id is not None:
        return row.person_id == said.person_id
    return row.person_id is None and row.external_name == said.external_name

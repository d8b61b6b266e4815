"""What a source says of one study, and what became of it: plain values between the readers and the records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from apps.core.clock import ClinicalTime
from apps.journeys.enums import JourneyStage, ReaderPart
from apps.journeys.patient_details import PatientDetails


@dataclass(frozen=True)
class StepFacts:
    """When one step of the journey happened and, if known, who was responsible and in whose hands it was."""

    stage: JourneyStage
    time: ClinicalTime
    responsible: str = ""
    role: str = ""


@dataclass(frozen=True)
class ReaderFacts:
    """An original reader: a person with an account, or else a name."""

    part: ReaderPart
    person_id: UUID | None = None
    external_name: str = ""


@dataclass(frozen=True)
class StudyFacts:
    """Everything that one source says of one study; `name` is how a report to people calls it."""

    name: str
    study_uid: str = ""
    accession_number: str = ""
    accession_issuer: str = ""
    modalities: tuple[str, ...] = ()
    body_region: str = ""
    description: str = ""
    # Codes of the trust's words.
    patient_group: str = ""
    priority: str = ""
    patient: PatientDetails = PatientDetails()
    steps: tuple[StepFacts, ...] = ()
    readers: tuple[ReaderFacts, ...] = ()
    images: tuple[tuple[str, str], ...] = ()  # (SOP instance UID, series instance UID)


class OutcomeKind(StrEnum):
    """What happened to a study that was handed in."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Outcome:
    """What became of one study; `reason` says why it was skipped."""

    name: str
    kind: OutcomeKind
    study_id: UUID | None = None
    reason: str = ""

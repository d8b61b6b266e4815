"""Cases and studies for tests, made through the domain functions as in real life. Call them inside an actor."""

from datetime import datetime
from itertools import count
from typing import Any

from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.cases.domain.registering import Submission, submit_case
from apps.cases.domain.second_opinions import SecondOpinionFacts
from apps.cases.domain.transitions import apply
from apps.cases.enums import CaseEvent, CaseKind, HowDiscovered, PatientAction
from apps.cases.models import Case, CaseTransition, Finding
from apps.cases.queries.taxonomies import terms_in_use
from apps.core.actor import acting_as, command_actor
from apps.core.clock import LONDON, UNKNOWN_TIME, ClinicalTime, clinical_instant
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.models import JourneyEvent, Study

_number = count(1)
# What every first view needs besides its words.
VIEW: dict[str, Any] = {"confidence": "moderate", "declared_not_read": True}


def study(department: Department, **fields: Any) -> Study:
    """A study of the department with an accession number of its own."""
    n = next(_number)
    defaults = {
        "trust": department.trust,
        "department": department,
        "study_instance_uid": f"1.2.826.0.1.3680043.99.{n}",
        "accession_number": f"ACC{n:06d}",
        "modalities": "CT",
        "body_region": "Chest",
        "description": "CT chest with contrast",
        "origin": RecordSource.MANUAL,
    }
    with acting_as(command_actor("test study")):
        return Study.objects.create(**{**defaults, **fields})


def step(of: Study, stage: JourneyStage, at: datetime | ClinicalTime) -> JourneyEvent:
    """When one step of the study's journey happened; a naive time is London's."""
    time = at if isinstance(at, ClinicalTime) else clinical_instant(at.replace(tzinfo=LONDON))
    with acting_as(command_actor("test study")):
        return JourneyEvent.objects.create(
            study=of,
            stage=stage,
            at=time.at,
            precision=time.precision.value,
            zone=time.zone,
            origin=RecordSource.MANUAL,
        )


def submission(department: Department, **fields: Any) -> Submission:
    """What somebody logs who fills in only what must be filled in."""
    n = next(_number)
    defaults: dict[str, Any] = {
        "department_id": department.pk,
        "kind": CaseKind.DISCREPANCY,
        "discrepancy_type": "missed",
        "narrative": f"A nodule behind the heart was not described, case {n}.",
        "how_discovered": HowDiscovered.MDT,
        "patient_action": PatientAction.NO,
        "modality": "CT",
        "body_region": "Chest",
    }
    return Submission(**{**defaults, **fields})


def case(by: User, department: Department, **fields: Any) -> Case:
    """A case that `by` logged."""
    actor = actor_for(by)
    with acting_as(actor):
        return submit_case(actor=actor, submission=submission(department, **fields))


def coded(one: Case) -> Case:
    """The case with one code of a scheme in use."""
    with acting_as(command_actor("test coding")):
        Finding.objects.create(case=one, term=terms_in_use(one.department.trust_id)[0])
    return one


def opinion(**fields: Any) -> SecondOpinionFacts:
    """A second opinion that somebody outside gave at an MDT."""
    said = {"giver_name": "Dr Elsewhere", "context": "mdt", "given": UNKNOWN_TIME, "opinion": "It is there."}
    return SecondOpinionFacts(**{**said, **fields})


def move(one: Case, by: User, event: CaseEvent, **payload: Any) -> CaseTransition:
    """Move the case by one event, through the door that the event needs."""
    doors = {
        CaseEvent.SCHEDULE: "meetings",
        CaseEvent.DEFER: "meetings",
        CaseEvent.RECORD_OUTCOME: "meetings",
        CaseEvent.PUBLISH: "learning",
    }
    actor = actor_for(by)
    with acting_as(actor):
        return apply(case_id=one.pk, event=event, actor=actor, payload=payload, door=doors.get(event, ""))

"""Cases ready for a meeting, and meetings in each state, for tests. Call them inside `acting`."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.cases.domain.screening import presentation_digest
from apps.cases.enums import CaseKind, CaseStatus, HowDiscovered, PatientAction, Standing
from apps.cases.models import (
    Case,
    CaseReader,
    CaseTransition,
    PresentationCopy,
    ReportStanding,
    Taxonomy,
    TaxonomyTerm,
)
from apps.core.clock import LONDON, Precision, now, today
from apps.meetings.domain.agendas import place_on_agenda
from apps.meetings.domain.holding import record_meeting
from apps.meetings.domain.outcomes import Discussion
from apps.meetings.domain.scheduling import MeetingPlan, plan_meeting
from apps.meetings.enums import AttendanceStatus, ConsensusKind
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.outcomes import FACTORS

_number = count(1)


def at_noon(days: int) -> datetime:
    """Midday in London, so many days from today."""
    return datetime.combine(today() + timedelta(days=days), time(12, 30), tzinfo=LONDON)


def ready_case(
    department: Department, submitter: User, *, readers: Iterable[User] = (), screened: bool = True, **fields: Any
) -> Case:
    """A case that is ready for a meeting, with a presentation copy that the screen found clean."""
    n = next(_number)
    moment = now()
    defaults = {
        "reference": f"RLP-2026-9{n:05d}",
        "kind": CaseKind.DISCREPANCY,
        "discrepancy_type": "missed",
        "modality": "CT",
        "status": CaseStatus.READY,
        "narrative": f"What happened in case {n}.",
        "how_discovered": HowDiscovered.MDT,
        "discovered_precision": Precision.UNKNOWN,
        "patient_action": PatientAction.NO,
        "readers_unknown_reason": "" if readers else "Outside the trust.",
        "received_at": moment,
        "status_since": moment,
    }
    case = Case.objects.create(department=department, submitter=submitter, **{**defaults, **fields})
    for reader in readers:
        CaseReader.objects.create(case=case, person=reader)
    CaseTransition.objects.create(
        case=case,
        target=case.status,
        at=moment,
        by_id=submitter.pk,
        by_name=submitter.full_name,
        case_version=case.version,
    )
    # Whoever accepted it said that nothing stands wrong.
    ReportStanding.objects.create(
        case=case, answer=Standing.NO, identified_on=today(), answered_at=moment, answered_by=submitter
    )
    presentation(case, submitter, n, screened=screened)
    return case


def presentation(case: Case, by: User, n: int, *, screened: bool) -> PresentationCopy:
    """The copy that the room sees."""
    copy = PresentationCopy(
        case=case,
        title=f"Teaching title {n}",
        vignette=f"Vignette {n}: an adult with a cough.",
        question=f"Question {n}: what do you see?",
        reveal=f"Reveal {n}: a nodule behind the heart.",
    )
    if screened:
        copy.screened_sha256, copy.screened_at, copy.screened_by = presentation_digest(copy), now(), by
    copy.save()
    return copy


def meeting(department: Department, chair: User, *, days: int = 14, **plan: Any) -> Meeting:
    """A meeting so many days from today; one of the past is typed in."""
    given = {"department_id": department.pk, "starts_at": at_noon(days), "typed_in_later": days < 0, **plan}
    return plan_meeting(actor=actor_for(chair), plan=MeetingPlan(**given))


def agenda_item(where: Meeting, case: Case, chair: User, **fields: Any) -> AgendaItem:
    """The case on the agenda of a coming meeting."""
    return place_on_agenda(actor=actor_for(chair), meeting_id=where.pk, case_id=case.pk, **fields)


def held(where: Meeting, chair: User, present: Iterable[User]) -> Meeting:
    """The meeting recorded as held, with these people present."""
    attendance = {person.pk: AttendanceStatus.PRESENT for person in present}
    return record_meeting(actor=actor_for(chair), meeting_id=where.pk, attendance=attendance)


def discussion(**fields: Any) -> Discussion:
    """A discussion that ended in consensus with one learning point."""
    defaults: dict[str, Any] = {
        "consensus_kind": ConsensusKind.CONSENSUS,
        "consensus": "The nodule is visible on the first film.",
        "learning_points": ("Look behind the heart.",),
    }
    return Discussion(**{**defaults, **fields})


def ids(rows: Iterable[Any]) -> list[UUID]:
    """The keys, in order."""
    return [row.pk for row in rows]


def factors(number: int) -> list[TaxonomyTerm]:
    """So many contributing factors, of the scheme that ships and as many more as that takes."""
    scheme = Taxonomy.objects.get(code=FACTORS, edition=1)
    for n in range(number - scheme.terms.count()):
        TaxonomyTerm.objects.create(taxonomy=scheme, code=f"factor_{n}", label=f"Factor {n}", position=n)
    return list(scheme.terms.all()[:number])

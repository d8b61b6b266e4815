"""Governance records and involved readers of the demonstration: one in each stage, told through the domain."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from apps.accounts.models import User
from apps.cases.enums import CaseStatus
from apps.cases.models import Case
from apps.core.clock import LONDON, now
from apps.demo.network import Team
from apps.demo.story import acting
from apps.governance.domain.assessing import Assessment, assess, choose_for_trust
from apps.governance.domain.handing_over import hand_over
from apps.governance.domain.opening import add_reference, open_record
from apps.governance.domain.recording import close_candour, decide_candour, record_step
from apps.governance.enums import (
    Decision,
    ErrorAssessment,
    EventType,
    NeverEvent,
    PhysicalHarm,
    PsychologicalHarm,
    Response,
    StepKind,
)
from apps.meetings.domain.answering import answer, propose_correction, say
from apps.meetings.enums import AgendaStatus, Coming, Reach
from apps.meetings.models import InvolvedReader

SOURCE = "Demonstration only: an invented local policy."


@dataclass(frozen=True)
class Stage:
    """How far one record got."""

    decision: Decision = Decision.UNDECIDED
    steps: tuple[StepKind, ...] = ()
    is_closed: bool = False
    is_assessed: bool = False


STAGES = (
    Stage(),
    Stage(decision=Decision.NOT_MET, is_closed=True),
    Stage(decision=Decision.MET),
    Stage(decision=Decision.MET, steps=(StepKind.IN_PERSON, StepKind.SUPPORT)),
    Stage(decision=Decision.MET, steps=(StepKind.FAILED,)),
    Stage(
        decision=Decision.MET,
        steps=(StepKind.IN_PERSON, StepKind.SUPPORT, StepKind.WRITTEN, StepKind.ENQUIRIES),
        is_closed=True,
        is_assessed=True,
    ),
)
SAID = {
    StepKind.IN_PERSON: "Met the patient and a relative, told them what is known and what will be looked into, and "
    "said sorry.",
    StepKind.WRITTEN: "Letter with the same account and the name of a contact.",
    StepKind.ENQUIRIES: "Went through what the enquiries found, and left a copy.",
    StepKind.SUPPORT: "Offered a named contact and an advocate; the offer stays open.",
    StepKind.FAILED: "Telephoned twice and wrote once to the last known address; no answer yet.",
}


def tell_governance(team: Team, seed: int) -> None:
    """Records of one department in every stage, and what readers said about the coming meeting's cases."""
    chance = Random(seed)
    _choose(team)
    discussed = Case.objects.filter(
        department=team.department, status__in=[CaseStatus.DISCUSSED, CaseStatus.PUBLISHED, CaseStatus.CLOSED]
    ).exclude(readers__person=team.governance)
    for stage, case in zip(STAGES, discussed.order_by("-received_at", "reference")[: len(STAGES)], strict=False):
        _keep(team.governance, case, stage, chance.randint(10_000, 99_999))
    _answer(team)


def _choose(team: Team) -> None:
    with acting(team.governance, now() - timedelta(days=300)) as actor:
        choose_for_trust(
            actor=actor, department_id=team.department.pk, keeps_lfpse=True, keeps_psirf=True,
            in_person_days=10, written_days=20, source_note=SOURCE,
        )  # fmt: skip


def _keep(governance: User, case: Case, stage: Stage, number: int) -> None:
    opened = now() - timedelta(days=12)
    with acting(governance, opened) as actor:
        record = open_record(actor=actor, reference=case.reference)
        add_reference(actor=actor, case_id=case.pk, reference=f"LRMS-{number}", system="Incident system")
    with acting(governance, opened + timedelta(days=1)) as actor:
        if stage.decision is not Decision.UNDECIDED:
            decide_candour(
                actor=actor, record_id=record.pk, decision=stage.decision,
                decided_by="Associate medical director, patient safety",
                decided_on=(opened + timedelta(days=1)).astimezone(LONDON).date(),
                reason="Judged with the treating team from what is known now.",
            )  # fmt: skip
    _steps(governance, record.pk, stage, opened + timedelta(days=2))
    with acting(governance, opened + timedelta(days=8)) as actor:
        if stage.is_assessed:
            assess(actor=actor, record_id=record.pk, given=_assessment())
            hand_over(actor=actor, record_id=record.pk)
        if stage.is_closed:
            close_candour(
                actor=actor, record_id=record.pk, words="Nothing more is owed; everybody was told how it ended."
            )


def _steps(governance: User, record_id: UUID, stage: Stage, start: datetime) -> None:
    for after, kind in enumerate(stage.steps):
        at = start + timedelta(days=after)
        with acting(governance, at) as actor:
            record_step(
                actor=actor, record_id=record_id, kind=kind, done_on=at.astimezone(LONDON).date(),
                done_by="Consultant in charge", words=SAID[kind],
                apology_given=True if kind is StepKind.IN_PERSON else None,
            )  # fmt: skip


def _assessment() -> Assessment:
    return Assessment(
        never_event=NeverEvent.NO,
        error_assessment=ErrorAssessment.DIFFERENCE,
        error_words="Shown without the outcome, half of the readers would have reported it as it was.",
        event_type=EventType.INCIDENT,
        physical_harm=PhysicalHarm.LOW,
        psychological_harm=PsychologicalHarm.LOW,
        response=Response.AFTER_ACTION,
        response_reason="The steps around the report can teach more than the report itself.",
        handover_words="A finding was described later than it could have been. Treatment began after a repeat study.",
    )


def _answer(team: Team) -> None:
    """Readers of cases on the coming agendas: one comes and adds context, one asks for another lead, one is silent."""
    coming = InvolvedReader.objects.filter(
        item__case__department=team.department, item__status=AgendaStatus.OPEN, reach=Reach.HERE,
        item__meeting__starts_at__gt=now(),
    ).select_related("person", "item")  # fmt: skip
    rows = list(coming.order_by("item__meeting__starts_at", "item__position", "person__email"))
    for place, row in enumerate(rows[:2]):
        if row.person is None or row.told_at is None:
            continue
        with acting(row.person, min(row.told_at + timedelta(hours=3 + place), now())) as actor:
            answer(
                actor=actor, involved_id=row.pk, coming=Coming.WILL if place == 0 else Coming.WILL_NOT,
                wants_other_lead=place == 1,
            )  # fmt: skip
            if place == 0:
                say(
                    actor=actor, involved_id=row.pk, is_for_room=True,
                    text="The list was long that night and the earlier study had not arrived yet.",
                )  # fmt: skip
                propose_correction(
                    actor=actor, involved_id=row.pk, stated="The earlier study was at hand.",
                    should_be="The earlier study came two days later.",
                )  # fmt: skip

"""A governance record with everything in it, and what an involved reader can say, for one department."""

from datetime import timedelta
from uuid import UUID

from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.core.clock import today
from apps.governance.domain.assessing import Assessment, assess, choose_for_trust
from apps.governance.domain.handing_over import hand_over
from apps.governance.domain.opening import add_reference, open_record
from apps.governance.domain.recording import decide_candour, record_step
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
from apps.governance.models import CaseGovernance
from apps.meetings.domain.answering import propose_correction, say
from apps.meetings.domain.involving import show_all_the_same
from apps.meetings.models import AgendaItem, InvolvedReader


def govern(case: Case, where: Department, governance: User) -> dict[str, UUID]:
    """The record of a case with a decision, steps, an assessment and a hand-over, in a trust that keeps everything."""
    actor = actor_for(governance)
    with acting_as(actor):
        choose_for_trust(
            actor=actor, department_id=where.pk, keeps_lfpse=True, keeps_psirf=True,
            in_person_days=10, written_days=20, source_note="Local policy 7.",
        )  # fmt: skip
        record = open_record(actor=actor, reference=case.reference)
        add_reference(actor=actor, case_id=case.pk, reference="LRMS-00042", system="Incident system")
        decide_candour(
            actor=actor, record_id=record.pk, decision=Decision.MET, decided_by="Medical director",
            decided_on=today() - timedelta(days=5), reason="Treatment changed and a second operation was needed.",
        )  # fmt: skip
        step = record_step(
            actor=actor, record_id=record.pk, kind=StepKind.IN_PERSON, done_on=today() - timedelta(days=4),
            done_by="Consultant in charge", words="Told what is known, and what will be looked into.",
            apology_given=True,
        )  # fmt: skip
        assess(actor=actor, record_id=record.pk, given=full_assessment())
        made = hand_over(actor=actor, record_id=record.pk)
    return {"governance": record.pk, "candour_step": step.pk, "hand_over": made.pk}


def full_assessment() -> Assessment:
    """Something in every field."""
    return Assessment(
        never_event=NeverEvent.DISCUSSED,
        error_assessment=ErrorAssessment.CANNOT_SAY,
        error_words="Two readers differ.",
        event_type=EventType.INCIDENT,
        physical_harm=PhysicalHarm.MODERATE,
        psychological_harm=PsychologicalHarm.LOW,
        response=Response.SWARM,
        response_reason="Those who were there can still be asked.",
        handover_words="A finding was not described at first and treatment began later.",
    )


def record_of(where: dict[str, UUID]) -> CaseGovernance:
    """The record that was made."""
    return CaseGovernance.objects.get(pk=where["governance"])


def involve(line: AgendaItem, reader: User, chair: User) -> dict[str, UUID]:
    """What the reader of a case on an agenda says on their page, and a note by the chair."""
    actor = actor_for(reader)
    row = InvolvedReader.objects.get(item=line, person=reader)
    with acting_as(actor):
        say(actor=actor, involved_id=row.pk, text="The list was long that night.")
        correction = propose_correction(
            actor=actor, involved_id=row.pk, stated="A cough of six weeks.", should_be="A cough of two weeks."
        )
    with acting_as(actor_for(chair)):
        show_all_the_same(actor=actor_for(chair), item=line, reason="Agreed with the reader by telephone.")
    return {"involved": row.pk, "correction": correction.pk}

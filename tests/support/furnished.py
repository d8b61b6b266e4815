"""A department with one of everything, so that each address has a record behind it; made through the domain."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import ApiToken, Department, Membership, User
from apps.cases.domain.acting import add_action
from apps.cases.domain.coding import add_codings
from apps.cases.domain.failing import Place, record_failure
from apps.cases.domain.messaging import post_message
from apps.cases.domain.presenting import save_presentation
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.enums import ActionKind, CaseEvent, PatientAction
from apps.cases.models import Case, Escalation, FollowUpAction, TaxonomyTerm
from apps.core.actor import acting_as
from apps.core.clock import clinical_instant, now, today
from apps.core.tracking import update_tracked
from apps.disclosure.enums import ScreenKind
from apps.disclosure.models import ScreenResolution
from apps.documents.models import StoredDocument
from apps.journeys.domain.registering import register_study
from apps.journeys.domain.study_facts import ReaderFacts, StepFacts
from apps.journeys.enums import JourneyStage, ReaderPart, RecordSource, ResponsibleRole
from apps.journeys.models import Study
from apps.journeys.patient_details import PatientDetails
from apps.learning.domain.preparing import draft_case_summary, draft_meeting_summary, edit_summary, submit_for_approval
from apps.learning.domain.publishing import approve, publish
from apps.learning.models import LearningSummary
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.domain.outcomes import record_outcome
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.outcomes import factors_to_choose
from tests.factories import accounts, cases, imports, meetings
from tests.support.alerted import furnish_alerts
from tests.support.claimed import furnish_claims
from tests.support.furnished_files import furnish_files
from tests.support.furnished_limits import furnish_limits
from tests.support.furnished_schemes import furnish_schemes, shipped
from tests.support.governed import govern, involve
from tests.support.patient_first import furnish_patient_first
from tests.support.worlds import World

WORDS = {
    "title": "Look behind the heart",
    "vignette": "An adult with a cough of six weeks.",
    "question": "Would you ask for a second view?",
    "reveal": "A nodule lies behind the heart.",
}
PATIENT = PatientDetails(
    name="PLANTERTON^QUERIDA", birth_date="1951-04-17", sex="F", nhs_number="9990000034", hospital_number="D0071234"
)


@dataclass
class Furnished:
    """One of everything in one department."""

    department: Department
    study: Study
    received: Case
    urgent: Case
    reviewed: Case
    scheduled: Case
    discussed: Case
    published: Case
    escalation: Escalation
    action: FollowUpAction
    planned: Meeting
    held: Meeting
    line: AgendaItem
    discussed_line: AgendaItem
    draft: LearningSummary
    summary: LearningSummary
    document: StoredDocument
    token: ApiToken
    membership: Membership
    person: User
    extra: dict[str, UUID] = field(default_factory=dict)


def presented(case: Case, chair: User) -> None:
    """Give the case a presentation copy that the screen finds clean."""
    actor = actor_for(chair)
    with acting_as(actor):
        _copy, left = save_presentation(actor=actor, case_id=case.pk, words=WORDS)
    assert left == []


def ready(where: Department, staff: User, chair: User, **fields: Any) -> Case:
    """An accepted case that may go on an agenda."""
    fields.setdefault("readers_unknown_reason", "Reported outside the trust.")
    case = cases.case(staff, where, **fields)
    cases.move(case, chair, CaseEvent.ACCEPT)
    presented(case, chair)
    case.refresh_from_db()
    return case


def study_with_patient(where: Department, admin: User, reader: User | None = None, **fields: Any) -> Study:
    """A study whose patient has a name and numbers."""
    actor = actor_for(admin)
    with acting_as(actor):
        return register_study(
            actor=actor,
            department=where,
            source=RecordSource.RIS,
            study_instance_uid=f"2.25.{uuid4().int}",
            accession_number=fields.pop("accession_number", f"PLN{uuid4().int % 10**8:08d}"),
            accession_issuer=where.trust.code,
            modalities=("CT",),
            body_region="Chest",
            description="CT chest",
            patient=fields.pop("patient", PATIENT),
            steps=(StepFacts(JourneyStage.ACQUISITION, clinical_instant(now() - timedelta(days=200), "ris")),),
            readers=(ReaderFacts(ReaderPart.AUTHOR, person_id=reader.pk),) if reader else (),
        ).study


def furnish(world: World, where: Department) -> Furnished:
    """Fill the department. Jobs that a commit would start run only where the test lets commits through."""
    who = {role: world.one(role, where) for role in Role}
    # They have been here for two years, so that they could be at a past meeting.
    update_tracked(Membership.objects.filter(department=where), starts_on=today() - timedelta(days=730))
    chair, staff, governance = who[Role.CHAIR], who[Role.STAFF], who[Role.GOVERNANCE]
    study = study_with_patient(where, who[Role.ADMIN], who[Role.LEAD])
    received = cases.case(staff, where, studies=(StudyInput(study.pk),), incident_reference="INC-00042")
    urgent = cases.case(staff, where, patient_action=PatientAction.YES, escalation_why="Nobody has told the ward.")
    reader = ReaderInput(person_id=who[Role.DEPUTY].pk)
    reviewed = cases.case(staff, where, readers=(reader,))
    cases.move(reviewed, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[who[Role.REVIEWER].pk])
    _opinion(reviewed, who[Role.REVIEWER])
    discussed, published = (ready(where, staff, chair) for _ in range(2))
    own_report = (ReaderInput(person_id=who[Role.REVIEWER].pk),)
    scheduled = ready(where, staff, chair, readers=own_report, readers_unknown_reason="")
    actor = actor_for(chair)
    with acting_as(actor):
        add_codings(actor=actor, case_id=scheduled.pk, term_ids=[_theme()])
        place = Place(stage=JourneyStage.ACKNOWLEDGEMENT, party=ResponsibleRole.WARD)
        record_failure(actor=actor, case_id=scheduled.pk, place=place)
        action = add_action(
            actor=actor, case_id=scheduled.pk, kind=ActionKind.ADDENDUM, what="Issue an addendum", owner_id=staff.pk
        )
        post_message(actor=actor, case_id=received.pk, text="Thank you. Which series shows it best?")
        fed_back = cases.case(staff, where, readers_unknown_reason="Reported outside the trust.")
        cases.move(fed_back, chair, CaseEvent.GIVE_FEEDBACK, learning_point="Compare with the earlier film.")
        planned = meetings.meeting(where, chair)
        line = meetings.agenda_item(planned, scheduled, chair)
        held = meetings.meeting(where, chair, days=-14)
        for case in (discussed, published):
            bring_on_the_day(actor=actor, meeting_id=held.pk, case_id=case.pk)
        meetings.held(held, chair, [chair, staff, who[Role.DEPUTY], who[Role.LEAD]])
        for item in held.items.all():
            factors = tuple(factors_to_choose(where.trust_id).values_list("pk", flat=True)[:1])
            record_outcome(
                actor=actor,
                meeting_id=held.pk,
                item_id=item.pk,
                discussion=meetings.discussion(factor_ids=factors),
            )
        draft = draft_meeting_summary(actor=actor, meeting_id=held.pk)
    summary = publish_case(published, chair, governance)
    token, _secret = accounts.api_token(staff)
    _resolution(received, chair)
    assert summary.document_id is not None
    return Furnished(
        department=where, study=study, received=received, urgent=urgent, reviewed=reviewed, scheduled=scheduled,
        discussed=discussed, published=published, escalation=urgent.escalations.get(), action=action,
        planned=planned, held=held, line=line, discussed_line=held.items.get(case=discussed), draft=draft,
        summary=summary, document=StoredDocument.objects.get(pk=summary.document_id), token=token,
        membership=Membership.objects.get(person=staff, department=where), person=staff,
        extra={
            **furnish_patient_first(where, urgent, received, who),
            "case_import": imports.checked(where, chair, imports.ONE_BAD_ROW).pk,
            **furnish_alerts(world, where, study),
            **govern(received, where, governance),
            **involve(line, who[Role.REVIEWER], chair),
            **furnish_limits(where, who[Role.LEAD]),
            **furnish_claims(where, staff),
            **furnish_files(received, scheduled, chair),
            **furnish_schemes(where, governance, scheduled, received),
        },
    )  # fmt: skip


def _theme() -> UUID:
    """A theme of the edition that ships."""
    return TaxonomyTerm.objects.get(taxonomy=shipped("uk_themes"), code="missed_fracture").pk


def publish_case(case: Case, chair: User, approver: User, **changes: Any) -> LearningSummary:
    """Write the case up, have it approved by somebody else, and publish it."""
    actor, second = actor_for(chair), actor_for(approver)
    with acting_as(actor):
        summary = draft_case_summary(actor=actor, case_id=case.pk)
        edit_summary(actor=actor, summary_id=summary.pk, content={**summary.content, **changes})
        submit_for_approval(actor=actor, summary_id=summary.pk)
    summary.refresh_from_db()
    with acting_as(second):
        approve(actor=second, summary_id=summary.pk, content_sha256=summary.content_sha256)
    with acting_as(actor):
        return publish(actor=actor, summary_id=summary.pk)


def _opinion(case: Case, reviewer: User) -> None:
    actor = actor_for(reviewer)
    with acting_as(actor):
        commit_opinion(actor=actor, case_id=case.pk, view="I would have described it.", **cases.VIEW)


def _resolution(case: Case, by: User) -> None:
    with acting_as(actor_for(by)):
        ScreenResolution.objects.create(
            subject_label="cases.presentationcopy", subject_id=case.pk, field="title", kind=list(ScreenKind)[0],
            fingerprint="0" * 64, justification="A common word.", resolved_by=by, resolved_at=now(),
        )  # fmt: skip

"""A year in three departments, told through the product's own functions, each at its own past moment.

Because the domain itself writes everything, versions, transitions, agendas and approvals are as they would be.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from apps.access.policy import Confidentiality
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.acting import finish_action
from apps.cases.domain.coding import add_codings
from apps.cases.domain.escalating import acknowledge, complete
from apps.cases.domain.presenting import save_presentation
from apps.cases.domain.registering import StudyInput, Submission, submit_case
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.domain.transitions import apply
from apps.cases.enums import (
    ActionKind,
    ActionStatus,
    CaseEvent,
    CaseKind,
    EscalationStatus,
    PatientAction,
)
from apps.cases.models import Case, TaxonomyTerm
from apps.core import clock
from apps.core.actor import Actor, acting_as
from apps.core.clock import clinical_day, from_local
from apps.demo.network import Team
from apps.demo.patients import patient, study_for
from apps.demo.scenarios import SCENARIOS, Scenario, particulars
from apps.demo.settling import settle_actions
from apps.learning.domain.preparing import draft_case_summary, draft_meeting_summary, submit_for_approval
from apps.learning.domain.publishing import approve, publish
from apps.learning.models import LearningSummary
from apps.meetings.domain.agendas import place_on_agenda
from apps.meetings.domain.holding import record_meeting
from apps.meetings.domain.outcomes import ActionInput, Discussion, record_outcome
from apps.meetings.domain.scheduling import MeetingPlan, plan_meeting
from apps.meetings.enums import AttendanceStatus, ConsensusKind
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.people import people_expected


@contextmanager
def acting(person: User, moment: datetime) -> Iterator[Actor]:
    """Everything inside is done by that person at that moment."""
    with clock.at(moment):
        actor = actor_for(person)
        with acting_as(actor):
            yield actor


def request_of(scenario: Scenario) -> str:
    """What reviewers are shown: what was known when the study was asked for."""
    return f"{scenario.vignette}\n\n{scenario.question}"


@dataclass
class Told:
    """A case on its way through the story."""

    case_id: UUID
    scenario: Scenario
    author: User
    submitter: User
    at: datetime
    action: PatientAction


@dataclass
class Storyteller:
    """Tells the year of one department. `step` is called after each case, for the progress bar."""

    team: Team
    chance: Random
    first_number: int
    step: Callable[[], None]
    number: int = 0
    documents: list[UUID] = field(default_factory=list)
    terms: dict[str, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.number = self.first_number
        self.terms = {term.code: term.pk for term in TaxonomyTerm.objects.select_related("taxonomy")}

    # --- The pieces -------------------------------------------------------------------------------
    def log(self, at: datetime) -> Told:
        """Somebody logs a case at that moment, a good while after the examination."""
        self.number += 1
        at = in_working_hours(at)
        scenario = SCENARIOS[(self.number * 7 + self.chance.randrange(4)) % len(SCENARIOS)]
        author = self.chance.choice(self.team.readers)
        submitter = self.chance.choice([one for one in self.team.staff if one != author])
        performed = in_working_hours(at - timedelta(days=self.chance.randrange(60, 300), minutes=self.number % 500))
        study = study_for(
            self.chance, self.team, scenario, self.number, patient(self.chance, self.number), performed, author
        )
        action = self.chance.choices(list(PatientAction), weights=(12, 80, 8))[0]
        with acting(submitter, at) as actor:
            case = submit_case(
                actor=actor,
                submission=Submission(
                    department_id=self.team.department.pk,
                    kind=CaseKind(scenario.kind),
                    discrepancy_type=scenario.kind_detail,
                    narrative=scenario.narrative,
                    how_discovered=scenario.how,
                    discovered=clinical_day((at - timedelta(days=self.chance.randrange(1, 12))).date(), "submitter"),
                    patient_action=action,
                    escalation_why=scenario.narrative if action == PatientAction.YES else "",
                    studies=(StudyInput(study.pk),),
                    subspecialty=scenario.subspecialty,
                    confidentiality=self.chance.choices(
                        [Confidentiality.OPEN, Confidentiality.CONFIDENTIAL], weights=(9, 1)
                    )[0],
                    incident_reference=f"INC-{self.number:05d}" if scenario.how == "incident" else "",
                    **particulars(scenario, at.date()),
                ),
            )
        self.step()
        return Told(case.pk, scenario, author, submitter, at, action)

    def chairing(self, told: Told) -> User:
        """The chair, or the deputy for the chair's own report."""
        return self.team.deputy if self.team.chair == told.author else self.team.chair

    def move(self, told: Told, person: User, at: datetime, event: CaseEvent, **payload: Any) -> None:
        """One event on the case page."""
        with acting(person, at) as actor:
            apply(case_id=told.case_id, event=event, actor=actor, payload=payload)

    def look_after_the_patient(self, told: Told) -> None:
        """The lead acknowledges within hours and records what was done within two days."""
        case = Case.objects.get(pk=told.case_id)
        for escalation in case.escalations.exclude(status=EscalationStatus.DONE):
            lead = escalation.lead or self.team.lead
            with acting(lead, told.at + timedelta(hours=4)) as actor:
                acknowledge(actor=actor, escalation_id=escalation.pk)
            with acting(lead, told.at + timedelta(days=2)) as actor:
                complete(
                    actor=actor,
                    escalation_id=escalation.pk,
                    done_what="Spoke to the referring team; the patient has been recalled and told.",
                )

    def review(self, told: Told, at: datetime, finish: bool = True) -> None:
        """Two reviewers, neither of whom read it, commit their views."""
        pool = [one for one in self.team.reviewers if one not in (told.author, told.submitter)]
        chosen = pool[:2]
        asked = {"reviewers": [one.pk for one in chosen], "request": request_of(told.scenario)}
        self.move(told, self.chairing(told), at, CaseEvent.SEND_TO_REVIEW, **asked)
        for days, reviewer in enumerate(chosen if finish else chosen[1:], start=2):
            with acting(reviewer, at + timedelta(days=days)) as actor:
                commit_opinion(
                    actor=actor,
                    case_id=told.case_id,
                    view=f"I would have described it. {told.scenario.reveal}",
                    confidence=("high", "moderate")[days % 2],
                    declared_not_read=True,
                    learning=told.scenario.points[0],
                )
        if finish:
            self.move(told, self.chairing(told), at + timedelta(days=4), CaseEvent.FINISH_REVIEW)

    def ready(self, told: Told, at: datetime) -> None:
        """Accepted or reviewed, coded, and with a presentation copy that the screen found clean."""
        if self.chance.random() < 0.3:
            self.review(told, at)
            at += timedelta(days=5)
        else:
            self.move(told, self.chairing(told), at, CaseEvent.ACCEPT)
        story = told.scenario
        with acting(self.chairing(told), at + timedelta(hours=2)) as actor:
            save_presentation(
                actor=actor,
                case_id=told.case_id,
                words={
                    "title": story.title, "vignette": story.vignette, "question": story.question,
                    "reveal": story.reveal,
                },
            )  # fmt: skip
            codes = [self.terms[code] for code in (story.theme,) if code in self.terms]
            if codes:
                add_codings(actor=actor, case_id=told.case_id, term_ids=codes)

    # --- A meeting --------------------------------------------------------------------------------
    def plan(self, starts_at: datetime, noticed_at: datetime) -> Meeting:
        """A meeting, planned some weeks ahead."""
        with acting(self.team.chair, noticed_at) as actor:
            return plan_meeting(
                actor=actor,
                plan=MeetingPlan(
                    department_id=self.team.department.pk,
                    starts_at=starts_at,
                    place="Seminar room 2 and online",
                    chair_id=self.team.chair.pk,
                    deputy_id=self.team.deputy.pk,
                ),
            )

    def place(self, meeting: Meeting, told: Told, at: datetime) -> AgendaItem:
        """The case goes on the agenda."""
        with acting(self.team.chair, at) as actor:
            return place_on_agenda(actor=actor, meeting_id=meeting.pk, case_id=told.case_id)

    def hold(self, meeting: Meeting, items: list[tuple[Told, AgendaItem]], quorate: bool = True) -> None:
        """Attendance that evening, and an outcome for each case."""
        evening = meeting.starts_at + timedelta(hours=5)
        expected = list(people_expected(meeting.department_id, meeting.starts_at.date()))
        share = 0.7 if quorate else 0.05
        attendance = {
            person.pk: AttendanceStatus.PRESENT
            if person == self.team.chair or self.chance.random() < share
            else self.chance.choice([AttendanceStatus.APOLOGIES, AttendanceStatus.ABSENT])
            for person in expected
        }
        with acting(self.team.chair, evening) as actor:
            record_meeting(actor=actor, meeting_id=meeting.pk, attendance=attendance)
        for minutes, (told, item) in enumerate(items, start=1):
            self.discuss(meeting, told, item, evening + timedelta(minutes=6 * minutes))

    def discuss(self, meeting: Meeting, told: Told, item: AgendaItem, at: datetime) -> None:
        """What the room said, in words; a missed finding leaves an addendum to issue."""
        story = told.scenario
        actions: tuple[ActionInput, ...] = ()
        if story.kind == "discrepancy":
            actions = (ActionInput(kind=ActionKind.ADDENDUM, what="Issue a dated addendum", owner_id=told.author.pk),)
        with acting(self.chairing(told), at) as actor:
            record_outcome(
                actor=actor,
                meeting_id=meeting.pk,
                item_id=item.pk,
                discussion=Discussion(
                    consensus_kind=ConsensusKind.CONSENSUS,
                    consensus=f"{story.reveal} The room agreed on what would help next time.",
                    factor_ids=tuple(self.terms[code] for code in story.factors if code in self.terms),
                    learning_points=story.points,
                    actions=actions,
                ),
            )

    def finish_actions(self, told: Told, at: datetime) -> None:
        """The addendum is issued within the fourteen days, mostly."""
        for action in Case.objects.get(pk=told.case_id).actions.filter(status=ActionStatus.OPEN, is_standing=False):
            with acting(action.owner, at) as actor:
                finish_action(actor=actor, action_id=action.pk, evidence="Addendum issued and dated on PACS.")

    # --- The learning -----------------------------------------------------------------------------
    def write_up(self, told: Told, at: datetime, how_far: str = "published") -> None:
        """A case's summary: drafted, submitted, approved by somebody else, published."""
        writer = self.chairing(told)
        with acting(writer, at) as actor:
            summary = draft_case_summary(actor=actor, case_id=told.case_id)
        if how_far != "draft":
            self._submit(summary, writer, at)
        if how_far in ("draft", "submitted"):
            return
        self._approve_and_publish(summary, writer, at, how_far)

    def write_up_meeting(self, meeting: Meeting, at: datetime) -> None:
        """The meeting's summary by topic, published."""
        with acting(self.team.chair, at) as actor:
            summary = draft_meeting_summary(actor=actor, meeting_id=meeting.pk)
        self._submit(summary, self.team.chair, at)
        self._approve_and_publish(summary, self.team.chair, at, "published")

    def _submit(self, summary: LearningSummary, writer: User, at: datetime) -> None:
        """Once whoever read a report in it has had the time to hear the outcome first."""
        with acting(writer, at + timedelta(days=3)) as actor:
            submit_for_approval(actor=actor, summary_id=summary.pk)

    def _approve_and_publish(self, summary: LearningSummary, writer: User, at: datetime, how_far: str) -> None:
        with acting(self.team.governance, at + timedelta(days=4)) as actor:
            approve(actor=actor, summary_id=summary.pk, content_sha256=summary.content_sha256)
        if how_far == "approved":
            return
        with acting(writer, at + timedelta(days=5)) as actor:
            done = publish(actor=actor, summary_id=summary.pk)
        if done.document_id:
            self.documents.append(done.document_id)

    def close(self, told: Told, at: datetime, reason: str) -> None:
        """Closed once nothing is left to do."""
        settle_actions(told.case_id, at)
        self.move(told, self.chairing(told), at, CaseEvent.CLOSE, reason=reason)


def in_working_hours(at: datetime) -> datetime:
    """The same day, between eight and six."""
    return at.replace(hour=8 + at.hour % 10)


def lunchtime(day: datetime) -> datetime:
    """Half past twelve in London on that day."""
    return from_local(day.replace(hour=12, minute=30, second=0, microsecond=0, tzinfo=None))

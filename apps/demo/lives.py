"""A few dozen whole cases, each told once through the domain: patterns of which mass data are copies."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from apps.access.policy import Confidentiality
from apps.access.roles import Role
from apps.accounts.models import Department, Profession, User
from apps.accounts.queries.people import people_in, people_with_role
from apps.cases.domain.coding import add_codings
from apps.cases.domain.escalating import acknowledge, complete
from apps.cases.domain.presenting import save_presentation
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, Submission, submit_case
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.domain.transitions import apply
from apps.cases.enums import CaseEvent, CaseKind, PatientAction
from apps.cases.models import Case, TaxonomyTerm
from apps.core.clock import clinical_day, clinical_instant
from apps.demo.patients import FIRST_IN_BULK, patient
from apps.demo.scenarios import Scenario, particulars
from apps.demo.story import acting, in_working_hours
from apps.journeys.domain.registering import register_study
from apps.journeys.domain.study_facts import ReaderFacts, StepFacts
from apps.journeys.enums import JourneyStage, ReaderPart, RecordSource
from apps.journeys.models import Study


class Life:
    """One case on its way: each step is the domain's own function, done by the right person some days later."""

    def __init__(
        self, department: Department, scenario: Scenario, chance: Random, at: datetime, *, with_study: bool = False
    ) -> None:
        self.scenario = scenario
        self.with_study = with_study
        self.chance = chance
        self.at = in_working_hours(at)
        here = list(people_in(department.pk).order_by("email"))
        self.chair = people_with_role(department.pk, Role.CHAIR).order_by("email")[0]
        self.lead = people_with_role(department.pk, Role.LEAD).order_by("email")[0]
        clinical = [one for one in here if one.profession == Profession.RADIOLOGIST and one != self.chair]
        self.author, self.submitter, self.reviewer = chance.sample(clinical, 3)
        self.department = department
        self.case_id = UUID(int=0)

    def log(
        self, patient_action: PatientAction = PatientAction.NO, confidentiality: Confidentiality = Confidentiality.OPEN
    ) -> None:
        """The submission, with the study or without one, and with the original reader."""
        story = self.scenario
        studies = (StudyInput(self._study().pk),) if self.with_study else ()
        with acting(self.submitter, self.at) as actor:
            case = submit_case(
                actor=actor,
                submission=Submission(
                    department_id=self.department.pk,
                    kind=CaseKind(story.kind),
                    discrepancy_type=story.kind_detail,
                    narrative=story.narrative,
                    how_discovered=story.how,
                    discovered=clinical_day((self.at - timedelta(days=4)).date(), "submitter"),
                    patient_action=patient_action,
                    escalation_why=story.narrative if patient_action == PatientAction.YES else "",
                    studies=studies,
                    readers=() if studies else (ReaderInput(person_id=self.author.pk),),
                    modality=story.modality,
                    body_region=story.region,
                    subspecialty=story.subspecialty,
                    confidentiality=confidentiality,
                    incident_reference="INC-00042" if story.how == "incident" else "",
                    **particulars(story, self.at.date()),
                ),
            )
        self.case_id = case.pk

    def _study(self) -> Study:
        """The study, as the nightly extract would have registered it; its patient is like no other's."""
        performed = self.at - timedelta(days=30)
        admin = people_with_role(self.department.pk, Role.ADMIN).order_by("email")[0]
        number = FIRST_IN_BULK + Study.objects.count()
        with acting(admin, performed + timedelta(days=2)) as actor:
            return register_study(
                actor=actor,
                department=self.department,
                source=RecordSource.RIS,
                study_instance_uid=f"2.25.{self.chance.getrandbits(128)}",
                accession_number=f"{self.department.code[:3]}{number:08d}",
                accession_issuer=self.department.trust.code,
                modalities=(self.scenario.modality,),
                body_region=self.scenario.region,
                description=self.scenario.examination,
                patient=patient(self.chance, number),
                steps=(
                    StepFacts(JourneyStage.ACQUISITION, clinical_instant(performed, "ris"), "Radiographer"),
                    StepFacts(
                        JourneyStage.VERIFICATION,
                        clinical_instant(performed + timedelta(hours=20), "ris"),
                        "Original reader",
                    ),
                ),
                readers=(ReaderFacts(ReaderPart.AUTHOR, person_id=self.author.pk),),
            ).study

    def move(self, days: float, event: CaseEvent, person: User | None = None, **payload: object) -> None:
        """One event, that many days after the case was logged; by the chair unless somebody is named."""
        with acting(person or self.chair, self.at + timedelta(days=days)) as actor:
            # Mass data are about speed: no report stands wrong in them, so that a case can be closed.
            apply(case_id=self.case_id, event=event, actor=actor, payload={"report_stands": "no", **payload})

    def ask_and_answer(self) -> None:
        """A question and its answer, within a day and a half."""
        self.move(1, CaseEvent.ASK, question="Which level do you mean, and is there a later study that shows it?")
        self.move(
            1.5, CaseEvent.ANSWER, self.submitter, answer="The later study is of the same region; see its report."
        )

    def review(self, finish: bool = True) -> None:
        """One reviewer; with `finish`, their view and the end of the review."""
        request = f"{self.scenario.vignette}\n\n{self.scenario.question}"
        self.move(2, CaseEvent.SEND_TO_REVIEW, reviewers=[str(self.reviewer.pk)], note="", request=request)
        if finish:
            with acting(self.reviewer, self.at + timedelta(days=3)) as actor:
                commit_opinion(
                    actor=actor,
                    case_id=self.case_id,
                    view=self.scenario.reveal,
                    confidence="moderate",
                    learning=self.scenario.points[0],
                    declared_not_read=True,
                )
            self.move(3.5, CaseEvent.FINISH_REVIEW)

    def prepare(self) -> None:
        """The presentation copy and the coding."""
        story = self.scenario
        with acting(self.chair, self.at + timedelta(days=4)) as actor:
            words = {n: getattr(story, n) for n in ("title", "vignette", "question", "reveal")}
            save_presentation(actor=actor, case_id=self.case_id, words=words)
        self.code(4)

    def code(self, days: float) -> None:
        """The theme of the story, where the scheme in use has it."""
        story = self.scenario
        with acting(self.chair, self.at + timedelta(days=days)) as actor:
            terms = list(TaxonomyTerm.objects.filter(code=story.theme).values_list("pk", flat=True)[:1])
            if terms:
                add_codings(actor=actor, case_id=self.case_id, term_ids=terms)

    def look_after_the_patient(self) -> None:
        """The escalation is acknowledged and done."""
        for escalation in Case.objects.get(pk=self.case_id).escalations.all():
            with acting(escalation.lead or self.lead, self.at + timedelta(hours=4)) as actor:
                acknowledge(actor=actor, escalation_id=escalation.pk)
            with acting(escalation.lead or self.lead, self.at + timedelta(hours=30)) as actor:
                complete(actor=actor, escalation_id=escalation.pk, done_what="Spoke to the team; the patient was told.")

    def teach_and_close(self) -> None:
        """Feedback without a meeting, then closed."""
        self.move(6, CaseEvent.GIVE_FEEDBACK, learning_point=self.scenario.points[0])
        if not Case.objects.get(pk=self.case_id).findings.exists():
            self.code(7)
        self.move(12, CaseEvent.CLOSE, reason="The learning point went to everybody who reads these.")


def _accepted(life: Life) -> None:
    life.log()
    life.move(1, CaseEvent.ACCEPT)
    life.teach_and_close()


def _prepared(life: Life) -> None:
    life.log(confidentiality=Confidentiality.CONFIDENTIAL)
    life.move(1, CaseEvent.ACCEPT)
    life.prepare()
    life.teach_and_close()


def _reviewed(life: Life) -> None:
    life.log()
    life.review()
    life.prepare()
    life.teach_and_close()


def _asked(life: Life) -> None:
    life.log()
    life.ask_and_answer()
    life.move(2, CaseEvent.ACCEPT)
    life.teach_and_close()


def _for_the_patient(life: Life) -> None:
    life.log(patient_action=PatientAction.YES)
    life.look_after_the_patient()
    life.move(2, CaseEvent.ACCEPT)
    life.teach_and_close()


def _declined(life: Life) -> None:
    life.log()
    life.ask_and_answer()
    life.move(2, CaseEvent.DECLINE, reason="A duplicate of what last month’s meeting taught.")


def _withdrawn(life: Life) -> None:
    life.log()
    life.move(1, CaseEvent.ACCEPT)
    life.move(2, CaseEvent.WITHDRAW, life.submitter, reason="Logged against the wrong examination.")


def _waits_for_triage(life: Life) -> None:
    life.log()
    life.ask_and_answer()


def _waits_for_a_view(life: Life) -> None:
    life.log()
    life.ask_and_answer()
    life.review(finish=False)


def _waits_for_a_meeting(life: Life) -> None:
    life.log()
    life.review()
    life.prepare()


OVER: tuple[Callable[[Life], None], ...] = (
    _accepted, _prepared, _reviewed, _asked, _for_the_patient, _declined, _accepted, _withdrawn,
)  # fmt: skip
OPEN: tuple[Callable[[Life], None], ...] = (_waits_for_triage, _waits_for_a_view, _waits_for_a_meeting)
# From log to the last step of the longest life.
LONGEST = timedelta(days=14)

"""Two anonymous cases of the demonstration, each with a thread; their keys are printed with the sign-ins."""

from datetime import timedelta
from uuid import UUID

from apps.anonymous.domain.keys import read
from apps.anonymous.domain.sending import log_anonymously
from apps.anonymous.domain.thread import write
from apps.cases.domain.escalating import acknowledge, complete
from apps.cases.domain.messaging import post_message
from apps.cases.domain.registering import Submission
from apps.cases.domain.transitions import apply
from apps.cases.enums import CaseEvent, CaseKind, HowDiscovered, PatientAction
from apps.cases.models import Case
from apps.core import clock
from apps.core.clock import now
from apps.demo.network import Team
from apps.demo.story import acting

# Nobody's secret: these open made-up threads of a demonstration.
ASKED = "DEM0-ASKE-D000-0000-0000-0000-0001"
ANSWERED = "DEM0-ANSW-ERED-0000-0000-0000-0002"
_MESSAGE = UUID("00000000-0000-4000-8000-0000000000a1")


def tell_of_anonymous_cases(team: Team) -> None:
    """One that waits for its submitter's answer, and one in which patient and question are settled."""
    _asked(team)
    _answered(team)


def _logged(team: Team, key: str, days: int, submission: Submission) -> Case:
    with clock.at(now() - timedelta(days=days)):
        return log_anonymously(submission=submission, key=read(key))


def _asked(team: Team) -> None:
    case = _logged(
        team, ASKED, 3,
        Submission(
            department_id=team.department.pk,
            kind=CaseKind.COMMUNICATION,
            narrative="A result marked urgent was read two days later because the list of results is not looked at on "
            "weekends. It was not the first time.",
            how_discovered=HowDiscovered.NOT_SAID,
            patient_action=PatientAction.NO,
            modality="CT",
            body_region="Abdomen",
        ),
    )  # fmt: skip
    with acting(team.chair, now() - timedelta(days=2)) as actor:
        question = "Thank you for this. Is it about one ward, or have you seen it with several?"
        apply(case_id=case.pk, event=CaseEvent.ASK, actor=actor, payload={"question": question})


def _answered(team: Team) -> None:
    case = _logged(
        team, ANSWERED, 9,
        Submission(
            department_id=team.department.pk,
            kind=CaseKind.DISCREPANCY,
            discrepancy_type="missed",
            narrative="A fracture of the hip is visible on the pelvic film of the first day and is not in the report.",
            how_discovered=HowDiscovered.NOT_SAID,
            patient_action=PatientAction.UNKNOWN,
            escalation_why="The patient may have gone home walking on it.",
            modality="XR",
            body_region="Pelvis",
        ),
    )  # fmt: skip
    raised = case.escalations.get()
    with acting(raised.lead or team.lead, now() - timedelta(days=8, hours=20)) as actor:
        acknowledge(actor=actor, escalation_id=raised.pk)
    with acting(raised.lead or team.lead, now() - timedelta(days=8)) as actor:
        complete(
            actor=actor, escalation_id=raised.pk, done_what="Called the ward; the patient was operated on that day."
        )
    with acting(team.chair, now() - timedelta(days=7)) as actor:
        post_message(actor=actor, case_id=case.pk, text="The patient is safe. Which film shows it best?")
    with clock.at(now() - timedelta(days=5)):
        write(key=ANSWERED, text="The oblique one, just below the neck.", message_id=_MESSAGE)

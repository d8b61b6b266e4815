"""One new case of each kind on the chair's list, told as people tell them: what each still needs is on its page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from apps.cases.domain.registering import Submission, submit_case
from apps.cases.domain.second_opinions import SecondOpinionFacts
from apps.cases.enums import CaseKind, HowDiscovered, OpinionContext, PatientAction
from apps.core.clock import UNKNOWN_TIME, now
from apps.demo.network import Team
from apps.demo.story import acting, in_working_hours


@dataclass(frozen=True)
class New:
    """A case as it was logged between two reports: some of what it will need is there, some is not."""

    kind: CaseKind
    narrative: str
    how: HowDiscovered = HowDiscovered.NOT_SAID
    modality: str = ""
    region: str = ""
    more: tuple[tuple[str, Any], ...] = ()


NEW: tuple[New, ...] = (
    New(
        CaseKind.DISCREPANCY,
        "A fracture of the scaphoid is seen on the film of ten days ago now that I know where to look. The report "
        "calls the wrist normal.",
        HowDiscovered.LATER_IMAGING, "XR", "Wrist", (("discrepancy_type", "missed"),),
    ),
    New(
        CaseKind.DELAY,
        "A staging CT waited eleven days for its report because it stood in the list of a colleague who was on leave.",
        HowDiscovered.CLINICAL, "CT", "Chest",
    ),
    New(
        CaseKind.COMMUNICATION,
        "The report asks for a follow-up CT in three months. Nobody booked it; the practice says that the letter never "
        "came.",
        HowDiscovered.COMPLAINT,
    ),
    New(
        CaseKind.SYSTEM_EVENT,
        "For forty minutes on Monday no priors could be opened, and four trauma scans were read without them.",
        more=(("system_affected", "PACS archive"),),
    ),
    New(
        CaseKind.GOOD_SPOT,
        "The radiographer stopped before contrast because the name band did not fit the request. The request was for "
        "another patient.",
    ),
    New(
        CaseKind.EDUCATIONAL,
        "A textbook example of pneumatosis that is harmless, with the follow-up that proves it. Worth ten minutes.",
        modality="CT", region="Abdomen",
    ),
    New(
        CaseKind.COMPLICATION,
        "A haematoma in the groin after an angiogram, seen on the ward round and treated by pressure.",
        HowDiscovered.CLINICAL, "XA", "Pelvis",
    ),
    New(
        CaseKind.SECOND_OPINION,
        "At the lung MDT the nodule that we called stable was measured again and has grown.",
        modality="CT", region="Chest",
        more=(
            (
                "second_opinion",
                SecondOpinionFacts(
                    giver_name="The radiologist of the lung MDT", context=OpinionContext.MDT, given=UNKNOWN_TIME,
                    opinion="Six millimetres a year ago and nine now, measured on the same plane.",
                ),
            ),
        ),
    ),
)  # fmt: skip


def tell_kinds(team: Team) -> None:
    """Each logged by somebody else of the department, one every few hours."""
    people = [one for one in team.staff if one not in (team.chair, team.deputy)]
    for number, new in enumerate(NEW):
        moment = min(in_working_hours(now() - timedelta(hours=6 * (len(NEW) - number))), now())
        with acting(people[number % len(people)], moment) as actor:
            submit_case(
                actor=actor,
                submission=Submission(
                    department_id=team.department.pk,
                    kind=new.kind,
                    narrative=new.narrative,
                    how_discovered=new.how,
                    patient_action=PatientAction.NO,
                    modality=new.modality,
                    body_region=new.region,
                    **dict(new.more),
                ),
            )

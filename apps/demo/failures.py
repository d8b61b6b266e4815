"""Where journeys failed in the demonstration, and studies of one case with readers of every sort."""

from datetime import timedelta
from random import Random

from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.failing import Place, may_record_failure, record_failure
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.study_parts import StudyChange, change_study
from apps.cases.enums import CaseKind, ReaderPart, ReaderStanding, StudyPart
from apps.cases.models import Case, CaseStudy
from apps.cases.queries.choosing import failing_terms
from apps.core.clock import now
from apps.demo.network import Team
from apps.demo.story import acting
from apps.journeys.enums import JourneyStage as S
from apps.journeys.enums import ResponsibleRole as Hands

# Whose delay it was, by how its words begin (apps/demo/journeys.py): step, hands, failing and a few words.
TOLD: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "Reported after six weeks": (
        (S.VERIFICATION, Hands.READER, "reporting_delayed", "The list of a reader on leave was not shared out."),
        (S.APPOINTMENT, Hands.BOOKING, "", ""),
    ),
    "Pancreatic lesion described": (
        (S.ACKNOWLEDGEMENT, Hands.GP, "finding_not_acted_on", "The inbox was not read after the practice moved."),
        (S.COMMUNICATION, Hands.RADIOLOGY_SYSTEMS, "guidance_not_followed", ""),
        ("", Hands.IT, "poor_handover", ""),
    ),
}
# What is said of the year's other cases; most of what went wrong lies in few places.
USUAL: tuple[tuple[str, str, str], ...] = (
    (S.VERIFICATION, Hands.READER, ""),
    (S.VERIFICATION, Hands.READER, "reporting_delayed"),
    (S.ACKNOWLEDGEMENT, Hands.GP, "finding_not_acted_on"),
    (S.ACKNOWLEDGEMENT, Hands.WARD, "finding_not_acted_on"),
    (S.COMMUNICATION, Hands.READER, "poor_escalation"),
    (S.REFERRAL, Hands.EMERGENCY, "poor_handover"),
    (S.REPORTING, Hands.OUTSOURCED, ""),
    ("", Hands.OTHER_ORGANISATION, "poor_handover"),
)
KINDS = (CaseKind.DISCREPANCY, CaseKind.DELAY, CaseKind.COMMUNICATION, CaseKind.SYSTEM_EVENT)


def tell_failures(team: Team, seed: int) -> None:
    """The places of the delays that are told, and of every third of the year's cases."""
    chance = Random(f"failures {seed} {team.department.code}")
    terms = {one.code: one.pk for one in failing_terms(team.department.trust_id)}
    cases = Case.objects.filter(department=team.department, kind__in=KINDS).order_by("received_at", "reference")
    for number, case in enumerate(
        cases.select_related("department").prefetch_related("readers", "reviews", "escalations")
    ):
        places = next((found for start, found in TOLD.items() if case.narrative.startswith(start)), ())
        if not places and number % 3 == 0 and not case.narrative.startswith(("Report was ready", "Only the images")):
            places = ((*chance.choice(USUAL), ""),)
        chair = _chairing(team, case)
        if not may_record_failure(actor_for(chair), case):
            continue
        with acting(chair, min(case.received_at + timedelta(days=3), now() - timedelta(hours=1))) as actor:
            for stage, party, code, note in places:
                place = Place(stage=stage, party=party, failing_id=terms.get(code), note=note)
                record_failure(actor=actor, case_id=case.pk, place=place)


def tell_readers(team: Team) -> None:
    """One case with two studies: a reader here, one of another company, one who has left, and one whom nobody knows."""
    case = Case.objects.get(department=team.department, narrative__startswith="Only the images")
    chair = _chairing(team, case)
    later = CaseStudy.objects.get(case=case, part=StudyPart.LATER)
    index = CaseStudy.objects.get(case=case, part=StudyPart.INDEX)
    with acting(chair, min(case.received_at + timedelta(hours=5), now() - timedelta(hours=1))) as actor:
        change_study(
            actor=actor, case_id=case.pk, case_study_id=index.pk, reason="The paper report turned up in part.",
            wanted=StudyChange(
                readers=(
                    ReaderInput(
                        external_name="Formerly of Eastmere Imaging", part=ReaderPart.VERIFIER,
                        standing=ReaderStanding.DEPARTED,
                    ),
                ),
            ),
        )  # fmt: skip
        change_study(
            actor=actor, case_id=case.pk, case_study_id=later.pk, reason="It is the study on which it came to light.",
            wanted=StudyChange(
                part=StudyPart.DISCOVERY,
                readers=(ReaderInput(external_name="Nightowl Reporting", standing=ReaderStanding.EXTERNAL),),
                readers_unknown_reason="The company does not say who verified it.",
            ),
        )  # fmt: skip


def _chairing(team: Team, case: Case) -> User:
    readers = {one.person_id for one in case.readers.all()}
    return team.deputy if team.chair.pk in readers else team.chair

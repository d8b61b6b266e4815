"""Made-up patients with NHS numbers from the range that is kept for tests, and their studies."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from apps.accounts.actors import actor_for
from apps.accounts.models import Trust, User
from apps.core import clock
from apps.core.actor import Source, acting_as, command_actor
from apps.core.clock import clinical_day, clinical_instant
from apps.core.tracking import change
from apps.demo.network import Team
from apps.demo.scenarios import Scenario
from apps.journeys.domain.patients import PatientBook
from apps.journeys.domain.registering import register_study
from apps.journeys.domain.study_facts import ReaderFacts, StepFacts
from apps.journeys.enums import JourneyStage, ReaderPart, RecordSource
from apps.journeys.models import Patient, Study
from apps.journeys.patient_details import PatientDetails, is_nhs_number

# Above the numbers of the demonstration's year.
FIRST_IN_BULK = 300_000
AT_ONCE = 2_000

GIVEN = ("ALBA", "BRAM", "CLEO", "DOUGAL", "ENID", "FLORA", "GIDEON", "HESTER", "IONA", "JAGO", "KEZIA", "LORCAN",
         "MABEL", "NED", "OPAL", "PERRIN", "ROWENA", "SETH", "TILDA", "URSULA")  # fmt: skip
FAMILY = ("TESTERTON", "SAMPLEY", "MOCKRIDGE", "FIXTURE", "PLACEHOLDER", "DUMMERSON", "EXEMPLAR", "PRACTICE",
          "SPECIMEN", "TRIALWOOD")  # fmt: skip


def nhs_number(number: int) -> str:
    """The next valid number at or after 999 000 0000 plus `number`: the range that nobody is given."""
    digits = 9_990_000_000 + number * 11
    while not is_nhs_number(str(digits)):
        digits += 1
    return str(digits)


def patient(chance: Random, number: int) -> PatientDetails:
    """One made-up patient."""
    born = datetime(1932, 1, 1) + timedelta(days=chance.randrange(31_000))  # noqa: DTZ001 - a day, not an instant
    return PatientDetails(
        name=f"{chance.choice(FAMILY)}^{chance.choice(GIVEN)}",
        birth_date=f"{born:%Y-%m-%d}",
        sex=chance.choice("FM"),
        nhs_number=nhs_number(number),
        hospital_number=f"D{number:07d}",
    )


def study_for(
    chance: Random, team: Team, scenario: Scenario, number: int, who: PatientDetails, performed: datetime, author: User
) -> Study:
    """A study of that scenario, registered as the nightly extract would have: two hours to dictate, a day to verify.

    A delayed report is verified after five weeks.
    """
    late = scenario.kind == "delay"
    dictated = performed + (timedelta(days=35) if late else timedelta(hours=chance.randrange(1, 30)))
    verified = dictated + timedelta(hours=chance.randrange(1, 20))
    steps = (
        StepFacts(JourneyStage.REFERRAL, clinical_day((performed - timedelta(days=chance.randrange(1, 20))).date())),
        StepFacts(JourneyStage.ACQUISITION, clinical_instant(performed, "ris"), "Radiographer"),
        StepFacts(JourneyStage.REPORTING, clinical_instant(dictated, "ris"), "Original reader"),
        StepFacts(JourneyStage.VERIFICATION, clinical_instant(verified, "ris"), "Original reader"),
    )
    with clock.at(verified + timedelta(hours=6)):
        actor = actor_for(team.admin, source=Source.COMMAND)
        with acting_as(actor):
            registered = register_study(
                actor=actor,
                department=team.department,
                source=RecordSource.RIS,
                study_instance_uid=f"2.25.{UUID(int=chance.getrandbits(128)).int}",
                accession_number=f"{team.department.code[:3]}{number:08d}",
                accession_issuer=team.department.trust.code,
                modalities=(scenario.modality,),
                body_region=scenario.region,
                description=scenario.examination,
                patient=who,
                steps=steps,
                readers=(ReaderFacts(ReaderPart.AUTHOR, person_id=author.pk),),
            )
    return registered.study


def add_patients(chance: Random, count: int) -> dict[UUID, list[str]]:
    """So many made-up patients, shared out over the trusts, by the way on which imports make them; ids by trust."""
    trusts = list(Trust.objects.order_by("code"))
    first = FIRST_IN_BULK + Study.objects.count() + Patient.objects.count()
    made: dict[UUID, list[str]] = {trust.pk: [] for trust in trusts}
    with acting_as(command_actor("seed_demo")), change(reason="Made-up patients"):
        for start in range(0, count, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, count))
            for trust in trusts:
                details = [
                    patient(chance, first + number) for number in numbers if trusts[number % len(trusts)] == trust
                ]
                book = PatientBook(trust.pk, details, ())
                made[trust.pk] += [str(book.patient_for(one, None)) for one in details]
                book.write()
    return made

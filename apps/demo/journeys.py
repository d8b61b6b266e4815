"""Delays of the demonstration: a trust with limits and a calendar, and journeys known whole, in part, and outside.

Every limit here is invented and says so; only the national one is true.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from apps.accounts.models import User
from apps.cases.domain.registering import StudyInput, Submission, submit_case
from apps.cases.enums import CaseKind, PatientAction, StudyPart
from apps.core.clock import LONDON, UNKNOWN_TIME, ClinicalTime, clinical_day, clinical_instant, now
from apps.demo.network import Team
from apps.demo.patients import patient
from apps.demo.story import acting, in_working_hours
from apps.journeys.domain.calendars import add_group, set_day, set_nation
from apps.journeys.domain.journey_steps import record_step, set_groups
from apps.journeys.domain.limiting import LimitWords, add_limit, replace_limit
from apps.journeys.domain.registering import register_study
from apps.journeys.domain.study_facts import ReaderFacts, StepFacts
from apps.journeys.enums import JourneyStage as S
from apps.journeys.enums import Nation, ReaderPart, RecordSource
from apps.journeys.enums import ResponsibleRole as Hands
from apps.journeys.models import Study
from apps.journeys.patient_details import PatientDetails

SOURCE = "Demonstration only: an invented figure, no policy of anybody."
# Numbers that no other part of the demonstration gives to a patient.
FIRST_NUMBER = 90_000


@dataclass(frozen=True)
class Typed:
    """A step that somebody typed in: days after the examination (None: nobody knows when), in whose hands."""

    stage: S
    days: float | None
    role: Hands
    words: str = ""
    day_only: bool = False


@dataclass(frozen=True)
class Delay:
    """One delayed study: what the systems know, what people added, and what was logged about it."""

    narrative: str
    examination: str
    modality: str
    region: str
    group: str
    days_ago: int
    # Days from the request to the examination, and from there to dictation and verification.
    waited: int
    dictated: float | None
    verified: float | None
    typed: tuple[Typed, ...]
    found: int | None
    kind: CaseKind = CaseKind.DELAY
    later: int | None = None


DELAYS = (
    Delay(
        "Reported after six weeks: the study sat on the list of a reader on leave. Every step is known.",
        "CT thorax with contrast", "CT", "Chest", "urgent_suspected_cancer", 120, 9, 41, 42.2,
        (
            Typed(S.VETTING, -8, Hands.READER), Typed(S.APPOINTMENT, 0, Hands.BOOKING, day_only=True),
            Typed(S.COMMUNICATION, 42.3, Hands.READER, "Telephone, duty consultant"),
            Typed(S.ACKNOWLEDGEMENT, 43, Hands.REFERRER, "Chest clinic"),
            Typed(S.REFERRER_ACTION, 49, Hands.CLINIC, "Seen in clinic, biopsy booked"),
            Typed(S.PATIENT_INFORMED, 49.1, Hands.CLINIC),
            Typed(S.FOLLOW_UP_DONE, 61, Hands.MDT, day_only=True),
        ),
        44,
    ),
    Delay(
        "Pancreatic lesion described in the report; nobody acted on it for eighteen months. When the report was read "
        "is not known.",
        "CT abdomen and pelvis with contrast", "CT", "Abdomen", "outpatient", 600, 12, 1.1, 1.9,
        (
            Typed(S.COMMUNICATION, 2.2, Hands.RADIOLOGY_SYSTEMS, "Sent to the referrer’s electronic inbox"),
            Typed(S.ACKNOWLEDGEMENT, None, Hands.GP, "The practice has no record"),
            Typed(S.REFERRER_ACTION, 547, Hands.GP, day_only=True),
            Typed(S.PATIENT_INFORMED, None, Hands.GP),
        ),
        548, CaseKind.COMMUNICATION,
    ),
    Delay(
        "Report was ready the same day. It waited eleven days between the ward and the outpatient clinic after the "
        "patient moved.",
        "MR whole spine", "MR", "Spine", "inpatient", 75, 1, 0.2, 0.3,
        (
            Typed(S.COMMUNICATION, 0.3, Hands.READER), Typed(S.ACKNOWLEDGEMENT, 0.5, Hands.WARD, "Ward 12, evening"),
            Typed(S.REFERRER_ACTION, 11, Hands.CLINIC, "Spinal clinic"),
        ),
        11,
    ),
    Delay(
        "Only the images and the day of the report are known; the request was on paper and is lost.",
        "XR chest PA", "CR", "Chest", "gp", 200, 0, None, 33, (Typed(S.REFERRAL, None, Hands.GP, "Paper request"),),
        60, later=55,
    ),
)  # fmt: skip


def tell_journeys(team: Team, seed: int) -> None:
    """Limits, a calendar and the delays of one department, through the domain."""
    chance = Random(f"journeys {seed}")
    today = now().astimezone(LONDON)
    _set_up(team, today)
    for place, delay in enumerate(DELAYS):
        author, submitter = chance.sample(team.readers, 2)
        examined = in_working_hours(today - timedelta(days=delay.days_ago, minutes=37 * place))
        _tell(team, chance, delay, FIRST_NUMBER + place, examined, author, submitter)


def _set_up(team: Team, today: datetime) -> None:
    trust_id = team.department.trust_id
    start = (today - timedelta(days=800)).date()
    with acting(team.lead, today - timedelta(days=799)) as actor:
        set_nation(actor=actor, trust_id=trust_id, nation=Nation.ENGLAND)
        set_day(
            actor=actor,
            trust_id=trust_id,
            day=(today - timedelta(days=100)).date(),
            works=False,
            why="Site closed for a power test",
        )
        add_group(actor=actor, trust_id=trust_id, kind="patient_group", label="Lung screening")
        for label, group, amount, unit, steps in (
            ("Suspected cancer reports", "urgent_suspected_cancer", 3, "working_days", (S.ACQUISITION, S.VERIFICATION)),
            ("Inpatient reports", "inpatient", 24, "hours", (S.ACQUISITION, S.VERIFICATION)),
            ("Reports acknowledged", "", 7, "calendar_days", (S.COMMUNICATION, S.ACKNOWLEDGEMENT)),
        ):
            add_limit(
                actor=actor, trust_id=trust_id,
                words=LimitWords(
                    label=label, start_stage=steps[0], stop_stage=steps[1], amount=amount, unit=unit,
                    source_note=SOURCE, active_from=start, patient_group=group,
                ),
            )  # fmt: skip
        old = add_limit(actor=actor, trust_id=trust_id, words=_outpatients(21, start))
    with acting(team.governance, today - timedelta(days=300)) as actor:
        replace_limit(
            actor=actor, limit_id=old.pk, expected_version=old.version,
            words=_outpatients(14, (today - timedelta(days=300)).date()), reason="A newer invented figure.",
        )  # fmt: skip


def _outpatients(days: int, start: date) -> LimitWords:
    return LimitWords(
        label="Outpatient reports", start_stage=S.ACQUISITION, stop_stage=S.VERIFICATION, amount=days,
        unit="calendar_days", source_note=SOURCE, active_from=start, patient_group="outpatient",
    )  # fmt: skip


def _tell(
    team: Team, chance: Random, delay: Delay, number: int, examined: datetime, author: User, submitter: User
) -> None:
    who = patient(chance, number)
    study = _registered(team, chance, delay, number, who, examined, author)
    studies = [StudyInput(study.pk)]
    if delay.later is not None:
        later = _later_study(team, chance, delay, number + 500, who, examined + timedelta(days=delay.later), author)
        studies.append(StudyInput(later.pk, StudyPart.LATER))
    last = max([delay.found or 30, *(step.days or 0 for step in delay.typed)])
    logged = min(examined + timedelta(days=last + 2), now() - timedelta(hours=3))
    with acting(submitter, in_working_hours(logged)) as actor:
        set_groups(
            actor=actor, study_id=study.pk, expected_version=_version(study.pk), patient_group=delay.group, priority=""
        )
        for step in delay.typed:
            record_step(
                actor=actor, study_id=study.pk, expected_version=None, stage=step.stage,
                time=_moment(examined, step.days, day_only=step.day_only), role=step.role, responsible=step.words,
            )  # fmt: skip
        submit_case(
            actor=actor,
            submission=Submission(
                department_id=team.department.pk, kind=delay.kind, narrative=delay.narrative,
                how_discovered="clinical_course", patient_action=PatientAction.NO,
                discovered=_moment(examined, delay.found, day_only=True), studies=tuple(studies),
            ),
        )  # fmt: skip


def _registered(
    team: Team, chance: Random, delay: Delay, number: int, who: PatientDetails, examined: datetime, author: User
) -> Study:
    steps = [
        StepFacts(S.ACQUISITION, clinical_instant(examined, "ris"), "", Hands.RADIOGRAPHER),
        *(
            StepFacts(stage, clinical_instant(examined + timedelta(days=days), "ris"), "", Hands.READER)
            for stage, days in ((S.REPORTING, delay.dictated), (S.VERIFICATION, delay.verified))
            if days is not None
        ),
    ]
    if delay.waited:
        requested = clinical_day((examined - timedelta(days=delay.waited)).date(), "ris")
        steps.insert(0, StepFacts(S.REFERRAL, requested, "", Hands.REFERRER))
    return _study(team, chance, delay, number, who, examined + timedelta(days=delay.verified or 1), steps, author)


def _later_study(
    team: Team, chance: Random, delay: Delay, number: int, who: PatientDetails, examined: datetime, author: User
) -> Study:
    steps = [StepFacts(S.ACQUISITION, clinical_instant(in_working_hours(examined), "dicom"))]
    return _study(team, chance, delay, number, who, examined + timedelta(hours=12), steps, author)


def _study(
    team: Team, chance: Random, delay: Delay, number: int, who: PatientDetails, at: datetime,
    steps: list[StepFacts], author: User,
) -> Study:  # fmt: skip
    with acting(team.admin, at + timedelta(hours=6)) as actor:
        return register_study(
            actor=actor, department=team.department, source=RecordSource.RIS,
            study_instance_uid=f"2.25.{UUID(int=chance.getrandbits(128)).int}",
            accession_number=f"{team.department.code[:3]}{number:08d}",
            accession_issuer=team.department.trust.code, modalities=(delay.modality,), body_region=delay.region,
            description=delay.examination, patient=who, steps=steps,
            readers=(ReaderFacts(ReaderPart.AUTHOR, person_id=author.pk),),
        ).study  # fmt: skip


def _moment(examined: datetime, days: float | None, *, day_only: bool) -> ClinicalTime:
    if days is None:
        return UNKNOWN_TIME
    at = examined + timedelta(days=days)
    return clinical_day(at.astimezone(LONDON).date(), "manual") if day_only else clinical_instant(at, "manual")


def _version(study_id: UUID) -> int:
    return Study.objects.values_list("version", flat=True).get(pk=study_id)

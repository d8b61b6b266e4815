"""The patient first in the demonstration: actions of wrong reports, contacts, second opinions, a duplicate."""

from datetime import timedelta

from apps.cases.domain.acting import cancel_action
from apps.cases.domain.contacting import ContactFacts, record_contact
from apps.cases.domain.registering import StudyInput, Submission, submit_case
from apps.cases.domain.second_opinions import SecondOpinionFacts, record_second_opinion
from apps.cases.enums import (
    ActionKind,
    ActionStatus,
    CaseKind,
    CaseStatus,
    EscalationStatus,
    HowDiscovered,
    PatientAction,
    StudyPart,
)
from apps.cases.models import Case, Escalation, FollowUpAction, ReportStanding
from apps.core.clock import clinical_day, clinical_instant, now
from apps.demo.network import Team
from apps.demo.settling import settle_actions
from apps.demo.story import acting

# Of twenty cases: so many days after the decision the actions are recorded; None means that they are still open.
AFTER_DAYS: tuple[int | None, ...] = (2, 3, 1, 5, 4, 2, 6, 3, 9, 2, 4, 1, 3, 7, 2, 5, 3, 16, 21, None)
OPINIONS = 6


def tell_patient_first(team: Team, seed: int) -> None:
    """Most actions were recorded in time, some late, some are open; one does not apply."""
    standing = ReportStanding.objects.filter(case__department=team.department).order_by("answered_at", "case_id")
    rows = list(standing.select_related("case"))
    any_left_out = False
    for number, row in enumerate(rows):
        days = AFTER_DAYS[(number + seed) % len(AFTER_DAYS)]
        if not any_left_out:
            any_left_out = _does_not_apply(team, row)
        if days is not None and row.answered_at + timedelta(days=days) < now():
            settle_actions(row.case_id, now(), days)
    for row in rows[-OPINIONS:]:
        _second_opinion(team, row)
    _contacts(team)
    _duplicate(team)


def _does_not_apply(team: Team, row: ReportStanding) -> bool:
    """One that is still open, if this case has it."""
    action = FollowUpAction.objects.filter(
        case=row.case, kind=ActionKind.REFERRER, is_standing=True, status=ActionStatus.OPEN
    ).first()
    if action is None:
        return False
    with acting(team.chair, min(row.answered_at + timedelta(days=1), now())) as actor:
        cancel_action(actor=actor, action_id=action.pk, reason="The referrer found it and rang the department.")
    return True


def _second_opinion(team: Team, row: ReportStanding) -> None:
    if row.case.status not in (CaseStatus.READY, CaseStatus.SCHEDULED, CaseStatus.DISCUSSED, CaseStatus.PUBLISHED):
        return
    day = row.identified_on
    with acting(team.chair, row.answered_at + timedelta(hours=1)) as actor:
        record_second_opinion(
            actor=actor,
            case_id=row.case_id,
            facts=SecondOpinionFacts(
                giver_id=team.readers[day.day % len(team.readers)].pk,
                context=("mdt", "ad_hoc", "outside_request")[day.day % 3],
                given=clinical_day(day, "typed"),
                opinion="On the second look the finding is there on the first study. An addendum is advised.",
                in_mdt_record=day.day % 3 == 0 or None,
            ),
        )


def _contacts(team: Team) -> None:
    """Whoever leads an open escalation has tried to reach somebody."""
    waiting = Escalation.objects.filter(case__department=team.department).exclude(status=EscalationStatus.DONE)
    for one in waiting.select_related("lead").order_by("raised_at", "id"):
        moment = min(one.raised_at + timedelta(hours=2), now())
        with acting(one.lead or team.lead, moment) as actor:
            for who, channel, result in (
                ("Ward 7, nurse in charge", "telephone", "left_message"),
                ("Medical registrar on call", "telephone", "not_reached"),
            ):
                record_contact(
                    actor=actor,
                    escalation_id=one.pk,
                    facts=ContactFacts(who=who, channel=channel, result=result, tried=clinical_instant(moment)),
                )


def _duplicate(team: Team) -> None:
    """Somebody logs a study that a colleague has logged, so that the chair has something to join."""
    waiting = Case.objects.filter(
        department=team.department, status=CaseStatus.RECEIVED, case_studies__isnull=False, confidentiality="open"
    )
    first = waiting.order_by("received_at", "id").first()
    if first is None:
        return
    somebody = next(one for one in team.staff if one.pk != first.submitter_id)
    study = first.case_studies.order_by("id")[0]
    with acting(somebody, min(first.received_at + timedelta(hours=20), now())) as actor:
        submit_case(
            actor=actor,
            submission=Submission(
                department_id=team.department.pk,
                kind=CaseKind(first.kind),
                discrepancy_type=first.discrepancy_type,
                narrative="Seen again while reporting the follow-up. I think that it was there before.",
                how_discovered=HowDiscovered.LATER_IMAGING,
                patient_action=PatientAction.NO,
                studies=(StudyInput(study.study_id, StudyPart(study.part)),),
            ),
        )

"""Who may review a case blind, what somebody was asked to review, and what is due."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from apps.access.models import AccessAction, AccessEvent
from apps.alerts.models import Alert
from apps.cases.enums import CaseStatus, StudyPart
from apps.cases.models import Case, CaseReader, CaseStudy, ReviewAssignment
from apps.cases.queries.readings import prefetched_readings, readings_of
from apps.cases.queries.sealed import SHOWN_TO_REVIEWERS, awaiting_view_of
from apps.core.actor import Actor

# A look at a sealed case through the review's own page, which shows nothing of the outcome.
BLIND_LOOK = "blind review"


def readers_of_reports(case: Case) -> frozenset[UUID]:
    """Everybody who wrote or verified a report in the case: as the case says, and as its studies say."""
    return readings_of(case).people


def people_who_know(case: Case) -> frozenset[UUID]:
    """Who knows the outcome by their part: the submitter, who acts for the patient, who raised or answered an alert."""
    leads = {one.lead_id for one in case.escalations.all()}
    alerted = Alert.objects.filter(study__case_studies__case=case)
    rows = alerted.values_list("raised_by", "acts__recorded_by", "calls__made_by")
    told = {person for row in rows for person in row}
    return frozenset(one for one in leads | told | {case.submitter_id} if one is not None)


def readers_are_unknown(case: Case) -> bool:
    """Whether a reader of a report is not known by name: then a reviewer has to say that it was not them.

    An unknown reader never counts as no conflict (C0).
    """
    return not readings_of(case).are_known


def declaration_wanted(asked: ReviewAssignment) -> bool:
    """The same for a row of one of the lists below, without another question to the database."""
    return readers_are_unknown(asked.case)


def looked_before(person_id: UUID, case: Case) -> bool:
    """Whether the person ever opened what tells the outcome, outside the blind review's page.

    That is the case, what is done for its patient, an alert about its studies, or another case about one of them.
    """
    mine = CaseStudy.objects.filter(case=case).values("study")
    alerts = Alert.objects.filter(study__in=mine).values_list("pk", flat=True)
    others = CaseStudy.objects.filter(study__in=mine, part=StudyPart.INDEX).values_list("case", flat=True)
    about = [str(case.pk), *(str(one.pk) for one in case.escalations.all()), *map(str, alerts), *map(str, others)]
    looks = AccessEvent.objects.filter(
        user_id=person_id,
        action=AccessAction.VIEW,
        object_label__in=["cases.case", "cases.escalation", "alerts.alert"],
    )
    return looks.filter(object_id__in=about).exclude(purpose=BLIND_LOOK).exists()


def _with_what_a_card_shows(asked: QuerySet[ReviewAssignment]) -> QuerySet[ReviewAssignment]:
    studies = CaseStudy.objects.filter(part__in=SHOWN_TO_REVIEWERS).select_related("study").order_by("part", "id")
    shown = Prefetch("case__case_studies", queryset=studies, to_attr="studies_for_review")
    return asked.select_related("case__review_request").prefetch_related(shown, *prefetched_readings("case__"))


def views_wanted(actor: Actor) -> QuerySet[ReviewAssignment]:
    """Reviews that wait for the actor's first view; the one that is due first comes first."""
    own_report = CaseReader.objects.filter(case=OuterRef("case"), person=actor.user_id)
    waiting = awaiting_view_of(actor).exclude(Exists(own_report))
    return _with_what_a_card_shows(waiting).order_by(F("due_on").asc(nulls_last=True), "assigned_at", "id")


def views_given(actor: Actor) -> QuerySet[ReviewAssignment]:
    """Reviews in which the actor committed a view, newest first."""
    given = ReviewAssignment.objects.filter(
        reviewer=actor.user_id, revealed_at__isnull=False, case__department__in=actor.department_ids
    )
    return _with_what_a_card_shows(given).order_by("-revealed_at", "-id")


def review_of(actor: Actor, case: Case) -> ReviewAssignment | None:
    """The actor's own part in the review of a loaded case; None when not asked, or no longer."""
    return next((one for one in case.reviews.all() if one.is_active and one.reviewer_id == actor.user_id), None)


def reviews_due_by(day: date) -> QuerySet[ReviewAssignment]:
    """Open reviews without a view that are due on that day or before it, with what a reminder needs."""
    waiting = ReviewAssignment.objects.filter(
        revealed_at__isnull=True, ended_at__isnull=True, due_on__lte=day, case__status=CaseStatus.UNDER_REVIEW
    )
    found = waiting.select_related("case").order_by("due_on", "id")
    return found.prefetch_related("case__readers", "case__reviews", "case__escalations")

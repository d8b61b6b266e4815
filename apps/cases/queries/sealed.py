"""What is sealed from a reviewer until the first view is committed: the list side of Relation.REVIEWER_SEALED."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.cases.enums import CaseStatus, StudyPart
from apps.cases.models import Case, CaseStudy, Escalation, ReviewAssignment
from apps.core.actor import Actor


def awaiting_view_of(actor: Actor) -> QuerySet[ReviewAssignment]:
    """The actor's reviews that are open and still sealed; a handful at the most."""
    leads = Escalation.objects.filter(case=OuterRef("case"), lead=actor.user_id)
    asked = ReviewAssignment.objects.filter(
        reviewer=actor.user_id,
        revealed_at__isnull=True,
        ended_at__isnull=True,
        case__status=CaseStatus.UNDER_REVIEW,
        case__department__in=actor.department_ids,
    )
    # Who logged it knows it, and who acts for the patient is never kept from the case.
    return asked.exclude(case__submitter=actor.user_id).exclude(Exists(leads))


def sealed_for(actor: Actor) -> QuerySet[ReviewAssignment, UUID]:
    """The ids of the cases that are sealed from the actor."""
    return awaiting_view_of(actor).values_list("case_id", flat=True)


def is_sealed(actor: Actor, case_id: UUID) -> bool:
    """Whether this case is sealed from the actor now."""
    return awaiting_view_of(actor).filter(case=case_id).exists()


def studies_sealed_for(actor: Actor) -> QuerySet[CaseStudy, UUID]:
    """The ids of the studies in those cases, whatever their part: their readers are not named to the reviewer."""
    return CaseStudy.objects.filter(case__in=sealed_for(actor)).values_list("study_id", flat=True)


def cases_sealed_for(actor: Actor) -> QuerySet[Case, UUID]:
    """The same, and what was merged into them: it tells of the same finding, but to who logged it or leads it."""
    leads = Escalation.objects.filter(case=OuterRef("pk"), lead=actor.user_id)
    merged = Q(merged_into__isnull=False, merged_into__in=sealed_for(actor))
    known = Q(submitter__isnull=False, submitter=actor.user_id) | Q(Exists(leads))
    return Case.objects.filter(Q(pk__in=sealed_for(actor)) | (merged & ~known)).values_list("pk", flat=True)


def people_sealed_from_case(case_id: UUID) -> frozenset[UUID]:
    """Who is asked for a view about the case, or the one into which it was merged, and has not committed it."""
    kept = Case.objects.filter(pk=case_id).values("merged_into")
    return people_awaited_for(Case.objects.filter(Q(pk=case_id) | Q(pk__in=kept)).values_list("pk", flat=True))


def people_sealed_from_study(study_id: UUID) -> frozenset[UUID]:
    """Who is asked for a view about a case of this study, whatever its part, and has not committed it."""
    return people_awaited_for(CaseStudy.objects.filter(study=study_id).values_list("case_id", flat=True))


def people_awaited_for(cases: QuerySet[Any, UUID]) -> frozenset[UUID]:
    """Who has yet to commit a view about one of these cases, and neither logged it nor acts for its patient."""
    leads = Escalation.objects.filter(case=OuterRef("case"), lead=OuterRef("reviewer"))
    asked = ReviewAssignment.objects.filter(
        case__in=cases, revealed_at__isnull=True, ended_at__isnull=True, case__status=CaseStatus.UNDER_REVIEW
    )
    others = asked.exclude(Exists(leads)).exclude(case__submitter__isnull=False, case__submitter=F("reviewer"))
    return frozenset(others.values_list("reviewer_id", flat=True))


# What a reviewer is shown of a case's studies: the one in question and the earlier ones, never where it came to light.
SHOWN_TO_REVIEWERS = frozenset({StudyPart.INDEX, StudyPart.PRIOR})

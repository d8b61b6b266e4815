"""What is sealed from a reviewer until the first view is committed: the list side of Relation.REVIEWER_SEALED."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from apps.cases.enums import CaseStatus, StudyPart
from apps.cases.models import CaseStudy, Escalation, ReviewAssignment
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


def seals_study(actor: Actor, study_id: UUID) -> bool:
    """Whether the readers of this study are kept from the actor, who reviews a case about it."""
    return studies_sealed_for(actor).filter(study=study_id).exists()


# What a reviewer is shown of a case's studies: the one in question and the earlier ones, never where it came to light.
SHOWN_TO_REVIEWERS = frozenset({StudyPart.INDEX, StudyPart.PRIOR})

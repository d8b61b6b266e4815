"""One case with all that its page shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.cases.models import (
    Case,
    CaseMessage,
    CaseReader,
    CaseStudy,
    Escalation,
    FailurePlace,
    Finding,
    FollowUpAction,
    Opinion,
    ReviewAssignment,
)
from apps.cases.queries.codings import IN_ORDER
from apps.cases.queries.visible import visible_to
from apps.core.actor import Actor
from apps.core.errors import NotVisible


def visible_case(actor: Actor, case_id: UUID) -> Case:
    """The case with what the policy and the lifecycle's guards judge; raises NotVisible."""
    return _one(for_guards(visible_to(actor)), case_id)


def for_guards(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with their children, as `access_facts()` and `facts_of()` read them."""
    return cases.select_related("department__trust", "presentation", "submitter").prefetch_related(
        "readers", "reviews", "escalations", "actions", "opinions", "transitions", "case_studies"
    )


def whole_case(actor: Actor, case_id: UUID) -> Case:
    """The case with everything that its page shows; raises NotVisible."""
    return _whole(visible_to(actor), case_id)


def case_to_review(actor: Actor, case_id: UUID) -> Case:
    """The same for whoever is asked to review it, sealed or not, and for whoever may see it; raises NotVisible.

    Only the review's own pages may use it: what they show of a sealed case is decided by their presenter.
    """
    asked = ReviewAssignment.objects.filter(reviewer=actor.user_id, ended_at__isnull=True).values("case")
    mine = Q(department__in=actor.department_ids, pk__in=asked)
    if actor.scopes is not None and Permission.CASE_REVIEW not in actor.scopes:
        return _whole(visible_to(actor), case_id)
    return _whole(Case.objects.filter(mine | Q(pk__in=visible_to(actor).values("pk"))), case_id)


def _whole(cases: QuerySet[Case], case_id: UUID) -> Case:
    people: dict[str, tuple[QuerySet[Any], str]] = {
        "readers": (CaseReader.objects.order_by("part", "id"), "person"),
        "reviews": (ReviewAssignment.objects.select_related("assigned_by"), "reviewer"),
        "opinions": (Opinion.objects.select_related("finding_term__taxonomy"), "reviewer"),
        "messages": (CaseMessage.objects.all(), "author"),
        "actions": (FollowUpAction.objects.order_by("status", "due_on", "id"), "owner"),
        "findings": (Finding.objects.select_related("coded_by").order_by(*IN_ORDER), "term__taxonomy"),
        "failure_places": (FailurePlace.objects.select_related("recorded_by"), "failing__taxonomy"),
    }
    rows: list[Prefetch[Any] | str] = [
        Prefetch(name, queryset=found.select_related(joined)) for name, (found, joined) in people.items()
    ]
    rows.append(
        Prefetch(
            "escalations", Escalation.objects.select_related("lead", "acknowledged_by", "done_by").order_by("raised_at")
        )
    )
    studies = CaseStudy.objects.select_related("study").prefetch_related("study__events", "study__readers__person")
    rows += [Prefetch("case_studies", studies), "transitions"]
    found = cases.select_related(
        "department__trust", "presentation__screened_by", "submitter", "merged_into",
        "review_request", "report_standing__answered_by",
    )  # fmt: skip
    case = _one(found.prefetch_related(*rows), case_id)
    case.studies_with_readers = list(case.case_studies.all())  # type: ignore[attr-defined]  # as `readings_of` finds it
    return case


def _one(found: QuerySet[Case], case_id: UUID) -> Case:
    case = found.filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case


@dataclass(frozen=True)
class SameStudy:
    """Another case about a study of this one, as far as the actor may see it."""

    visible: Sequence[Case]
    others: int


def about_the_same_studies(actor: Actor, case: Case) -> SameStudy:
    """Other cases of the department on the same studies; those that may not be seen are only counted."""
    studies = [one.study_id for one in case.case_studies.all()]
    if not studies:
        return SameStudy((), 0)
    same = Case.objects.filter(case_studies__study__in=studies).exclude(pk=case.pk).distinct()
    ids = set(same.values_list("pk", flat=True))
    seen = list(visible_to(actor).filter(pk__in=ids).order_by("-received_at"))
    return SameStudy(seen, len(ids) - len(seen))


def logged_before(case: Case) -> bool:
    """Whether there is another case about a study of this one; says neither whose nor which.

    Ask it only of a case that its submitter has just logged: nobody finds out by looking whether a report was logged.
    """
    studies = [one.study_id for one in case.case_studies.all()]
    return CaseStudy.objects.filter(study__in=studies).exclude(case=case).exists()


def case_for_access_review(actor: Actor, case_id: UUID) -> Case:
    """A case whose record of looks the actor may read, which is not the same as reading the case."""
    here = departments_where(actor, Permission.ACCESS_LOG_VIEW)
    return _one(for_guards(Case.objects.filter(department__in=here)), case_id)


def case_by_reference_for_access_review(actor: Actor, reference: str) -> UUID | None:
    """The id behind a reference, among the cases whose record of looks the actor may read."""
    here = departments_where(actor, Permission.ACCESS_LOG_VIEW)
    found = Case.objects.filter(department__in=here, reference=reference.strip().upper())
    return found.values_list("pk", flat=True).first()


def escalation_for(actor: Actor, escalation_id: UUID) -> Escalation:
    """An escalation with its case's relations; raises NotVisible. The caller asks the policy."""
    found = (
        Escalation.objects.filter(pk=escalation_id, case__department__in=actor.department_ids)
        .select_related(
            "case__department", "case__presentation", "case__submitter", "lead", "acknowledged_by", "done_by"
        )
        .prefetch_related(
            "case__readers",
            "case__reviews",
            "case__escalations",
            "case__case_studies__study",
            "contacts__recorded_by",
            "steps__lead",
            "steps__passed_to",
        )
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def action_for(actor: Actor, action_id: UUID) -> FollowUpAction:
    """A follow-up action with its case's relations; raises NotVisible. The caller asks the policy."""
    found = (
        FollowUpAction.objects.filter(pk=action_id, case__department__in=actor.department_ids)
        .select_related("case__department", "owner", "done_by")
        .prefetch_related("case__readers", "case__reviews", "case__escalations")
        .first()
    )
    if found is None:
        raise NotVisible
    return found

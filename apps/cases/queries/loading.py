"""Loads one case with what its page and its guards need, in a fixed number of queries."""

from uuid import UUID

from django.db.models import QuerySet

from apps.cases.models import Case
from apps.core.errors import NotVisible

RELATED = ("readers", "reviews", "escalations", "actions", "opinions", "transitions", "case_studies")


def with_everything(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The case with its children, ready for `access_facts()` and `facts_of()`."""
    return cases.select_related("department", "presentation", "review_request").prefetch_related(*RELATED)


def case_for_change(case_id: UUID) -> Case:
    """The case, locked until the transaction ends; raises NotVisible. Callers ask the policy."""
    # The presentation is joined from the outside, which PostgreSQL cannot lock: lock the case's own row.
    case = with_everything(Case.objects.select_for_update(of=("self",))).filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case

"""What is known about an issued report, and the second opinions on a case."""

from collections.abc import Sequence
from uuid import UUID

from apps.cases.models import ReportStanding, SecondOpinion


def standing_of(case_id: UUID) -> ReportStanding | None:
    """The answer for a case; None where there is none."""
    return ReportStanding.objects.filter(case=case_id).select_related("answered_by").first()


def second_opinions_of(case_id: UUID) -> Sequence[SecondOpinion]:
    """The second opinions on a case, in the order in which they were kept."""
    found = SecondOpinion.objects.filter(case=case_id).select_related("giver")
    return list(found.order_by("recorded_at", "id"))

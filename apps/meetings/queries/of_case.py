"""At which meetings a case stood on the agenda, and what each concluded."""

from uuid import UUID

from django.db.models import Prefetch

from apps.meetings.enums import AgendaStatus
from apps.meetings.models import AgendaItem, Outcome
from apps.meetings.queries.outcomes import outcome_with_details


def lines_of_case(case_id: UUID) -> list[AgendaItem]:
    """The case's lines on agendas, the latest meeting first, without those that were taken off; five queries."""
    outcomes = Prefetch("outcome", queryset=outcome_with_details(Outcome.objects.all()))
    found = AgendaItem.objects.filter(case=case_id).exclude(status=AgendaStatus.REMOVED)
    return list(
        found.select_related("meeting").prefetch_related("involved", outcomes).order_by("-meeting__starts_at", "-id")
    )

"""Meetings that discussed a case which somebody is to review blind: what was learned there is kept from them."""

from uuid import UUID

from django.db.models import QuerySet

from apps.cases.queries.sealed import people_awaited_for, sealed_for
from apps.core.actor import Actor
from apps.meetings.enums import AgendaStatus
from apps.meetings.models import AgendaItem


def meetings_sealed_for(actor: Actor) -> QuerySet[AgendaItem, UUID]:
    """The ids of the meetings that discussed a case which is sealed from the actor."""
    discussed = AgendaItem.objects.filter(status=AgendaStatus.DISCUSSED, case__in=sealed_for(actor))
    return discussed.values_list("meeting_id", flat=True)


def people_sealed_from_meeting(meeting_id: UUID) -> frozenset[UUID]:
    """Who is asked for a view about a case of this meeting and has not committed it."""
    discussed = AgendaItem.objects.filter(meeting=meeting_id, status=AgendaStatus.DISCUSSED)
    return people_awaited_for(discussed.values_list("case_id", flat=True))

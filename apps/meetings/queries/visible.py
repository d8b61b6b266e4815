"""Which meetings an actor may see; the list side of `may(MEETING_VIEW)`."""

from uuid import UUID

from django.db.models import QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.meetings.models import AgendaItem, Meeting


def visible_to(actor: Actor) -> QuerySet[Meeting]:
    """The meetings of the departments where the actor may see meetings."""
    return Meeting.objects.filter(department__in=departments_where(actor, Permission.MEETING_VIEW))


def meeting_seen_by(actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting with its department, series and people; raises NotVisible."""
    found = (
        visible_to(actor)
        .select_related("department", "series", "chair", "deputy", "recorded_by")
        .filter(pk=meeting_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def meeting_for_change(meeting_id: UUID) -> Meeting:
    """The meeting, locked until the transaction ends; raises NotVisible. Callers ask the policy."""
    found = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("department", "series")
        .filter(pk=meeting_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def item_of(meeting_id: UUID, item_id: UUID) -> AgendaItem:
    """One line of that meeting's agenda; raises NotVisible."""
    found = (
        AgendaItem.objects.select_related("meeting", "case", "led_by").filter(pk=item_id, meeting=meeting_id).first()
    )
    if found is None:
        raise NotVisible
    return found

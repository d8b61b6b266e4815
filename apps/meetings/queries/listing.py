"""The list of meetings: those ahead, earliest first, and those that are over, latest first; page by page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.meetings.enums import MeetingStatus
from apps.meetings.models import Meeting
from apps.meetings.queries.minutes import with_use
from apps.meetings.queries.visible import visible_to

PAGE_SIZE = 25
AHEAD = (MeetingStatus.PLANNED, MeetingStatus.AGENDA_LOCKED)


@dataclass(frozen=True)
class MeetingsPage:
    """One page of meetings, and the mark where the next page begins; empty when there is none."""

    meetings: list[Meeting]
    further: str


def meetings_page(
    actor: Actor, *, ahead: bool, department_id: UUID | None = None, after: str = "", size: int = PAGE_SIZE
) -> MeetingsPage:
    """Meetings that are still to be held or recorded, or those that are over.

    Raises NotVisible for an `after` that no page gave.
    """
    found = visible_to(actor).filter(status__in=AHEAD) if ahead else visible_to(actor).exclude(status__in=AHEAD)
    if department_id is not None:
        found = found.filter(department=department_id)
    if after:
        found = found.filter(_beyond(*position_of(after), later=ahead))
    order = ("starts_at", "id") if ahead else ("-starts_at", "-id")
    rows = list(with_use(found).select_related("department", "chair").order_by(*order)[: size + 1])
    return MeetingsPage(rows[:size], mark_of(rows[size - 1].starts_at, rows[size - 1].pk) if len(rows) > size else "")


def _beyond(at: datetime, last_id: UUID, *, later: bool) -> Q:
    if later:
        return Q(starts_at__gt=at) | Q(starts_at=at, id__gt=last_id)
    return Q(starts_at__lt=at) | Q(starts_at=at, id__lt=last_id)


def mark_of(at: datetime, key: UUID) -> str:
    """Write a place in a list as one opaque word."""
    return urlsafe_b64encode(f"{at.isoformat()}|{key}".encode()).decode()


def position_of(mark: str) -> tuple[datetime, UUID]:
    """Read a place in a list; raises NotVisible when it is damaged."""
    try:
        at, _bar, key = urlsafe_b64decode(mark.encode()).decode().partition("|")
        found = datetime.fromisoformat(at)
        if found.tzinfo is None:
            raise NotVisible
        return found, UUID(key)
    except ValueError as damaged:
        raise NotVisible from damaged

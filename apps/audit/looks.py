"""Who looked at one record, newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from apps.access.models import AccessEvent

MOST = 200


@dataclass(frozen=True)
class Looks:
    """The newest looks, and whether there are more."""

    events: list[AccessEvent]
    has_more: bool


def who_looked(object_label: str, object_id: UUID | str, before: tuple[datetime, int] | None = None) -> Looks:
    """A page of looks at one record; `before` is (at, id) of the last one seen."""
    found = AccessEvent.objects.filter(object_label=object_label, object_id=str(object_id))
    if before is not None:
        at, row = before
        found = found.filter(at__lte=at).filter(Q(at__lt=at) | Q(id__lt=row))
    events = list(found.order_by("-at", "-id")[: MOST + 1])
    return Looks(events[:MOST], has_more=len(events) > MOST)

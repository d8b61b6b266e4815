"""What is due: the one question that the sweep asks all day."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from apps.alerts.enums import ClockState
from apps.alerts.models import AlertClock
from apps.core.compiled import first_key_at


def due_clocks(moment: datetime) -> QuerySet[AlertClock]:
    """The clocks at which somebody has to look, the longest overdue first; reads the index `alerts_clock_due`."""
    return AlertClock.objects.filter(state=ClockState.WAITING, next_at__lte=moment).order_by("next_at", "id")


def next_due(moment: datetime) -> UUID | None:
    """One that is due; None when nothing is. Takes no lock, so that an idle sweep costs one look at an index."""
    found: UUID | None = first_key_at(due_clocks, moment)
    return found

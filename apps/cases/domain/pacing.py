"""Counts how long logging takes, without keeping who, what or on which day."""

from datetime import date
from uuid import UUID

from django.db.models import F

from apps.cases.models import LoggingPace
from apps.core.clock import today

# Upper ends in seconds; fine where the aim lies (about a minute), coarse above.
BANDS = (15, 30, 45, 60, 90, 120, 180, 300, 600, 1_800)


def band_of(seconds: float) -> int:
    """The band in which a time falls."""
    return next((band for band in BANDS if seconds <= band), LoggingPace.MORE)


def note_begun(department_id: UUID) -> None:
    """Somebody of this department arrived at the form."""
    _add(department_id, LoggingPace.BEGUN)


def note_saved(department_id: UUID, seconds: float) -> None:
    """The first save came so many seconds after arriving, signing in included."""
    _add(department_id, band_of(seconds))


def _add(department_id: UUID, seconds: int) -> None:
    month = today().replace(day=1)
    row, _made = LoggingPace.objects.get_or_create(department_id=department_id, month=month, seconds=seconds)
    LoggingPace.objects.filter(pk=row.pk).update(count=F("count") + 1)


def month_before(month: date, back: int) -> date:
    """The first day of the month so many months earlier."""
    months = month.year * 12 + month.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)

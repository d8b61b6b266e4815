"""A department's regular meeting: made when first needed, and changed by who schedules."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import departments_where
from apps.accounts.models import Department
from apps.cases.domain.payloads import clean_words
from apps.core.actor import Actor
from apps.core.errors import Invalid, NotVisible, Stale
from apps.core.tracking import change
from apps.meetings.domain.measures import BOUNDS, check_measures
from apps.meetings.domain.transitions import require
from apps.meetings.models import MeetingSeries
from apps.meetings.queries.series import series_as_it_stands


def default_series(department_id: UUID) -> MeetingSeries:
    """The department's series for ordinary meetings; it is made with the college's numbers when there is none."""
    found = series_as_it_stands(department_id)
    if not found._state.adding:
        return found
    with change(reason="first series of the department"):
        Department.objects.select_for_update().get(pk=department_id)
        found = series_as_it_stands(department_id)
        if found._state.adding:
            found.save()
        return found


def series_of(department_id: UUID, series_id: UUID | None) -> MeetingSeries:
    """That series of the department, or its default one; raises Invalid at `series`."""
    if series_id is None:
        return default_series(department_id)
    found = MeetingSeries.objects.filter(pk=series_id, department=department_id).first()
    if found is None:
        raise Invalid("unknown_series", _("Check the series."), {"series": _("Choose a series of this department.")})
    return found


def change_series(
    *, actor: Actor, department_id: UUID, changes: Mapping[str, Any], expected_version: int | None = None
) -> MeetingSeries:
    """Change what new meetings of the department start from; meetings already planned keep what they have.

    Raises NotVisible, Forbidden, Stale, Invalid by field.
    """
    with change(reason="series changed"):
        if department_id not in departments_where(actor, P.MEETING_VIEW):
            raise NotVisible
        series = MeetingSeries.objects.select_for_update().get(pk=default_series(department_id).pk)
        require(actor, P.MEETING_SCHEDULE, series)
        if expected_version is not None and expected_version != series.version:
            raise Stale("stale", _("Somebody changed this series after you opened it. Nothing that you typed is lost."))
        unknown = set(changes) - set(BOUNDS) - {"name", "source_note"}
        if unknown:
            raise Invalid(
                "invalid", _("Check what you sent."), {n: _("This cannot be changed.") for n in sorted(unknown)}
            )
        measures = {name: changes.get(name, getattr(series, name)) for name in BOUNDS}
        for name, value in check_measures(measures).items():
            setattr(series, name, value)
        series.name = clean_words(changes.get("name", series.name), "name", 120)
        series.source_note = clean_words(changes.get("source_note", series.source_note), "source_note", 2_000)
        _check_name(series)
        series.save()
        return series


def _check_name(series: MeetingSeries) -> None:
    if not series.name:
        raise Invalid("required", _("Something is missing."), {"name": _("Give the series a name.")})
    others = MeetingSeries.objects.filter(department=series.department_id, name=series.name).exclude(pk=series.pk)
    if others.exists():
        raise Invalid("taken", _("Check the name."), {"name": _("Another series here has this name.")})

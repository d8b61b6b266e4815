"""Takes an import back: every case that nobody has worked on since goes, the others stay and are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from apps.cases.models import Case, CaseReader, CaseSearchText, CaseStudy, CaseTransition, ReferenceCoding
from apps.core.bulk import remove_created, remove_rows, version_model
from apps.core.clock import now
from apps.core.errors import Refused
from apps.core.tracking import TrackedModel
from apps.intake.enums import ImportState
from apps.intake.models import CaseImport, ImportedCase

# What an import makes besides the case, in the order in which it can be taken out.
_OWN_PLAIN: tuple[type[models.Model], ...] = (ImportedCase, CaseSearchText, CaseTransition)
_OWN_TRACKED: tuple[type[TrackedModel], ...] = (CaseReader, CaseStudy, ReferenceCoding)
_AT_ONCE = 5_000


@dataclass(frozen=True)
class UndoPlan:
    """Which cases would go, and which stay because somebody has worked on them, by row."""

    going: tuple[UUID, ...]
    staying: tuple[UUID, ...]


def refuse_if_too_late(found: CaseImport) -> None:
    """Raises Refused unless the import is done, not undone, and not older than the setting says."""
    if found.state not in (ImportState.IMPORTED, ImportState.UNDOING) or found.finished_at is None:
        raise Refused("not_imported", _("Only an import that is done can be undone. Open it again to see what it is."))
    if now() > found.finished_at + timedelta(hours=settings.IMPORT_UNDO_HOURS):
        raise Refused(
            "too_late_to_undo",
            _("An import can be undone for %(n)s hours. Decline or withdraw single cases instead.")
            % {"n": settings.IMPORT_UNDO_HOURS},
        )


def undo_plan(found: CaseImport) -> UndoPlan:
    """What undoing would do now; nothing is changed."""
    ids = list(ImportedCase.objects.filter(case_import=found).order_by("row").values_list("case_id", flat=True))
    touched = _worked_on(found)
    return UndoPlan(
        going=tuple(one for one in ids if one not in touched), staying=tuple(one for one in ids if one in touched)
    )


def _worked_on(found: CaseImport) -> set[UUID]:
    """The cases that changed, to which something was added, or for whose patient somebody was called.

    The database asks for all of them at once: with a hundred thousand keys in hand this took most of the time.
    """
    held = ImportedCase.objects.filter(case_import=found).values("case_id")
    touched = set(Case.objects.filter(pk__in=held, version__gt=1).values_list("pk", flat=True))
    # An import is one change set; what carries another one was done since.
    first = version_model(Case)._base_manager.filter(id__in=held, version=1)
    made = set(first.order_by().values_list("change_set", flat=True).distinct())
    for relation in Case._meta.related_objects:
        model: Any = relation.related_model
        name = relation.field.attname
        if model in _OWN_PLAIN:
            continue
        if model not in _OWN_TRACKED:
            rows = model._base_manager.filter(**{f"{name}__in": held})
            touched |= set(rows.order_by().values_list(name, flat=True).distinct())
        if issubclass(model, TrackedModel):
            # What was added and taken away again was work, too.
            changes = version_model(model)._base_manager.filter(**{f"{name}__in": held}).exclude(change_set__in=made)
            touched |= set(changes.order_by().values_list(name, flat=True).distinct())
    return touched


def take_back(found: CaseImport) -> UndoPlan:
    """Take out every case that nobody has worked on, each with a version that says so; returns what went and stayed.

    The caller holds the transaction, the actor and the change set. Studies and sealed patients that the import
    recorded stay, as they would with any other source.
    """
    refuse_if_too_late(found)
    # Nobody works on a case between the look and the taking out.
    held = ImportedCase.objects.filter(case_import=found).values("case_id")
    list(Case._base_manager.select_for_update().filter(pk__in=held).values_list("pk", flat=True))
    plan = undo_plan(found)
    for model in _OWN_TRACKED:
        keys = _keys(model, plan.going)
        remove_created(model, keys)
    for plain in _OWN_PLAIN:
        remove_rows(plain, "case", plan.going)
    remove_created(Case, plan.going)
    return plan


def _keys(model: type[TrackedModel], case_ids: Sequence[UUID]) -> list[UUID]:
    keys: list[UUID] = []
    for start in range(0, len(case_ids), _AT_ONCE):
        rows = model._base_manager.filter(**{"case__in": case_ids[start : start + _AT_ONCE]})
        keys += rows.values_list("pk", flat=True)
    return keys

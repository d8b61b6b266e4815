"""Finds every record that belongs to some cases, and an order in which such records may be written."""

from collections.abc import Iterable, Sequence

from django.db import models

from apps.cases.models import Case
from apps.documents.models import StoredDocument
from apps.journeys.models import Study
from apps.meetings.models import Meeting

Found = dict[type[models.Model], list[models.Model]]
# What a record of the episode points at and brings along; people, departments and codes stay where they are.
BROUGHT_ALONG = (Study, Meeting, StoredDocument)


def children_of(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Every model with a key to this one, and the key's name; a new one is found without being named here."""
    found = []
    for relation in model._meta.related_objects:
        child = relation.related_model
        if isinstance(child, type) and child is not model and not hasattr(child, "instance_type"):
            found.append((child, relation.field.attname))
    return found


def reached(cases: Sequence[Case]) -> Found:
    """All records of the episode by model. Raises ValueError when a meeting of theirs has another case, too."""
    found: Found = {}
    seen: set[tuple[type[models.Model], object]] = set()
    waiting: list[models.Model] = list(cases)
    while waiting:
        row = waiting.pop(0)
        model = type(row)
        if (model, row.pk) in seen:
            continue
        seen.add((model, row.pk))
        found.setdefault(model, []).append(row)
        for child, key in children_of(model):
            waiting += child._base_manager.filter(**{key: row.pk}).order_by("pk")
        waiting += _brought_along(row)
    own = {case.pk for case in cases}
    for rows in found.values():
        for row in rows:
            if getattr(row, "case_id", None) not in own | {None}:
                raise ValueError(f"{row!r} belongs to a case outside the episode.")
    return found


def _brought_along(row: models.Model) -> list[models.Model]:
    targets = [getattr(row, field.name) for field in _keys(type(row)) if field.related_model in BROUGHT_ALONG]
    return [one for one in targets if one is not None]


def _keys(model: type[models.Model]) -> list[models.Field[object, object]]:
    return [field for field in model._meta.concrete_fields if field.many_to_one or field.one_to_one]


def in_order(found: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """The models so that each comes after those that it points at."""
    left, placed = list(found), list[type[models.Model]]()
    while left:
        ready = next(
            one
            for one in left
            if not any(key.related_model in left and key.related_model is not one for key in _keys(one))
        )
        left.remove(ready)
        placed.append(ready)
    return placed

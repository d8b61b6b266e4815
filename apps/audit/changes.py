"""What changed in any tracked record: old and new value, who, when and why, read from its version rows.

Generic: it knows no case. The caller says which records, what their fields are called, and which values this
reader may not see; those are masked here, so that no page or API has to remember.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.presenting import date_words, datetime_words
from apps.core.tracking import TrackedModel

#: Bookkeeping of the trail itself, never shown as a change.
_SILENT = frozenset({"id", "version"})
_KINDS = {"+": "added", "~": "changed", "-": "removed"}

Namer = Callable[[frozenset[Any]], Mapping[Any, str]]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value that changed in one act; `hidden` when the reader may not see the values."""

    at: datetime
    actor_id: UUID | None
    actor_name: str
    actor_kind: str
    reason: str
    label: str
    record_id: UUID
    kind: str
    field: str
    field_label: str
    old: str
    new: str
    change_set: UUID
    record_version: int
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Source:
    """Records of one model whose changes are wanted, removed ones included.

    `filters` are of the version table, such as {"case_id": ...}. `silent` fields are left out; `masked` fields are
    shown as changed, without their values. `labels` are the words for fields, by name, and `values` the words for
    stored codes, by field; without them a field's own name and label serve.
    """

    model: type[TrackedModel]
    filters: Mapping[str, Any]
    label: str = ""
    silent: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """How values are said: names for the ids of other records, by model label."""

    namers: Mapping[str, Namer] = field(default_factory=dict)


def changes_of(sources: Iterable[Source], reading: Reading | None = None) -> list[Change]:
    """Every change of these records, oldest first; one query for each source, and one for each kind of name."""
    rows = [(source, _versions(source)) for source in sources]
    names = _names(rows, reading or Reading())
    found = [change for source, versions in rows for change in _of_source(source, versions, names)]
    return sorted(found, key=lambda one: (one.at, one.change_set.hex, one.label, one.record_id.hex, one.field))


def _history(source: Source) -> Any:
    return source.model.history  # type: ignore[attr-defined]  # declared on each concrete model


def _versions(source: Source) -> list[Any]:
    return list(_history(source).filter(**source.filters).order_by("id", "version", "history_id"))


def _shown(source: Source) -> list[models.Field[Any, Any]]:
    # A field that the version rows leave out, such as a password, has no past to tell.
    kept = {one.name for one in _history(source).model._meta.concrete_fields}
    silent = _SILENT | source.silent
    return [one for one in source.model._meta.concrete_fields if one.name in kept and one.name not in silent]


def _names(rows: Sequence[tuple[Source, Sequence[Any]]], reading: Reading) -> dict[str, Mapping[Any, str]]:
    """Names of everything that the shown foreign keys point at, one look-up for each model."""
    wanted: dict[str, set[Any]] = {}
    for source, versions in rows:
        for one in _shown(source):
            if isinstance(one, models.ForeignKey) and one.name not in source.masked:
                values = {getattr(row, one.attname) for row in versions} - {None}
                wanted.setdefault(_label_of(one), set()).update(values)
    namers: dict[str, Namer] = {User._meta.label_lower: _people, **reading.namers}
    return {label: namers[label](frozenset(ids)) for label, ids in wanted.items() if ids and label in namers}


def _label_of(key: models.ForeignKey[Any, Any]) -> str:
    related: Any = key.related_model
    label: str = related._meta.label_lower
    return label


def _people(ids: frozenset[Any]) -> Mapping[Any, str]:
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "full_name"))


def _of_source(source: Source, versions: Sequence[Any], names: Mapping[str, Mapping[Any, str]]) -> list[Change]:
    found: list[Change] = []
    before: Any = None
    for row in versions:
        earlier = before if before is not None and before.id == row.id else None
        found += _of_row(source, row, earlier, names)
        before = row
    return found


def _of_row(source: Source, row: Any, earlier: Any, names: Mapping[str, Mapping[Any, str]]) -> list[Change]:
    removed = row.history_type == "-"
    found = []
    for one in _shown(source):
        new = None if removed else getattr(row, one.attname)
        # A record that was made before its first kept version has nothing to compare with but emptiness.
        old = getattr(row, one.attname) if removed else (getattr(earlier, one.attname) if earlier else None)
        if _same(old, new):
            continue
        hidden = one.name in source.masked
        found.append(
            Change(
                at=row.history_date,
                actor_id=row.history_user_id,
                actor_name=row.actor_name,
                actor_kind=row.actor_kind,
                reason=row.history_change_reason or "",
                label=source.label or str(source.model._meta.verbose_name),
                record_id=row.id,
                kind=_KINDS[row.history_type],
                field=one.name,
                field_label=source.labels.get(one.name) or str(one.verbose_name),
                old=_hidden(old) if hidden else _said(source, one, old, names),
                new=_hidden(new) if hidden else _said(source, one, new, names),
                change_set=row.change_set,
                record_version=row.version,
                hidden=hidden,
            )
        )
    return found


def _same(old: Any, new: Any) -> bool:
    return old == new or (old in (None, "") and new in (None, ""))


def _hidden(value: Any) -> str:
    return _("not shown to you") if value not in (None, "") else ""


def _said(source: Source, one: models.Field[Any, Any], value: Any, names: Mapping[str, Mapping[Any, str]]) -> str:
    return source.values.get(one.name, {}).get(value) or said(one, value, names)


def said(one: models.Field[Any, Any], value: Any, names: Mapping[str, Mapping[Any, str]]) -> str:
    """A value in words: a choice by its label, a time by the London clock, a record by its name."""
    if value is None or value == "":
        return ""
    if isinstance(one, models.ForeignKey):
        return names.get(_label_of(one), {}).get(value, _("another record"))
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return datetime_words(value)
    return date_words(value) if isinstance(one, models.DateField) else str(value)

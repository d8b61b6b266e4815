"""Takes one told case apart into a pattern, and stamps copies of it with ids, times and references of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import models

from apps.cases.models import Case, CaseSearchText
from apps.cases.queries.search import words_of
from apps.core.bulk import columns, version_model
from apps.core.clock import LONDON, Precision
from apps.core.ids import format_reference
from apps.core.tracking import TrackedModel

Row = list[Any]
# How a value of the pattern becomes the copy's: from the copy's number, its shift and the chance.
Slot = Callable[["Copying"], Any]


@dataclass
class Copying:
    """One copy being made."""

    shift: timedelta
    received: datetime
    number: int
    chance: Random

    @property
    def reference(self) -> str:
        """What the copy is called."""
        return format_reference("RLP", self.received.year, self.number)


@dataclass
class Table:
    """The pattern's rows in one table: values that stay, and (row, column, slot) of those that do not."""

    model: type[models.Model]
    rows: list[Row] = field(default_factory=list)
    edits: list[list[tuple[int, int]]] = field(default_factory=list)


@dataclass
class Pattern:
    """A told case as rows of every table that it reaches, in the order in which they may be written."""

    case_id: UUID
    started: datetime
    tables: list[Table] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    _places: dict[Any, int] = field(default_factory=dict)

    def copy(self, into: Mapping[type[models.Model], list[Row]], shift: timedelta, number: int, chance: Random) -> None:
        """Append one copy's rows to the lists of their models."""
        made = Copying(shift, self.started + shift, number, chance)
        values = [slot(made) for slot in self.slots]
        for table in self.tables:
            rows = into[table.model]
            for kept, edits in zip(table.rows, table.edits, strict=True):
                row = kept[:]
                for column, slot in edits:
                    row[column] = values[slot]
                rows.append(row)

    def place(self, key: Any, make: Slot) -> int:
        """The slot of that value; the same value in two rows is one slot, so that keys still meet."""
        if key not in self._places:
            self._places[key] = len(self.slots)
            self.slots.append(make)
        return self._places[key]


def children_of_a_case() -> list[tuple[type[models.Model], str]]:
    """Every model with a key to the case, and the key's name; a new one is found without being named here."""
    found = []
    for relation in Case._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type) and model is not Case and not hasattr(model, "instance_type"):
            found.append((model, relation.field.attname))
    return found


def pattern_of(case: Case) -> Pattern:
    """Read one told case apart."""
    pattern = Pattern(case.pk, case.received_at)
    own = {case.pk}
    groups: list[tuple[type[models.Model], list[models.Model]]] = [(Case, [case])]
    for model, key in children_of_a_case():
        rows = list(model._base_manager.filter(**{key: case.pk}).order_by("pk"))
        own |= {row.pk for row in rows if isinstance(row.pk, UUID)}
        groups.append((model, rows))
    for model, rows in groups:
        _add(pattern, model, rows, own)
        if issubclass(model, TrackedModel):
            trail = version_model(model)
            versions = trail._base_manager.filter(id__in=[row.pk for row in rows]).order_by("history_id")
            _add(pattern, trail, list(versions), own)
    return pattern


def _add(pattern: Pattern, model: type[models.Model], rows: list[models.Model], own: set[Any]) -> None:
    if not rows:
        return
    table = Table(model)
    for row in rows:
        kept: Row = []
        edits: list[tuple[int, int]] = []
        for place, name in enumerate(columns(model)):
            value = getattr(row, name)
            slot = _slot(pattern, row, name, value, own)
            if slot is not None:
                edits.append((place, slot))
            kept.append(str(value) if isinstance(value, UUID) else value)
        table.rows.append(kept)
        table.edits.append(edits)
    pattern.tables.append(table)


def _slot(pattern: Pattern, row: models.Model, name: str, value: Any, own: set[Any]) -> int | None:
    if isinstance(row, CaseSearchText) and name == "text":
        return pattern.place("words", _search_words(value))
    if name == "reference":
        return pattern.place("reference", lambda made: made.reference)
    if isinstance(value, UUID) and (value in own or name == "change_set"):
        return pattern.place(value, _new_id)
    if name == "discovered_at" and value and getattr(row, "discovered_precision", "") == Precision.DAY:
        return pattern.place((name, value), _same_day(value))
    if isinstance(value, datetime):
        return pattern.place(value, lambda made: (value + made.shift).isoformat())
    if isinstance(value, date):
        return pattern.place(value, lambda made: (value + timedelta(days=made.shift.days)).isoformat())
    return None


def _new_id(made: Copying) -> str:
    bits = made.chance.getrandbits(128)
    # The bits that say "random UUID, version 4", as uuid4() sets them.
    return f"{bits & ~(0xF << 76) & ~(0x3 << 62) | (4 << 76) | (2 << 62):032x}"


def _same_day(value: datetime) -> Slot:
    """Midnight in London stays midnight in London, in summer and winter."""
    midnight = value.astimezone(LONDON).replace(tzinfo=None)

    def shifted(made: Copying) -> str:
        day = midnight + timedelta(days=made.shift.days)
        return day.replace(tzinfo=LONDON).astimezone(UTC).isoformat()

    return shifted


def _search_words(text: str) -> Slot:
    """The pattern's words behind the copy's own reference; the pattern's reference stands in front and goes."""
    told = text.split()[4:]

    def words(made: Copying) -> str:
        return f"{words_of(made.reference, str(made.number))}{' '.join(told)} "

    return words

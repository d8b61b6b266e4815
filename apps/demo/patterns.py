"""Takes a told episode apart into a pattern, and stamps copies of it with ids, times and references of their own.

An episode is one case, or a meeting with all its cases, and every row that belongs to them: studies with their steps
and readers, reviews, transitions, agenda, attendance, outcomes, summaries, documents, and each version of each.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from apps.demo.reach import Found, in_order, reached
from apps.documents.domain.packs import content_hash, read_pack
from apps.documents.enums import DocumentKind
from apps.learning.models import LearningSummary
from apps.meetings.models import Meeting

Row = list[Any]
# How a value of the pattern becomes the copy's.
Slot = Callable[["Copying"], Any]
# When a meeting begins is a time on the wall: half past twelve in summer and in winter.
ON_THE_WALL = frozenset({"starts_at", "held_at"})


@dataclass
class Copying:
    """One copy being made: how far it is moved, what it may draw from, and the values of its slots so far."""

    shift: timedelta
    numbers: Sequence[int]
    patients: Sequence[str]
    chance: Random
    values: list[Any] = field(default_factory=list)


# What tells one study from another, and whose it is: one of the patients that were made for this.
OF_A_STUDY: dict[str, Slot] = {
    "patient_id": lambda made: made.chance.choice(made.patients),
    "study_instance_uid": lambda made: f"2.25.{made.chance.getrandbits(128)}",
    "accession_number": lambda made: f"M{made.chance.getrandbits(60):019d}",
}


@dataclass
class Table:
    """The pattern's rows in one table: values that stay, and (column, slot) of those that do not."""

    model: type[models.Model]
    rows: list[Row] = field(default_factory=list)
    edits: list[list[tuple[int, int]]] = field(default_factory=list)


@dataclass
class Pattern:
    """A told episode as rows of every table that it reaches, in the order in which they may be written."""

    cases: int
    started: datetime
    trust_id: UUID
    tables: list[Table] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    _places: dict[Any, int] = field(default_factory=dict)

    def copy(self, into: Mapping[type[models.Model], list[Row]], made: Copying) -> None:
        """Append one copy's rows to the lists of their models; it uses up a number for each of `references`."""
        values = made.values
        for slot in self.slots:
            values.append(slot(made))
        for table in self.tables:
            rows = into[table.model]
            for kept, edits in zip(table.rows, table.edits, strict=True):
                row = kept[:]
                for column, slot_at in edits:
                    row[column] = values[slot_at]
                rows.append(row)

    def place(self, key: Any, make: Slot) -> int:
        """The slot of that value; the same value in two rows is one slot, so that keys still meet."""
        if key not in self._places:
            self._places[key] = len(self.slots)
            self.slots.append(make)
        return self._places[key]


def pattern_of(cases: Sequence[Case]) -> Pattern:
    """Read a told case apart, or all the cases of a told meeting together with it."""
    return _Reading(cases).pattern


class _Reading:
    """Reads one episode: rows in order, and a slot for each value that a copy cannot share."""

    def __init__(self, cases: Sequence[Case]) -> None:
        found = reached(cases)
        first = min(cases, key=lambda case: case.received_at)
        self.pattern = Pattern(len(cases), first.received_at, first.department.trust_id)
        self.own = {row.pk for rows in found.values() for row in rows if isinstance(row.pk, UUID)}
        self.references = {case.pk: case.reference for case in cases}
        meetings = found.get(Meeting, [])
        self.starts_at: datetime | None = meetings[0].starts_at if meetings else None  # type: ignore[attr-defined]  # a Meeting
        self.contents = _contents(found)
        for model in in_order(found):
            self._add(model, found[model])
            if issubclass(model, TrackedModel):
                trail = version_model(model)
                versions = trail._base_manager.filter(id__in=[row.pk for row in found[model]]).order_by("history_id")
                self._add(trail, list(versions))

    def _add(self, model: type[models.Model], rows: list[models.Model]) -> None:
        table = Table(model)
        for row in rows:
            kept: Row = []
            edits: list[tuple[int, int]] = []
            for place, name in enumerate(columns(model)):
                value = getattr(row, name)
                slot = self._slot(row, name, value)
                if slot is not None:
                    edits.append((place, slot))
                kept.append(str(value) if isinstance(value, UUID) else value)
            table.rows.append(kept)
            table.edits.append(edits)
        self.pattern.tables.append(table)

    def _slot(self, row: models.Model, name: str, value: Any) -> int | None:
        if isinstance(row, CaseSearchText) and name == "text":
            return self._words(row, value)
        if name in OF_A_STUDY and value:
            return self.pattern.place((name, value), OF_A_STUDY[name])
        if name == "reference":
            return self._numbered(value)
        if name == "content_sha256" and value in self.contents:
            return self._hash(value)
        if isinstance(value, UUID):
            return self._id(value) if value in self.own or name == "change_set" else None
        if isinstance(value, date):
            return self._time(row, name, value)
        return self._mentions(value)

    def _id(self, value: UUID) -> int:
        return self.pattern.place(value, _new_id)

    def _numbered(self, value: str) -> int:
        """A reference of the copy's own, from a number that nobody else draws."""
        if value not in self.pattern.references:
            self.pattern.references.append(value)
        at = self.pattern.references.index(value)
        prefix, year, _number = value.rsplit("-", 2)
        # The year in which it was drawn, which at the turn of the year is the next one for some copies.
        turned = int(year) - self.pattern.started.year

        def reference(made: Copying) -> str:
            return format_reference(prefix, (self.pattern.started + made.shift).year + turned, made.numbers[at])

        return self.pattern.place(("reference", value), reference)

    def _words(self, row: CaseSearchText, text: str) -> int:
        """The pattern's words behind the copy's own reference; the pattern's reference stands in front and goes."""
        value = self.references[row.case_id]
        reference, at = self._numbered(value), self.pattern.references.index(value)
        told = " ".join(text.split()[4:])

        def words(made: Copying) -> str:
            return f"{words_of(made.values[reference], str(made.numbers[at]))}{told} "

        return self.pattern.place(("words", row.case_id), words)

    def _time(self, row: models.Model, name: str, value: date) -> int:
        if not isinstance(value, datetime):
            return self.pattern.place(value, lambda made: (value + timedelta(days=made.shift.days)).isoformat())
        by_day = name == "discovered_at" and getattr(row, "discovered_precision", "") == Precision.DAY
        by_day = by_day or (name == "at" and getattr(row, "precision", "") == Precision.DAY)
        if by_day or name in ON_THE_WALL:
            return self.pattern.place(("wall", value), lambda made: _on_the_wall(value, made).isoformat())
        return self.pattern.place(value, lambda made: (value + made.shift).isoformat())

    def _mentions(self, value: Any) -> int | None:
        """Texts and JSON that name a record of the episode, or when its meeting is, name the copy's."""
        if isinstance(value, dict) and "discussed_month" in value:
            return self._content(value)
        if not isinstance(value, dict | str) or not value:
            return None
        text = value if isinstance(value, str) else json.dumps(value)
        named = [(str(one), self._id(one)) for one in sorted(self.own, key=str) if str(one) in text]
        if self.starts_at is not None and str(self.starts_at) in text:
            starts_at = self.starts_at
            wall = self.pattern.place(("wall words", starts_at), lambda made: str(_on_the_wall(starts_at, made)))
            named.append((str(starts_at), wall))
        if not named:
            return None

        def told(made: Copying) -> Any:
            said = text
            for old, at in named:
                said = said.replace(old, made.values[at])
            return said if isinstance(value, str) else json.loads(said)

        return self.pattern.place(("told", text), told)

    def _content(self, content: dict[str, Any]) -> int:
        """What is printed: the month of the discussion moves along."""

        def moved(made: Copying) -> dict[str, Any]:
            if not content["discussed_month"] or self.starts_at is None:
                return content
            return {**content, "discussed_month": f"{_on_the_wall(self.starts_at, made).astimezone(LONDON):%Y-%m}"}

        return self.pattern.place(("content", json.dumps(content, sort_keys=True)), moved)

    def _hash(self, digest: str) -> int:
        kind, content = self.contents[digest]
        at = self._content(content)
        return self.pattern.place(("hash", digest), lambda made: content_hash(kind, read_pack(kind, made.values[at])))


def _contents(found: Found) -> dict[str, tuple[DocumentKind, dict[str, Any]]]:
    """Every content of the episode's summaries, by its hash."""
    kept: dict[str, tuple[DocumentKind, dict[str, Any]]] = {}
    for summary in found.get(LearningSummary, []):
        versions: Iterable[Any] = summary.history.all()  # type: ignore[attr-defined]  # a tracked model
        for one in versions:
            kept[one.content_sha256] = (DocumentKind(one.kind), one.content)
    return kept


def _new_id(made: Copying) -> str:
    bits = made.chance.getrandbits(128)
    # The bits that say "random UUID, version 4", as uuid4() sets them.
    text = f"{bits & ~(0xF << 76) & ~(0x3 << 62) | (4 << 76) | (2 << 62):032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _on_the_wall(value: datetime, made: Copying) -> datetime:
    """The same time of the London day, in summer and winter."""
    there = value.astimezone(LONDON).replace(tzinfo=None)
    return (there + timedelta(days=made.shift.days)).replace(tzinfo=LONDON).astimezone(UTC)

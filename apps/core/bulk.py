"""Brings in many tracked records at once, with their versions: COPY on PostgreSQL.

`tracking.bulk_create_tracked` is for hundreds. Here are two ways for a hundred thousand. `copy_created` makes new
records now, in the name of the current actor: the database itself writes their first versions from the rows, and
`remove_created` takes such records out again, with a version that says so. `copy_tracked` is for records with a past:
the caller hands over the rows and their version rows, complete with who, when and why. All go in together or not at
all. On SQLite the same rows go in by plain inserts, some thirty times slower, and `copies_natively()` says so. Plain
tables that are no tracked model (transitions, search words) go through `copy_rows`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from apps.core.tracking import TrackedModel, UntrackedWrite, required_actor, version_stamp

# Rows of one INSERT on a database that has no COPY.
_AT_ONCE = 1_000
# Rows whose versions the database writes in one statement.
_VERSIONED_AT_ONCE = 25_000
# What a version row may not lack (tracking.HistoryStamp and the library's own columns).
_STAMP = ("history_date", "actor_kind", "actor_name", "history_source", "change_set")

Row = Sequence[Any]


def copies_natively() -> bool:
    """Whether the database has COPY; without it every bulk function here works all the same, slowly."""
    return bool(connection.vendor == "postgresql")


def version_model(model: type[models.Model]) -> type[models.Model]:
    """The model of a tracked model's version rows."""
    found: type[models.Model] = model.history.model  # type: ignore[attr-defined]  # declared on each concrete model
    return found


def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The attribute names of a row in the order in which the functions here take them; a drawn number is left out."""
    return tuple(field.attname for field in _fields(model))


def _fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]


def copy_tracked(model: type[TrackedModel], rows: Sequence[Row], versions: Sequence[Row]) -> int:
    """Write `rows` of a tracked model and all their version rows in one transaction; returns how many rows.

    `rows` hold `columns(model)`, `versions` hold `columns(version_model(model))`; the versions of one record stand in
    order. Raises UntrackedWrite, with nothing written, when a row has not exactly the versions 1 to its own `version`,
    the first of them a creation and each saying who, when, from where and in which change set.
    """
    _check(model, rows, versions)
    with transaction.atomic():
        copy_rows(model, rows)
        copy_rows(version_model(model), versions)
    return len(rows)


def copy_created(model: type[TrackedModel], rows: Sequence[Row]) -> int:
    """Write new rows of a tracked model, each with its first version by the current actor; returns how many.

    `rows` hold `columns(model)`, each with version 1. The versions carry the change set and the reason of the
    surrounding `tracking.change`. Raises NoActor, or UntrackedWrite for a row that claims an earlier past.
    """
    required_actor()
    names = columns(model)
    at_id, at_version = names.index("id"), names.index("version")
    if any(row[at_version] != 1 for row in rows):
        raise UntrackedWrite(f"A new row of {model.__name__} starts with version 1.")
    with transaction.atomic():
        for start in range(0, len(rows), _VERSIONED_AT_ONCE):
            part = rows[start : start + _VERSIONED_AT_ONCE]
            copy_rows(model, part)
            _write_versions(model, [row[at_id] for row in part], "+")
    return len(rows)


def remove_created(model: type[TrackedModel], ids: Sequence[UUID]) -> int:
    """Take rows out, each leaving a version that says who did it and why; returns how many there were.

    Nothing cascades: what points to them is taken out first, by the caller. Raises NoActor.
    """
    required_actor()
    removed = 0
    with transaction.atomic():
        for start in range(0, len(ids), _VERSIONED_AT_ONCE):
            part = ids[start : start + _VERSIONED_AT_ONCE]
            _write_versions(model, part, "-")
            removed += remove_rows(model, "id", part)
    return removed


def remove_rows(model: type[models.Model], column: str, values: Sequence[UUID]) -> int:
    """Delete the rows of one table whose `column` is among these; returns how many. Nothing is checked here."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    name = quote(next(field.column or "" for field in model._meta.concrete_fields if field.name == column))
    removed = 0
    with connection.cursor() as cursor:
        for start in range(0, len(values), _VERSIONED_AT_ONCE):
            part = values[start : start + _VERSIONED_AT_ONCE]
            cursor.execute(f"DELETE FROM {table} WHERE {name} {_among()}", [_list(part)])  # noqa: S608 - names of our own tables, values as parameters
            removed += cursor.rowcount
    return removed


def _write_versions(model: type[TrackedModel], ids: Sequence[UUID], history_type: str) -> None:
    """The database copies the rows as they stand into the version table; the stamp is the same in each."""
    quote = connection.ops.quote_name
    versions = version_model(model)
    stamp = version_stamp(history_type)
    known = {field.attname for field in _fields(model)}
    names, sources, values = [], [], []
    for field in _fields(versions):
        names.append(quote(field.column or ""))
        if field.attname in stamp:
            sources.append("%s")
            values.append(field.get_db_prep_save(stamp[field.attname], connection))
        elif field.attname in known:
            sources.append(quote(field.column or ""))
        else:
            raise UntrackedWrite(f"Nothing says what {versions.__name__}.{field.name} holds.")
    table, trail = quote(model._meta.db_table), quote(versions._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {trail} ({', '.join(names)}) SELECT {', '.join(sources)} FROM {table} WHERE id {_among()}",  # noqa: S608 - names of our own tables, values as parameters
            [*values, _list(ids)],
        )


def _among() -> str:
    """The condition that a key is in a list which travels as one parameter."""
    return "= ANY(%s)" if copies_natively() else "IN (SELECT value FROM json_each(%s))"


def _list(ids: Sequence[UUID]) -> Any:
    return list(ids) if copies_natively() else json.dumps([one.hex for one in ids])


def _check(model: type[TrackedModel], rows: Sequence[Row], versions: Sequence[Row]) -> None:
    kept, trail = columns(model), columns(version_model(model))
    at_id, at_version, at_type = trail.index("id"), trail.index("version"), trail.index("history_type")
    stamp = [trail.index(name) for name in _STAMP]
    newest: dict[str, int] = {}
    for row in versions:
        number = newest.get(row[at_id], 0) + 1
        newest[row[at_id]] = number
        if row[at_version] != number or row[at_type] != ("+" if number == 1 else "~"):
            raise UntrackedWrite(f"The versions of {model.__name__} {row[at_id]} do not run from 1 without a gap.")
        if not all(row[place] for place in stamp):
            raise UntrackedWrite(f"A version of {model.__name__} {row[at_id]} does not say by whom, when and in what.")
    at_id, at_version = kept.index("id"), kept.index("version")
    if len(newest) != len(rows) or any(newest.get(row[at_id]) != row[at_version] for row in rows):
        raise UntrackedWrite(f"Each row of {model.__name__} needs exactly its own versions.")


def copy_rows(model: type[models.Model], rows: Sequence[Row]) -> int:
    """Write rows of one table, in the order of `columns(model)`; returns how many. Nothing is checked here."""
    if not rows:
        return 0
    fields = _fields(model)
    names = ", ".join(connection.ops.quote_name(field.column or "") for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    if copies_natively():
        _copy(f"COPY {table} ({names}) FROM STDIN", _ready(fields, rows))
    else:
        _insert(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})", fields, rows)  # noqa: S608 - names of our own tables, values as parameters
    return len(rows)


def _ready(fields: list[models.Field[Any, Any]], rows: Sequence[Row]) -> Iterable[Row]:
    places = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    if not places:
        return rows
    return (
        [json.dumps(value) if place in places and value is not None else value for place, value in enumerate(row)]
        for row in rows
    )


def _copy(statement: str, rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _insert(statement: str, fields: list[models.Field[Any, Any]], rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            cursor.executemany(
                statement,
                [
                    [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
                    for row in rows[start : start + _AT_ONCE]
                ],
            )


_SECONDARY = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = %s::regclass AND NOT indisprimary AND NOT indisunique
"""


@contextmanager
def indexes_built_afterwards(tables: Iterable[type[models.Model]]) -> Iterator[None]:
    """Leave out the plain indexes of these tables while rows come in, and build them at the end, many times faster.

    One transaction with the copying inside: whoever reads the tables waits, and a failure brings the indexes back with
    the old rows. Keys are checked as each statement ends, so that millions of checks are not kept for the commit.
    Without COPY the indexes stay.
    """
    with transaction.atomic():
        if not copies_natively():
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            definitions = []
            for model in tables:
                cursor.execute(_SECONDARY, [model._meta.db_table])
                for name, definition in cursor.fetchall():
                    cursor.execute(f"DROP INDEX {name}")
                    definitions.append(definition)
        yield
        with connection.cursor() as cursor:
            for definition in definitions:
                cursor.execute(definition)

"""Questions that every page asks: the ORM makes their SQL once for each person in each process, not on each page.

Making the SQL costs two to five times what PostgreSQL needs to answer it. The statement is the ORM's own, from the
same query that everything else uses; it is kept under all that it can depend on, so it is never asked for anybody else.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from apps.core.actor import Actor, Source

# A few for each person who is at work.
_STATEMENTS = 2048


# `build` in what follows is a function of a module that asks nothing but its arguments: no clock, no setting, no
# database. It gets an actor with the person, the roles held now and the scopes, and nothing of this request. `given`
# is nothing that somebody typed, since it is kept in memory.
Build = Callable[..., QuerySet[Any]]


@dataclass(frozen=True)
class _Statement:
    """SQL for the keys of the first rows, its values, and how a key that comes back is read."""

    sql: str
    values: tuple[Any, ...]
    key: Callable[[Any], Any]


def _refuse(*_asked: Any) -> Any:
    """What a build found out now would be kept for later, when it may be wrong: who may not see something, for one."""
    raise RuntimeError("A query that is kept may not ask the database while it is made.")


@lru_cache(maxsize=_STATEMENTS)
def _made(
    build: Build, asker: Actor, given: tuple[Hashable, ...], most: int, has_order: bool, vendor: str
) -> _Statement | None:
    """None when the ORM knows without asking that there is nothing. `vendor` only tells one database's SQL apart."""
    with connection.execute_wrapper(_refuse):
        found = build(asker, *given)
    keys = (found if has_order else found.order_by()).values("pk")[:most]
    try:
        sql, values = keys.query.sql_with_params()
    except EmptyResultSet:
        return None
    return _Statement(sql, values, found.model._meta.pk.to_python)


def _for(build: Build, actor: Actor, given: tuple[Hashable, ...], most: int, *, has_order: bool) -> _Statement | None:
    asker = replace(actor, name="", source=Source.PAGE, request_id="", address="")
    return _made(build, asker, given, most, has_order, connection.vendor)


def count_up_to(most: int, build: Build, actor: Actor, *given: Hashable) -> int:
    """How many rows `build(actor, *given)` has, counting no further than `most`."""
    statement = _for(build, actor, given, most, has_order=False)
    if statement is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({statement.sql}) AS counted", statement.values)  # noqa: S608 - the ORM's own
        return int(cursor.fetchone()[0])


def first_keys(most: int, build: Build, actor: Actor, *given: Hashable) -> list[Any]:
    """The primary keys of the first rows of `build(actor, *given)`, in its order."""
    statement = _for(build, actor, given, most, has_order=True)
    if statement is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.values)
        return [statement.key(key) for (key,) in cursor.fetchall()]


# Any instant will do: it only marks where the real one goes.
_SOME_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=16)
def _made_for_a_moment(build: Callable[[datetime], QuerySet[Any]], vendor: str) -> tuple[_Statement, int]:
    """The statement, and which of its values is the moment."""
    found = build(_SOME_MOMENT)
    sql, values = found.values("pk")[:1].query.sql_with_params()
    place = values.index(connection.ops.adapt_datetimefield_value(_SOME_MOMENT))
    return _Statement(sql, values, found.model._meta.pk.to_python), place


def first_key_at(build: Callable[[datetime], QuerySet[Any]], moment: datetime) -> Any:
    """The primary key of the first row of `build(moment)`, None for none; for what is asked every few seconds.

    `build` asks nothing but its argument, and names the moment once.
    """
    statement, place = _made_for_a_moment(build, connection.vendor)
    values = list(statement.values)
    values[place] = connection.ops.adapt_datetimefield_value(moment)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, values)
        row = cursor.fetchone()
    return None if row is None else statement.key(row[0])

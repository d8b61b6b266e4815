"""Questions that every page asks: the ORM makes their SQL once for each person in each process, not on each page.

Making the SQL costs two to five times what PostgreSQL needs to answer it. The statement is the ORM's own, from the
same query that everything else uses; it is kept under all that it can depend on, so it is never asked for anybody else.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from apps.core.actor import Actor, Source

# A few for each person who is at work.
_STATEMENTS = 2048


@lru_cache(maxsize=_STATEMENTS)
def _statement(
    build: Callable[..., QuerySet[Any]], asker: Actor, given: tuple[Hashable, ...], most: int, vendor: str
) -> tuple[str, tuple[Any, ...]] | None:
    """The SQL and its values; None when the ORM knows without asking that there is nothing.

    `vendor` only tells one database's SQL from another's.
    """
    found = build(asker, *given).order_by().values("pk")[:most]
    try:
        return found.query.sql_with_params()
    except EmptyResultSet:
        return None


def count_up_to(most: int, build: Callable[..., QuerySet[Model]], actor: Actor, *given: Hashable) -> int:
    """How many rows `build(actor, *given)` has, counting no further than `most`.

    `build` is a function of a module and asks nothing but its arguments: no clock, no setting, no database. It gets
    an actor with the person, the roles held now and the scopes, and nothing of this request. `given` is nothing that
    somebody typed, since it is kept in memory.
    """
    asker = replace(actor, name="", source=Source.PAGE, request_id="", address="")
    statement = _statement(build, asker, given, most, connection.vendor)
    if statement is None:
        return 0
    sql, values = statement
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS counted", values)  # noqa: S608 - the ORM's own statement
        return int(cursor.fetchone()[0])

"""Lists page by page, by key and never by offset; a cursor is one opaque word of ours."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from apps.access.api.fields import InstantField, Output, TextField

PAGE = 50
LONGEST_CURSOR = 600

M = TypeVar("M", bound=Model)


class PageQuery(serializers.Serializer[Any]):
    """What every list takes."""

    cursor = TextField(required=False, max_length=LONGEST_CURSOR, help_text="From `next` of the page before.")


@dataclass(frozen=True)
class Mark:
    """The place after one row of a list."""

    value: str
    id: UUID


def bad_cursor() -> serializers.ValidationError:
    """The 400 for a cursor that no page gave."""
    return serializers.ValidationError({"cursor": _("Use the address in `next` as it is.")})


def read_mark(cursor: str) -> Mark:
    """The place that a cursor names; raises ValidationError for one that no page gave."""
    try:
        value, key = json.loads(urlsafe_b64decode(cursor.encode("ascii")).decode())
        if not isinstance(value, str) or not isinstance(key, str) or "\x00" in value or not value.isprintable():
            raise bad_cursor()
        return Mark(value, UUID(key))
    except (ValueError, TypeError, RecursionError) as damaged:
        raise bad_cursor() from damaged


def write_mark(value: datetime | str, key: UUID) -> str:
    """The cursor of the place after a row."""
    text = value.isoformat() if isinstance(value, datetime) else value
    return urlsafe_b64encode(json.dumps([text, str(key)]).encode()).decode()


def moment_of(mark: Mark) -> datetime:
    """The time in a mark; raises ValidationError."""
    try:
        return InstantField().to_internal_value(mark.value)
    except serializers.ValidationError as damaged:
        raise bad_cursor() from damaged


def page_by(
    found: QuerySet[M], column: str, cursor: str, *, descending: bool = True, size: int = PAGE
) -> tuple[list[M], str]:
    """One page ordered by `column` and id, and the cursor of the next; empty when this is the last.

    The column holds a time, or text. lte with OR, and not the plain OR: only this form lets an index find the first
    row (PERFORMANCE 2).
    """
    if cursor:
        mark = read_mark(cursor)
        value = moment_of(mark) if _is_time(found, column) else mark.value
        side = "lt" if descending else "gt"
        found = found.filter(**{f"{column}__{side}e": value}).filter(
            Q(**{f"{column}__{side}": value}) | Q(**{f"id__{side}": mark.id})
        )
    sign = "-" if descending else ""
    rows = list(found.order_by(f"{sign}{column}", f"{sign}id")[: size + 1])
    if len(rows) <= size:
        return rows, ""
    last = rows[size - 1]
    return rows[:size], write_mark(getattr(last, column), last.pk)


def _is_time(found: QuerySet[M], column: str) -> bool:
    return bool(found.model._meta.get_field(column).get_internal_type() == "DateTimeField")


def page_said(request: Request, rows: Iterable[Any], cursor: str, say: Callable[[Any], Any]) -> dict[str, Any]:
    """A page as an answer: the rows, and the address of the next page."""
    address = request.build_absolute_uri()
    return {
        "results": [say(row) for row in rows],
        "next": replace_query_param(address, "cursor", cursor) if cursor else None,
    }


def page_of(row: type[Output]) -> serializers.Serializer[Any]:
    """The description of a page of such rows."""
    name = row.__name__.removesuffix("Output")
    return inline_serializer(
        name=f"{name}Page",
        fields={
            "results": row(many=True),
            "next": serializers.URLField(allow_null=True, help_text="The next page; null on the last."),
        },
    )

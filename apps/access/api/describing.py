"""The description of one operation for the schema; what may go wrong is added for all by the project's hook."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

F = TypeVar("F", bound=Callable[..., Any])

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="Of your own making. The same key from the same person does it once.",
)


def operation(
    name: str,
    tag: str,
    answer: Any,
    *,
    sends: type[serializers.Serializer[Any]] | None = None,
    status: Any = 200,
    more: dict[Any, Any] | None = None,
    query: type[serializers.Serializer[Any]] | None = None,
    once: bool = False,
    path: dict[str, Any] | None = None,
) -> Callable[[F], F]:
    """Name an operation, and say what it takes and gives; `once` when it honours `Idempotency-Key`.

    `path` gives the values that a word in the address may have.
    """
    parameters: list[Any] = [query] if query else []
    if once:
        parameters.append(IDEMPOTENCY_KEY)
    for word, values in (path or {}).items():
        parameters.append(OpenApiParameter(word, OpenApiTypes.STR, OpenApiParameter.PATH, enum=values))
    return extend_schema(
        operation_id=name,
        tags=[tag],
        request=sends,
        parameters=parameters,
        responses={status: answer, **(more or {})},
    )

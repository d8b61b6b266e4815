"""References as they are written, and refusals as they are read."""

import pytest

from apps.core.errors import DomainError, Forbidden, Invalid, NotVisible, Refused, Stale, Unavailable
from apps.core.ids import format_reference


@pytest.mark.parametrize(
    ("number", "written"), [(1, "RLP-2026-000001"), (123, "RLP-2026-000123"), (1234567, "RLP-2026-1234567")]
)
def test_reference_has_six_digits_or_more(number: int, written: str) -> None:
    assert format_reference("RLP", 2026, number) == written


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Invalid("a", "b"), 400),
        (Forbidden("a", "b"), 403),
        (NotVisible(), 404),
        (Refused("a", "b"), 409),
        (Stale("a", "b"), 409),
        (Unavailable("a", "b"), 503),
    ],
    ids=lambda v: type(v).__name__,
)
def test_refusal_knows_its_status(refusal: DomainError, status: int) -> None:
    assert refusal.status == status
    assert refusal.fields == {}


def test_fields_are_a_copy() -> None:
    fields = {"name": "Too short."}

    refusal = Invalid("bad", "Not saved.", fields)
    fields.clear()

    assert refusal.fields == {"name": "Too short."}

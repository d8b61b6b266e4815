"""Human references: short, unique, and drawn without a row that everybody queues for."""

from apps.core.clock import today
from apps.core.models import ReferenceNumber


def next_reference(prefix: str) -> str:
    """A new reference such as "RLP-2026-000123"; gaps are fine and happen when a transaction is undone."""
    drawn = ReferenceNumber.objects.create()
    return format_reference(prefix, today().year, drawn.pk)


def format_reference(prefix: str, year: int, number: int) -> str:
    """The written form of a reference."""
    return f"{prefix}-{year}-{number:06d}"

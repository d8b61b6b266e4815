"""Tells a database that is busy, where waiting helps, from one that is broken, where it does not."""

from django.db import OperationalError

# SQLite raises the same class when a table or column is missing: a fault of ours that no wait puts right.
_BROKEN = ("no such", "syntax error", "malformed")


def is_busy(error: BaseException | None) -> bool:
    """Whether the error means that the database could not be reached or written to in time."""
    return isinstance(error, OperationalError) and not any(sign in str(error) for sign in _BROKEN)

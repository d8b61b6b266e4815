"""Named places at which a process may die: between commits and calls to the outside.

They do nothing. A test hands in what happens at one of them, so that every kill point is tried by name.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum


class Checkpoint(StrEnum):
    """Every place in the life of a step where it matters whether the process lives on."""

    BEFORE_RAISE_COMMIT = "before_raise_commit"
    RAISED = "raised"
    DUE_SEEN = "due_seen"
    BEFORE_CLAIM_COMMIT = "before_claim_commit"
    CLAIMED = "claimed"
    BEFORE_SEND = "before_send"
    SENT = "sent"
    BEFORE_CLOSE_COMMIT = "before_close_commit"
    CLOSED = "closed"


_watcher: ContextVar[Callable[[Checkpoint], None] | None] = ContextVar("checkpoint_watcher", default=None)


def reached(place: Checkpoint) -> None:
    """Tell the watcher, if a test has set one, that the process has come this far."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(place)


@contextmanager
def watched_by(watcher: Callable[[Checkpoint], None]) -> Iterator[None]:
    """For tests only: `watcher` is called at each checkpoint, and may end the process there."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)

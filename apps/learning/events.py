"""What learning tells the apps above it."""

from dataclasses import dataclass
from uuid import UUID

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SummaryMoved(Event):
    """A learning summary took a step; `event` says which."""

    summary_id: UUID
    event: str

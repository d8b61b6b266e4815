"""What the case tells the apps above it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseSubmitted(Event):
    """A case was logged."""

    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Event):
    """A case changed state; `payload` is what came with the event."""

    case_id: UUID
    event: str
    source: str
    target: str
    payload: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class EscalationRaised(Event):
    """Somebody has to act for a patient."""

    escalation_id: UUID


@dataclass(frozen=True, kw_only=True)
class MessagePosted(Event):
    """A message was added to a case's thread."""

    message_id: UUID

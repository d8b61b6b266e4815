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
class ReviewersAsked(Event):
    """Somebody was asked for a view, when the case was sent to review or later."""

    case_id: UUID
    assignment_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewerReminded(Event):
    """The chair reminds a reviewer."""

    assignment_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewEnded(Event):
    """Somebody is no longer asked for a view: they declined, were taken off, or turned out to be a reader."""

    assignment_id: UUID


@dataclass(frozen=True, kw_only=True)
class OpinionCommitted(Event):
    """A reviewer committed a view."""

    opinion_id: UUID


@dataclass(frozen=True, kw_only=True)
class EscalationStepTaken(Event):
    """The clock did something about an escalation: reminded, handed over, or told everybody."""

    step_id: UUID


@dataclass(frozen=True, kw_only=True)
class ActionAssigned(Event):
    """A follow-up action fell to somebody who did not choose it."""

    action_id: UUID


@dataclass(frozen=True, kw_only=True)
class CasesMerged(Event):
    """A case goes on in another one."""

    case_id: UUID
    kept_id: UUID


@dataclass(frozen=True, kw_only=True)
class MessagePosted(Event):
    """A message was added to a case's thread."""

    message_id: UUID

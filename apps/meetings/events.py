"""What meetings tell the apps above them."""

from dataclasses import dataclass
from uuid import UUID

from apps.core.events import Event

# What a change of place, length or people is called; it is no step of the lifecycle.
DETAILS_CHANGED = "details_changed"


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Event):
    """A meeting was planned, or a past one typed in."""

    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(Event):
    """A meeting was locked, reopened, moved, held, cancelled, taken back or changed in detail; `event` says which."""

    meeting_id: UUID
    event: str


@dataclass(frozen=True, kw_only=True)
class OutcomeRecorded(Event):
    """What a discussion ended with was recorded or put right."""

    outcome_id: UUID
    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class CancellationWanted(Event):
    """Somebody who may not send its cases back asks for a meeting to be cancelled."""

    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvolvedReaderTold(Event):
    """An original reader is to hear of the case on an agenda, or of what was concluded; `occasion` says which."""

    involved_id: UUID
    occasion: str

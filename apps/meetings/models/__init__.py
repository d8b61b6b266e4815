"""Series, meetings, agendas, attendance and outcomes."""

from apps.meetings.models.agenda import AgendaItem
from apps.meetings.models.involved import FactCorrection, InvolvedReader, ReaderException, ReaderStatement
from apps.meetings.models.meeting import Attendance, Meeting, MeetingSeries
from apps.meetings.models.outcome import Outcome, OutcomeFactor, OutcomeLearningPoint

__all__ = [
    "AgendaItem",
    "Attendance",
    "FactCorrection",
    "InvolvedReader",
    "Meeting",
    "MeetingSeries",
    "Outcome",
    "OutcomeFactor",
    "OutcomeLearningPoint",
    "ReaderException",
    "ReaderStatement",
]

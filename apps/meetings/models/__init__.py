"""Series, meetings, agendas, attendance and outcomes."""

from apps.meetings.models.agenda import AgendaItem
from apps.meetings.models.meeting import Attendance, Meeting, MeetingSeries
from apps.meetings.models.outcome import Outcome, OutcomeFactor, OutcomeLearningPoint

__all__ = [
    "AgendaItem",
    "Attendance",
    "Meeting",
    "MeetingSeries",
    "Outcome",
    "OutcomeFactor",
    "OutcomeLearningPoint",
]

"""Models of the imaging journey."""

from apps.journeys.models.calendar import CalendarDay, WorkingCalendar
from apps.journeys.models.journey import JourneyEvent, StageLimit, StudyGroup
from apps.journeys.models.patient import Patient, PatientKey, PatientLookup
from apps.journeys.models.study import Study, StudyInstance, StudyReader

__all__ = [
    "CalendarDay",
    "JourneyEvent",
    "Patient",
    "PatientKey",
    "PatientLookup",
    "StageLimit",
    "Study",
    "StudyGroup",
    "StudyInstance",
    "StudyReader",
    "WorkingCalendar",
]

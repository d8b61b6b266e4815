"""Models of the imaging journey."""

from apps.journeys.models.journey import JourneyEvent, StageLimit
from apps.journeys.models.patient import Patient, PatientKey, PatientLookup
from apps.journeys.models.study import Study, StudyInstance, StudyReader

__all__ = [
    "JourneyEvent",
    "Patient",
    "PatientKey",
    "PatientLookup",
    "StageLimit",
    "Study",
    "StudyInstance",
    "StudyReader",
]

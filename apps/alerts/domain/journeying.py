"""What the alerts of a study say of its journey: sent, received, acted on, patient told."""

from datetime import datetime
from uuid import UUID

from apps.alerts.enums import AlertStatus
from apps.alerts.models import Alert
from apps.core.clock import ClinicalTime, clinical_instant
from apps.journeys.domain.noting import drop_step, note_step
from apps.journeys.enums import JourneyStage as J
from apps.journeys.enums import RecordSource

STAGES = {
    J.COMMUNICATION: "raised_at",
    J.ACKNOWLEDGEMENT: "read_at",
    J.REFERRER_ACTION: "acted_at",
    J.PATIENT_INFORMED: "informed_at",
}


def note_in_journey(study_id: UUID) -> None:
    """Write the earliest time of each act over all alerts of the study; a struck or withdrawn one leaves no step."""
    alerts = list(Alert.objects.filter(study=study_id).exclude(status=AlertStatus.WITHDRAWN))
    for stage, column in STAGES.items():
        times: list[datetime] = [at for at in (getattr(one, column) for one in alerts) if at is not None]
        if times:
            note_step(study_id, stage, _instant(min(times)), RecordSource.ALERT)
        else:
            drop_step(study_id, stage, RecordSource.ALERT)


def _instant(at: datetime) -> ClinicalTime:
    return clinical_instant(at, source="alert")

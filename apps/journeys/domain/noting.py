"""Steps of a journey that another part of the product knows of its own accord, such as an alert's acts."""

from uuid import UUID

from apps.core.clock import ClinicalTime
from apps.core.tracking import delete_tracked
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.models import JourneyEvent


def note_step(study_id: UUID, stage: JourneyStage, time: ClinicalTime, source: RecordSource) -> None:
    """What this source says of the step from now on; saying the same again writes nothing."""
    held = JourneyEvent.objects.filter(study=study_id, stage=stage, origin=source).first()
    if held is not None and held.at == time.at and held.precision == time.precision.value:
        return
    row = held or JourneyEvent(study_id=study_id, stage=stage, origin=source)
    row.at, row.precision, row.zone = time.at, time.precision.value, time.zone
    row.save()


def drop_step(study_id: UUID, stage: JourneyStage, source: RecordSource) -> None:
    """This source no longer says anything of the step; the version that it leaves tells that it did."""
    delete_tracked(JourneyEvent.objects.filter(study=study_id, stage=stage, origin=source))

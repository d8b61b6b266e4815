"""Keeps the learning point of a case that gets feedback only, without a meeting."""

from apps.cases.enums import CaseEvent
from apps.cases.events import CaseMoved
from apps.core.clock import now
from apps.core.tracking import required_actor
from apps.learning.models import LearningPoint


def keep_point(event: CaseMoved) -> None:
    """Subscriber of CaseMoved: write the point down once, in the name of whoever gave it."""
    person_id = required_actor().user_id
    if event.event != CaseEvent.GIVE_FEEDBACK or person_id is None:
        return
    LearningPoint.objects.create(
        case_id=event.case_id,
        text=event.payload["learning_point"],
        recorded_at=now(),
        recorded_by_id=person_id,
    )

"""What beat does for imports by the clock; a no-op when nothing is old."""

from celery import shared_task

from apps.core.actor import Actor, ActorKind, Source, acting_as
from apps.intake.domain.working import forget_what_is_old


@shared_task(name="intake.forget", time_limit=300, ignore_result=True)
def forget() -> None:
    """Delete spreadsheets that nobody imported within a day."""
    clock = Actor(kind=ActorKind.JOB, name="kept for a day", source=Source.JOB)
    with acting_as(clock):
        forget_what_is_old()

"""What beat does by the clock for alerts."""

from celery import shared_task

from apps.alerts.domain.sweeping import sweep
from apps.core.actor import Actor, ActorKind, Source


@shared_task(name="alerts.sweep", time_limit=600, ignore_result=True)
def sweep_alerts() -> None:
    """Carry out every step that is due; a no-op when nothing is."""
    sweep(actor=Actor(kind=ActorKind.JOB, name="alert sweep", source=Source.JOB))

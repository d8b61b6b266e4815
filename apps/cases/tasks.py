"""What beat does by the clock for cases."""

import logging

from celery import shared_task

from apps.cases.domain.passing_on import pass_on
from apps.core.actor import Actor, ActorKind, Source

log = logging.getLogger(__name__)


@shared_task(name="cases.pass_on", time_limit=280, ignore_result=True)
def pass_on_escalations() -> None:
    """Remind of escalations and pass them on; a no-op when nothing is due."""
    taken = pass_on(actor=Actor(kind=ActorKind.JOB, name="escalation sweep", source=Source.JOB))
    if taken:
        log.info("escalations.passed_on", extra={"count": taken})

"""What beat does by the clock above the single apps; each is a no-op when nothing is due."""

import logging

from celery import shared_task

from apps.core.actor import Actor, ActorKind, Source, acting_as
from apps.portal.domain.consistency import disagreements
from apps.portal.telling.nameless import tell_of_what_came_without_a_name
from apps.portal.telling.reminders import remind

log = logging.getLogger(__name__)


def _clockwork(name: str) -> Actor:
    """The clock itself: nobody asked."""
    return Actor(kind=ActorKind.JOB, name=name, source=Source.JOB)


@shared_task(name="portal.remind", time_limit=300, ignore_result=True)
def send_reminders() -> None:
    """Remind of late escalations and actions, each once a day."""
    with acting_as(_clockwork("reminders")):
        sent = remind()
    if sent:
        log.info("reminders.sent", extra={"count": sent})


@shared_task(name="portal.tell_of_anonymous", time_limit=300, ignore_result=True)
def tell_of_anonymous() -> None:
    """Tell those who chair what came without a name before today."""
    with acting_as(_clockwork("anonymous cases")):
        tell_of_what_came_without_a_name()


@shared_task(name="portal.check_lifecycles", time_limit=900, ignore_result=True)
def check_lifecycles() -> None:
    """Log each record whose status and account differ: the log is what an operator watches."""
    for one in disagreements():
        log.error("lifecycle.disagrees", extra={"record": f"{one.label} {one.id}", "account": one.account})

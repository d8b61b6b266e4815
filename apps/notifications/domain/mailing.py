"""The job that mails a notification: that something waits and where, never what (DESIGN C0, identifiers)."""

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.clock import now, start_of_day, today
from apps.core.jobs import is_nobodys
from apps.core.models import Job
from apps.notifications.letters import letter
from apps.notifications.models import Notification

log = logging.getLogger(__name__)

# A second mail that says the same within the hour adds nothing; what is urgent is always mailed.
QUIET = timedelta(hours=1)


def send(*, actor: Actor, job: Job, notification_id: str) -> None:
    """Mail it, unless it was mailed, was read, belongs to somebody who left, or would only repeat the last mail.

    Safe to run twice. A mail server that is away raises; the jobs port tries again.
    """
    found = Notification.objects.select_related("person").filter(pk=UUID(notification_id)).first()
    if found is None or not _wanted(found):
        return
    subject = _("Urgent: something waits for you") if found.is_urgent else _("Something waits for you")
    send_mail(f"{subject} - {settings.SERVICE_NAME}", letter(found), settings.DEFAULT_FROM_EMAIL, [found.person.email])
    if is_nobodys(job):
        # Caused by somebody without a name: neither the row nor a log line tells the hour (docs/adr/0013).
        Notification.objects.filter(pk=found.pk).update(mailed_at=start_of_day(today()))
        return
    Notification.objects.filter(pk=found.pk).update(mailed_at=now())
    log.info("notification.mailed", extra={"notification": str(found.pk)})


def _wanted(found: Notification) -> bool:
    if found.mailed_at or found.read_at or not found.person.is_active:
        return False
    if found.is_urgent:
        return True
    repeated = Notification.objects.filter(
        person=found.person_id, read_at__isnull=True, mailed_at__gt=now() - QUIET, is_urgent=False
    )
    return not repeated.exists()

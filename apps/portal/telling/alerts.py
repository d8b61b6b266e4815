"""Tells those who follow alerts that one needs them; says nothing of what it is about."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.alerts.events import AlertNeedsSomebody
from apps.alerts.models import Alert
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.people import if_they_may


def alert_needs_somebody(event: AlertNeedsSomebody) -> None:
    """The people whom the step names, at once, on their pages and by mail."""
    alert = Alert.objects.get(pk=event.alert_id)
    notice = Notice(
        kind=Kind.PATIENT,
        text=_("Alert %(alert)s has not been answered and needs you.") % {"alert": alert.reference},
        url=reverse("alerts:detail", args=[alert.pk]),
        key=f"alert:{event.occasion}",
        is_urgent=True,
    )
    tell(if_they_may(event.people, P.ALERT_VIEW, alert.access_facts()), notice)

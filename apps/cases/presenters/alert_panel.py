"""The alert of which a case was made, for the case's own page."""

from django.urls import reverse

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.alerts.presenters.words import clock_words, status_tag
from apps.alerts.queries.detail import alert_of_case
from apps.cases.models import Case
from apps.cases.presenters.panels import Panel
from apps.core.actor import Actor


def made_of_alert(actor: Actor, case: Case) -> Panel | None:
    """Where the alert stands, for who may see alerts; nothing for a case that was made of none."""
    if not may(actor, P.ALERT_VIEW, case.access_facts()):
        return None
    alert = alert_of_case(actor, case.pk)
    if alert is None:
        return None
    content = {
        "reference": alert.reference,
        "href": reverse("alerts:detail", args=[alert.pk]),
        "status": status_tag(alert),
        "clock": clock_words(alert),
    }
    return Panel(template="cases/alert_panel.html", content=content)

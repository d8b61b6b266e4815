"""On the page of a case: a way to note the incident system's number, and nothing of what governance keeps."""

from django.urls import reverse

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.models import Case
from apps.cases.presenters.panels import Panel
from apps.core.actor import Actor


def note_reference(actor: Actor, case: Case) -> Panel | None:
    """A link for those who may note it; the panel reads no governance record."""
    if not may(actor, P.INCIDENT_RECORD, case.access_facts()):
        return None
    return Panel(
        template="governance/case_panel.html", content={"href": reverse("governance:reference", args=[case.pk])}
    )

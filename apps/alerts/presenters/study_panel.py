"""The alerts about a study, and the way to raise one, for the study's own page."""

from django.urls import reverse

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.alerts.presenters.words import clock_words, status_tag
from apps.alerts.queries.detail import alerts_of_study
from apps.alerts.queries.settings import is_on
from apps.core.actor import Actor
from apps.journeys.models import Study
from apps.journeys.presenters.panels import StudyPanel


def alerts_of(actor: Actor, study: Study) -> StudyPanel | None:
    """Nothing where the department has alerts off and none was raised before."""
    on = is_on(study.department_id)
    found = [
        {
            "href": reverse("alerts:detail", args=[one.pk]),
            "text": f"{one.reference}, {one.category.label}",
            "status": status_tag(one),
            "clock": clock_words(one),
        }
        for one in alerts_of_study(actor, study.pk)
    ]
    raises = on and bool(may(actor, P.ALERT_RAISE, study.access_facts()))
    if not found and not raises:
        return None
    content = {"alerts": found, "raise_href": reverse("alerts:raise", args=[study.pk]) if raises else ""}
    return StudyPanel(template="alerts/study_panel.html", content=content)

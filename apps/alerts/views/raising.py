"""Raising an alert from a study."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.alerts.domain.raising import raise_alert
from apps.alerts.forms.raising import RaiseForm
from apps.alerts.presenters.words import examination, limit_words
from apps.alerts.queries.raising import category_hints, starting_values, study_to_alert
from apps.alerts.queries.settings import categories_in_use, is_on
from apps.alerts.views.base import AlertFormPage
from apps.journeys.models import Study


class RaiseAlert(AlertFormPage):
    """The form of a new alert; says so when the department has alerts off."""

    permission = Permission.ALERT_RAISE
    view_permission = Permission.STUDY_VIEW
    object_label = "journeys.study"
    form_class = RaiseForm
    template_name = "alerts/raise.html"
    subject: Study

    def load(self, **kwargs: Any) -> Study:
        """The study, if the actor may see it."""
        return study_to_alert(self.actor, kwargs["study_id"])

    def options_of_form(self) -> dict[str, Any]:
        """The categories in use, each with its meaning and limit."""
        found = list(categories_in_use(self.subject.department_id))
        hints = category_hints((str(one.pk), one.meaning, limit_words(one)) for one in found)
        return {"categories": [(str(one.pk), one.label) for one in found], "hints": hints}

    def initial(self) -> dict[str, Any]:
        """When the report was verified, where the journey knows it."""
        return starting_values(self.subject)

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """Without the box that nothing asks for."""
        form.hide_what_is_not_asked()
        return super().show(form, status)

    def context(self, form: Any) -> dict[str, Any]:
        """The study, and whether alerts are on."""
        return {
            "study": self.subject,
            "examination": examination(self.subject),
            "is_on": is_on(self.subject.department_id),
        }

    def carry_out(self, form: Any) -> str:
        """Raise it."""
        alert = raise_alert(actor=self.actor, facts=form.facts(self.subject.pk))
        messages.success(
            self.request,
            _("Alert %(alert)s is raised. It stays open until somebody has read the report and acted on it.")
            % {"alert": alert.reference},
        )
        return reverse("alerts:detail", args=[alert.pk])

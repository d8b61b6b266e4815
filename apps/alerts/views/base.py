"""The base of the alert pages that show one form."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.alerts.models import Alert
from apps.alerts.queries.visible import visible_alert
from apps.core.errors import Forbidden, Invalid, Refused
from apps.core.forms.base import PlatformForm
from apps.core.kept_input import initial_from


class AlertFormPage(GuardedView, ABC):
    """A page with one form; what was typed survives an error, a refusal and a lost session."""

    form_class: ClassVar[type[PlatformForm]]
    template_name = "alerts/form.html"

    def options_of_form(self) -> dict[str, Any]:
        """What the form's constructor needs besides data."""
        return {}

    def initial(self) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        return {}

    def context(self, form: Any) -> dict[str, Any]:
        """What the template shows besides the form."""
        return {}

    @abstractmethod
    def carry_out(self, form: Any) -> str:
        """Do it; returns the address of the next page. Raises DomainError."""

    def build(self, data: QueryDict | None = None) -> PlatformForm:
        """The form, bound when there is data."""
        return self.form_class(data, initial=self.initial(), **self.options_of_form())

    def get(self, request: HttpRequest, **kwargs: UUID) -> HttpResponse:
        """Show the form, with what was typed before the session ended if there is any."""
        return self.show(self.build(initial_from(request)))

    def post(self, request: HttpRequest, **kwargs: UUID) -> HttpResponseBase:
        """Check, do, and go on to the next page."""
        form = self.build(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            return redirect(self.carry_out(form))
        except Forbidden:
            raise
        except (Invalid, Refused) as refusal:
            form.refuse(refusal)
            return self.show(form, status=200 if isinstance(refusal, Invalid) else refusal.status)

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """Render the page; nothing of it may stay in a cache."""
        response = self.page({"form": form, **self.context(form)}, status=status)
        response["Cache-Control"] = "private, no-store"
        return response


class OneAlert(AlertFormPage):
    """A form about one alert, for those who follow it."""

    permission = Permission.ALERT_HANDLE
    view_permission = Permission.ALERT_VIEW
    object_label = "alerts.alert"
    subject: Alert

    def load(self, **kwargs: Any) -> Alert:
        """The alert, if the actor may see it."""
        return visible_alert(self.actor, kwargs["alert_id"])

"""One click from an alert that was not answered to the case that learns from it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.alerts.queries.visible import visible_alert
from apps.cases.domain.alerting import case_of_alert


class CaseFromAlert(GuardedView):
    """A button without a form; a second click leads to the same case."""

    permission = Permission.ALERT_HANDLE
    view_permission = Permission.ALERT_VIEW
    object_label = "alerts.alert"
    http_method_names = ["post", "options"]

    def load(self, **kwargs: Any) -> Any:
        """The alert, if the actor may see it."""
        return visible_alert(self.actor, kwargs["alert_id"])

    def post(self, request: HttpRequest, alert_id: UUID) -> HttpResponseBase:
        """Make the case, and go to it."""
        case = case_of_alert(actor=self.actor, alert_id=alert_id)
        messages.success(
            request, _("Case %(case)s stands for this alert. Add what you know of why.") % {"case": case.reference}
        )
        return redirect("cases:detail", case.pk)

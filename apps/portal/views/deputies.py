"""Asking those who give roles for a deputy chair."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.accounts.models import Department
from apps.accounts.queries.departments import department_of
from apps.core.errors import NotVisible, Refused
from apps.portal.telling.deputies import ask_for_deputy


class AskForDeputy(GuardedView):
    """One button on the home page and above the triage list; then back to where it was pressed."""

    permission = Permission.LEARNING_APPROVE
    access_action = None
    http_method_names = ["post", "options"]
    subject: Department

    def load(self, **kwargs: Any) -> Department:
        """The department, if the actor works there."""
        found = department_of(self.actor, kwargs["department_id"])
        if found is None:
            raise NotVisible
        return found

    def post(self, request: HttpRequest, department_id: UUID) -> HttpResponse:
        """Tell them, and say who was told."""
        try:
            names = ask_for_deputy(actor=self.actor, department=self.subject)
            messages.success(request, _("%(names)s can give the role, and was told.") % {"names": ", ".join(names)})
        except Refused as refused:
            messages.warning(request, refused.message)
        return redirect("cases:triage" if request.POST.get("from") == "triage" else "portal:home")

"""Pages that refuse in every way, for the tests of what becomes of a refusal that no view deals with."""

from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.accounts.models import Department, Trust
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused, Stale, Unavailable

RAISED: dict[str, Exception] = {
    "invalid": Invalid("bad", "Not saved.", {"name": "The name is too short."}),
    "forbidden": Forbidden("own_report", "You read a report in this case."),
    "hidden": NotVisible(),
    "404": Http404("gone"),
    "refused": Refused("no_reviewers", "Choose a reviewer first."),
    "stale": Stale("stale", "Ann Other changed this at 10:42."),
    "unavailable": Unavailable("away", "The printer is away."),
    "locked": OperationalError("database is locked"),
    "broken": OperationalError("no such column: x"),
}


class Raises(GuardedView):
    permission = Permission.OWN_PAGES

    def _raise(self, what: str) -> HttpResponse:
        Trust.objects.create(code="HALF", name="Half saved")
        raise RAISED[what]

    def get(self, request: HttpRequest, what: str) -> HttpResponse:
        return self._raise(what)

    def post(self, request: HttpRequest, what: str) -> HttpResponse:
        return self._raise(what)


class OneDepartment(GuardedView):
    permission = Permission.CASE_TRIAGE
    view_permission = Permission.CASE_VIEW

    def load(self, **kwargs: Any) -> Department:
        return Department.objects.get(pk=kwargs["department_id"])

    def get(self, request: HttpRequest, department_id: Any) -> HttpResponse:
        return HttpResponse(self.subject.name)


class ManagedDepartment(GuardedView):
    permission = Permission.SETTINGS_MANAGE

    def load(self, **kwargs: Any) -> Department:
        return Department.objects.get(pk=kwargs["department_id"])


class SomeDepartments(GuardedView):
    permission = Permission.CASE_VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        self.record_list([], "accounts.department", {"q": "Northwood"})
        return HttpResponse("list")


urlpatterns = [
    path("raises/<str:what>/", Raises.as_view(), name="raises"),
    path("departments/", SomeDepartments.as_view()),
    path("departments/<uuid:department_id>/", OneDepartment.as_view()),
    path("departments/<uuid:department_id>/settings/", ManagedDepartment.as_view()),
    path("", include("learning_platform.urls")),
]

handler404 = "apps.core.error_pages.page_not_found"
handler500 = "apps.core.error_pages.server_error"

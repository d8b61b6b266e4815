"""A small API over departments, for the tests of what every API view shares."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.http import Http404
from django.urls import include, path
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.drf import GuardedAPIView, idempotent
from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.accounts.models import Department
from apps.core.actor import current_actor
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused, Stale, Unavailable


class DepartmentInput(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=20)
    sites = serializers.ListField(child=serializers.IntegerField(), required=False)
    picture = serializers.FileField(required=False)


class Departments(GuardedAPIView):
    parser_classes = (JSONParser, MultiPartParser)
    permission = Permission.CASE_VIEW
    object_label = "accounts.department"

    def get(self, request: Request) -> Response:
        ids = departments_where(self.actor, Permission.CASE_VIEW)
        self.record_list(ids, "accounts.department")
        return Response([str(one) for one in ids])

    @idempotent
    def post(self, request: Request) -> Response:
        given = DepartmentInput(data=request.data)
        given.is_valid(raise_exception=True)
        trust = Department.objects.first().trust  # type: ignore[union-attr]  # the world has three
        made = Department.objects.create(code=given.validated_data["code"], name="New", trust=trust)
        actor = current_actor()
        return Response({"id": made.pk, "by": actor.name if actor else ""}, status=201)


class OneDepartment(GuardedAPIView):
    permission = Permission.CASE_TRIAGE
    view_permission = Permission.CASE_VIEW
    object_label = "accounts.department"

    def load(self, **kwargs: Any) -> Department:
        found = Department.objects.filter(
            pk=kwargs["department_id"], pk__in=departments_where(self.actor, Permission.CASE_VIEW)
        ).first()
        if found is None:
            raise NotVisible
        return found

    def get(self, request: Request, department_id: UUID) -> Response:
        return Response({"name": self.subject.name})


RAISED: dict[str, Exception] = {
    "invalid": Invalid("bad", "Not saved.", {"name": "Too short."}),
    "forbidden": Forbidden("own_report", "You read it."),
    "hidden": NotVisible(),
    "refused": Refused("no_reviewers", "Choose a reviewer first."),
    "stale": Stale("stale", "Changed by Ann at 10:42."),
    "unavailable": Unavailable("away", "Later."),
    "locked": OperationalError("database is locked"),
    "denied": PermissionDenied(),
    "gone": Http404(),
    "model": ValidationError({"name": ["Too long."], "code": ["Taken."]}),
    "plain": ValidationError("Ends before it starts."),
    "odd": serializers.ValidationError("Odd."),
    "broken": OperationalError("no such table: x"),
}


class Raises(GuardedAPIView):
    permission = Permission.OWN_PAGES

    def post(self, request: Request, what: str) -> Response:
        raise RAISED[what]


urlpatterns = [
    path("api/v1/departments/", Departments.as_view()),
    path("api/v1/departments/<uuid:department_id>/", OneDepartment.as_view()),
    path("api/v1/raises/<str:what>/", Raises.as_view()),
    path("", include("learning_platform.urls")),
]

handler404 = "apps.core.error_pages.page_not_found"
handler500 = "apps.core.error_pages.server_error"

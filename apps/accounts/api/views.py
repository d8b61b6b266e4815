"""Who am I, where do I work, and whom can I choose."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.paging import PageQuery, page_by, page_of, page_said
from apps.access.api.reading import query_of
from apps.access.drf import GuardedAPIView
from apps.access.permissions import Permission
from apps.access.roles import permissions_of
from apps.accounts.api.serializers import DepartmentOutput, MeOutput, PeopleQuery, PersonRowOutput
from apps.accounts.queries.departments import colleagues, departments_of
from apps.core.actor import ActorKind


class Me(GuardedAPIView):
    """The person behind the request."""

    permission = Permission.OWN_PAGES

    def check_scope(self, permission: Permission) -> None:
        """A token may always ask what it is."""

    @operation("me", "people", MeOutput)
    def get(self, request: Request) -> Response:
        """Who you are, and what you may do in which department today."""
        actor = self.actor
        departments = []
        for held in actor.roles:
            granted = permissions_of(held.roles)
            allowed = granted if actor.scopes is None else {one for one in granted if one in actor.scopes}
            departments.append(
                {"department": held.department_id, "roles": sorted(held.roles), "permissions": sorted(allowed)}
            )
        said = {
            "id": actor.user_id,
            "name": actor.name,
            "is_token": actor.kind is ActorKind.SERVICE,
            "scopes": None if actor.scopes is None else sorted(actor.scopes),
            "departments": departments,
        }
        return Response(MeOutput(said).data)


class Departments(GuardedAPIView):
    """The departments in which one works."""

    permission = Permission.OWN_PAGES

    @operation("departments_list", "people", page_of(DepartmentOutput), query=PageQuery)
    def get(self, request: Request) -> Response:
        """Your departments, by name."""
        rows, cursor = page_by(
            departments_of(self.actor), "name", query_of(request, PageQuery).get("cursor", ""), descending=False
        )
        return Response(page_said(request, rows, cursor, _department))


def _department(one: Any) -> Any:
    return DepartmentOutput({"id": one.pk, "code": one.code, "name": one.name, "trust": one.trust.name}).data


class People(GuardedAPIView):
    """Colleagues who can be chosen."""

    permission = Permission.MEETING_VIEW

    @operation("people_list", "people", page_of(PersonRowOutput), query=PeopleQuery)
    def get(self, request: Request) -> Response:
        """People who work in your departments today, by name; `department` narrows to one."""
        asked = query_of(request, PeopleQuery)
        found = colleagues(self.actor, asked.get("department"))
        rows, cursor = page_by(found, "full_name", asked.get("cursor", ""), descending=False)
        return Response(page_said(request, rows, cursor, _person))


def _person(one: Any) -> Any:
    return PersonRowOutput({"id": one.pk, "name": one.full_name, "profession": one.profession}).data

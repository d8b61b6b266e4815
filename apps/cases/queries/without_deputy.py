"""New cases that nobody in their department may decide on, because everybody who chairs read a report in them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from apps.access.permissions import Permission
from apps.access.roles import ROLES
from apps.accounts.queries.people import people_by_department
from apps.cases.enums import CaseStatus
from apps.cases.models import Case, CaseReader

_TRIAGE_ROLES = tuple(role for role, meant in ROLES.items() if Permission.CASE_TRIAGE in meant.permissions)


def waiting_for_deputy(department_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many wait in each of these departments that has any: a number, never which. Two queries.

    A department in which nobody chairs at all has every new case waiting.
    """
    here = list(department_ids)
    if not here:
        return {}
    chairing = people_by_department(here, _TRIAGE_ROLES)
    stuck = Q(pk__in=[])
    for department_id in here:
        read_by_all = Q(department=department_id)
        for person_id in chairing.get(department_id, ()):
            read_by_all &= Q(Exists(CaseReader.objects.filter(case=OuterRef("pk"), person=person_id)))
        stuck |= read_by_all
    found = Case.objects.filter(stuck, status=CaseStatus.RECEIVED).order_by()
    return dict(found.values_list("department").annotate(Count("pk")))

"""How many people could read a case: what "who will see this" is computed from."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from apps.access.permissions import Permission
from apps.access.policy import CONFIDENTIAL_ROLES
from apps.access.roles import ROLES, Role, permissions_of
from apps.accounts.models import Department, Membership
from apps.core.clock import today


@dataclass(frozen=True)
class Audience:
    """The people of one department, counted by what they may see of a case logged there.

    `readers` has one entry for each role that reads open cases: (role, how many hold it).
    """

    department: Department
    people: int
    with_name: int
    readers: tuple[tuple[Role, int], ...]


def audience_of(department: Department) -> Audience:
    """Counts today's roles of the department in one query; nobody's name leaves this function."""
    day = today()
    rows = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        department=department,
        starts_on__lte=day,
        person__is_active=True,
    ).values_list("person_id", "role")
    held: dict[str, set[UUID]] = {}
    for person_id, role in rows:
        held.setdefault(role, set()).add(person_id)
    readers = tuple(
        (role, len(held[role]))
        for role in ROLES
        if role in held and role not in CONFIDENTIAL_ROLES and Permission.CASE_VIEW in permissions_of(frozenset({role}))
    )
    return Audience(
        department=department,
        people=len(set().union(*held.values())) if held else 0,
        with_name=len(set().union(*(held.get(role, set()) for role in CONFIDENTIAL_ROLES))),
        readers=readers,
    )

"""Who may be expected at a meeting, and who may chair one."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access.permissions import Permission
from apps.access.roles import ROLES, Role
from apps.accounts.models import User
from apps.core.clock import today

# Those who may see meetings may come to them; the administrator and the records manager see none.
ATTENDING = tuple(role for role in Role if Permission.MEETING_VIEW in ROLES[role].permissions)
CHAIRING = (Role.CHAIR, Role.DEPUTY)


def _holding(department_id: UUID, on: date, roles: tuple[Role, ...]) -> QuerySet[User]:
    covers = Q(memberships__starts_on__lte=on) & (
        Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=on)
    )
    found: QuerySet[User] = User.objects.filter(
        covers, memberships__department=department_id, memberships__role__in=roles
    ).distinct()
    return found


def people_expected(department_id: UUID, on: date) -> QuerySet[User]:
    """People who belonged to the department on that day, by name, also those who have left since."""
    found = _holding(department_id, on, ATTENDING)
    return found.filter(is_active=True) if on >= today() else found


def people_who_may_chair(department_id: UUID, on: date) -> QuerySet[User]:
    """People who were chair or deputy on that day, by name."""
    found = _holding(department_id, on, CHAIRING)
    return found.filter(is_active=True) if on >= today() else found


def first_with_role(department_id: UUID, on: date, role: Role) -> User | None:
    """The first by name who held that role on that day."""
    return _holding(department_id, on, (role,)).first()


def names_chairing(department_id: UUID) -> list[str]:
    """Who is chair or deputy today, by name."""
    return list(people_who_may_chair(department_id, today()).values_list("full_name", flat=True))

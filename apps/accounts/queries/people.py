"""Who works where, today."""

from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access.roles import Role
from apps.accounts.models import User
from apps.core.clock import today


def _current() -> Q:
    day = today()
    return Q(memberships__starts_on__lte=day) & (
        Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=day)
    )


def people_in(department_id: UUID) -> QuerySet[User]:
    """Active people who hold any role in the department today, by name."""
    return User.objects.filter(_current(), memberships__department=department_id, is_active=True).distinct()


def people_with_role(department_id: UUID, *roles: Role) -> QuerySet[User]:
    """Active people who hold one of `roles` in the department today, by name."""
    return User.objects.filter(
        _current(), memberships__department=department_id, memberships__role__in=roles, is_active=True
    ).distinct()

"""The departments in which somebody works, and the people who can be chosen there."""

from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.accounts.models import Department, User
from apps.core.actor import Actor
from apps.core.clock import today


def departments_of(actor: Actor) -> QuerySet[Department]:
    """The departments in which the actor holds a role today, with their trusts."""
    return Department.objects.filter(pk__in=actor.department_ids).select_related("trust")


def department_of(actor: Actor, department_id: UUID) -> Department | None:
    """One of them; None for any other."""
    return departments_of(actor).filter(pk=department_id).first()


def colleagues(actor: Actor, department_id: UUID | None = None) -> QuerySet[User]:
    """Active people who hold a role today where the actor may see meetings, or in one such department."""
    here = departments_where(actor, Permission.MEETING_VIEW)
    if department_id is not None:
        here = tuple(one for one in here if one == department_id)
    day = today()
    current = Q(memberships__starts_on__lte=day) & (
        Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=day)
    )
    found: QuerySet[User] = User.objects.filter(current, memberships__department_id__in=here, is_active=True)
    return found.distinct()

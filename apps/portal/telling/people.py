"""Who may be told: people by what they may do with one record."""

from collections.abc import Iterable
from uuid import UUID

from apps.access.permissions import Permission
from apps.access.policy import AccessFacts, may
from apps.access.roles import ROLES, Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.accounts.queries.people import people_with_role


def roles_with(permission: Permission) -> list[Role]:
    """The roles that grant the permission."""
    return [role for role, meant in ROLES.items() if permission in meant.permissions]


def those_who_may(permission: Permission, facts: AccessFacts, but: Iterable[UUID | None] = ()) -> list[UUID]:
    """The people of the record's department whose role lets them do this to it, without those in `but`.

    The whole policy is asked for each, so that nobody is told of a conflict's or a confidential case.
    """
    if facts.department_id is None:
        return []
    left_out = set(but)
    people = people_with_role(facts.department_id, *roles_with(permission))
    return [one.pk for one in people if one.pk not in left_out and may(actor_for(one), permission, facts)]


def if_they_may(people: Iterable[UUID | None], permission: Permission, facts: AccessFacts) -> list[UUID]:
    """Those of these people who are active and may do this to the record today."""
    wanted = [one for one in people if one is not None]
    found = User.objects.filter(pk__in=wanted, is_active=True)
    return [one.pk for one in found if may(actor_for(one), permission, facts)]


def people_named(people: Iterable[UUID]) -> list[str]:
    """Their names, in order of name."""
    return list(User.objects.filter(pk__in=list(people)).order_by("full_name").values_list("full_name", flat=True))

"""Who works where, today and before, and whom an administrator looks after."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import AccessFacts, departments_where
from apps.access.roles import Role
from apps.accounts.models import Department, Membership, User
from apps.core.actor import Actor
from apps.core.clock import today
from apps.core.errors import NotVisible


def _current() -> Q:
    day = today()
    return Q(memberships__starts_on__lte=day) & (
        Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=day)
    )


def people_in(department_id: UUID) -> QuerySet[User]:
    """Active people who hold any role in the department today, by name."""
    found: QuerySet[User] = User.objects.filter(_current(), memberships__department=department_id, is_active=True)
    return found.distinct()


def people_with_role(department_id: UUID, *roles: Role) -> QuerySet[User]:
    """Active people who hold one of `roles` in the department today, by name."""
    found: QuerySet[User] = User.objects.filter(
        _current(), memberships__department=department_id, memberships__role__in=roles, is_active=True
    )
    return found.distinct()


def works_today(person_id: UUID) -> bool:
    """Whether the account is active and holds any role anywhere today."""
    found: QuerySet[User] = User.objects.filter(_current(), pk=person_id, is_active=True)
    return found.exists()


def id_of_address(email: str) -> UUID | None:
    """The id of the account with that e-mail address; None when there is none."""
    found: UUID | None = User.objects.filter(email=email.lower()).values_list("pk", flat=True).first()
    return found


@dataclass(frozen=True)
class ManagedPerson:
    """A person as an administrator sees them: through a department of the administrator's."""

    user: User
    department_id: UUID
    memberships: tuple[Membership, ...]

    @property
    def pk(self) -> UUID:
        """The person's id, for the access log."""
        return self.user.pk

    def access_facts(self) -> AccessFacts:
        """Managed in the department through which the administrator sees them."""
        return AccessFacts(department_id=self.department_id)


def managed_departments(actor: Actor) -> QuerySet[Department]:
    """The departments whose people the actor manages, with their trusts."""
    ids = departments_where(actor, Permission.PEOPLE_MANAGE)
    return Department.objects.filter(pk__in=ids).select_related("trust").order_by("name")


def people_managed_by(actor: Actor) -> QuerySet[User]:
    """Everybody who holds, held or will hold a role in a department that the actor manages.

    Each comes with `managed_memberships`: their roles in those departments only.
    """
    ids = departments_where(actor, Permission.PEOPLE_MANAGE)
    theirs = Membership.objects.filter(department_id__in=ids).select_related("department").order_by("starts_on", "role")
    found: QuerySet[User] = User.objects.filter(memberships__department_id__in=ids).distinct()
    return found.prefetch_related(Prefetch("memberships", queryset=theirs, to_attr="managed_memberships"))


def managed_person(actor: Actor, person_id: UUID) -> ManagedPerson:
    """One person that the actor manages, with the roles that the actor may see; raises NotVisible."""
    user = people_managed_by(actor).filter(pk=person_id).first()
    if user is None:
        raise NotVisible
    held: list[Membership] = user.managed_memberships  # type: ignore[attr-defined]  # Prefetch in people_managed_by
    return ManagedPerson(user, held[0].department_id, tuple(held))


def roles_elsewhere(user: User, actor: Actor) -> bool:
    """Whether the person holds a role, today or later, in a department that the actor does not manage."""
    ids = departments_where(actor, Permission.PEOPLE_MANAGE)
    still = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    return Membership.objects.filter(still, person=user).exclude(department_id__in=ids).exists()


def memberships_of(user_id: UUID) -> QuerySet[Membership]:
    """Every role of one person, the newest first, with department and trust."""
    return (
        Membership.objects.filter(person_id=user_id)
        .select_related("department__trust")
        .order_by("-starts_on", "department__name", "role")
    )


def people_by_department(department_ids: Iterable[UUID], roles: Iterable[Role]) -> dict[UUID, frozenset[UUID]]:
    """The active people who hold one of `roles` today in each of these departments; one query."""
    day = today()
    held = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        department__in=list(department_ids),
        role__in=list(roles),
        starts_on__lte=day,
        person__is_active=True,
    )
    found: dict[UUID, set[UUID]] = {}
    for department_id, person_id in held.values_list("department", "person"):
        found.setdefault(department_id, set()).add(person_id)
    return {department_id: frozenset(people) for department_id, people in found.items()}

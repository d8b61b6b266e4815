"""Builds the Actor behind a request, a token, a job or a command."""

from collections import defaultdict
from typing import Any
from uuid import UUID, uuid4

from apps.accounts.models import ApiToken, Membership, User
from apps.core.actor import Actor, ActorKind, DepartmentRoles, Source
from apps.core.clock import today
from apps.core.models import Job


def roles_of(user_id: UUID) -> tuple[DepartmentRoles, ...]:
    """The roles that a person holds today, one entry per department; none when deactivated. One query."""
    day = today()
    held: dict[tuple[UUID, UUID, str], set[str]] = defaultdict(set)
    rows = Membership.objects.filter(person_id=user_id, person__is_active=True, starts_on__lte=day).values_list(
        "department_id", "department__trust_id", "department__name", "role", "ends_on"
    )
    for department_id, trust_id, name, role, ends_on in rows:
        if ends_on is None or ends_on >= day:
            held[(department_id, trust_id, name)].add(role)
    return tuple(
        DepartmentRoles(department_id=department, trust_id=trust, name=name, roles=frozenset(roles))
        for (department, trust, name), roles in held.items()
    )


def actor_for(user: User, *, source: Source = Source.PAGE, address: str = "", request_id: str = "") -> Actor:
    """The actor that a signed-in person is; a deactivated person holds no role."""
    return Actor(
        kind=ActorKind.PERSON,
        name=user.full_name,
        user_id=user.id,
        roles=roles_of(user.id),
        source=source,
        address=address,
        request_id=request_id or uuid4().hex,
    )


def actor_for_token(token: ApiToken, *, address: str = "", request_id: str = "") -> Actor:
    """A service: the token's owner today, cut to the token's scopes."""
    return Actor(
        kind=ActorKind.SERVICE,
        name=f"{token.owner.full_name} ({token.name})"[:200],
        user_id=token.owner_id,
        roles=roles_of(token.owner_id),
        source=Source.API,
        address=address,
        request_id=request_id or uuid4().hex,
        scopes=frozenset(token.scopes) if token.scopes else None,
    )


def actor_for_command(email: str, name: str) -> Actor:
    """The person named to a command; raises User.DoesNotExist when nobody active has that address."""
    user = User.objects.get(email=email.lower(), is_active=True)
    return Actor(
        kind=ActorKind.COMMAND, name=f"{user.full_name} ({name})", user_id=user.id, roles=roles_of(user.id),
        source=Source.COMMAND,
    )  # fmt: skip


def actor_for_job(job: Job) -> Actor:
    """Whoever asked for the job, with the roles held today."""
    shared: dict[str, Any] = {"kind": ActorKind.JOB, "source": Source.JOB, "request_id": job.request_id}
    if job.actor_user_id is None:
        return Actor(name=job.actor_name, **shared)
    return Actor(name=job.actor_name, user_id=job.actor_user_id, roles=roles_of(job.actor_user_id), **shared)

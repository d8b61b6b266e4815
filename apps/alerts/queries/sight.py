"""What the list of alerts means for the person who opens it: everybody's alerts, their own, or none, and where alerts
are off. An empty list must never be taken for "nothing waits" by somebody who cannot see what waits.
"""

from dataclasses import dataclass

from apps.access.permissions import Permission
from apps.access.policy import departments_where, may_somewhere
from apps.access.roles import Role
from apps.accounts.models import Department
from apps.accounts.queries.departments import departments_of
from apps.accounts.queries.people import people_with_role
from apps.core.actor import Actor

# Those who may switch alerts on, in the order in which somebody would ask them.
SWITCHERS = (Role.LEAD, Role.ADMIN)


@dataclass(frozen=True)
class SwitchedOff:
    """A department without alerts, and the names of those who can switch them on."""

    department: Department
    switchers: tuple[str, ...]


@dataclass(frozen=True)
class Sight:
    """`follows`: a role shows alerts of others; `raises`: the person can raise them, and sees their own."""

    follows: bool
    raises: bool
    off: tuple[SwitchedOff, ...]
    any_on: bool


def sight_of(actor: Actor) -> Sight:
    """How the actor's departments stand to alerts; only those in which a role lets them see or raise any."""
    seen = set(departments_where(actor, Permission.ALERT_VIEW)) | set(departments_where(actor, Permission.ALERT_RAISE))
    here = [one for one in departments_of(actor).select_related("alert_switch").order_by("name") if one.pk in seen]
    off = [one for one in here if not _is_on(one)]
    return Sight(
        follows=may_somewhere(actor, Permission.ALERT_VIEW),
        raises=may_somewhere(actor, Permission.ALERT_RAISE),
        off=tuple(SwitchedOff(one, _switchers(one)) for one in off),
        any_on=len(off) < len(here),
    )


def _is_on(department: Department) -> bool:
    switch = getattr(department, "alert_switch", None)
    return switch is not None and switch.is_on


def _switchers(department: Department) -> tuple[str, ...]:
    for role in SWITCHERS:
        names = sorted(one.full_name for one in people_with_role(department.pk, role))
        if names:
            return tuple(names)
    return ()

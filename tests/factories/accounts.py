"""Trusts, departments, people, memberships and tokens for tests. Call them inside `acting`."""

from datetime import date
from itertools import count
from typing import Any

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.domain.tokens import create_token
from apps.accounts.models import ApiToken, Department, Membership, Profession, Trust, User
from apps.core.clock import today

PASSWORD = "marmalade-lantern-river"

_number = count(1)


def trust(**fields: Any) -> Trust:
    """A trust with a code of its own."""
    n = next(_number)
    return Trust.objects.create(**{"code": f"T{n}", "name": f"Trust {n}", **fields})


def department(**fields: Any) -> Department:
    """A department, of a trust of its own unless one is given."""
    n = next(_number)
    fields.setdefault("trust", None)
    fields["trust"] = fields["trust"] or trust()
    return Department.objects.create(**{"code": f"D{n}", "name": f"Radiology {n}", **fields})


def person(**fields: Any) -> User:
    """An active person who signs in with PASSWORD."""
    n = next(_number)
    defaults = {"full_name": f"Person {n}", "profession": Profession.RADIOLOGIST}
    email = fields.pop("email", f"person{n}@example.org")
    password = fields.pop("password", PASSWORD)
    return User.objects.create_user(email, password, **{**defaults, **fields})


def membership(
    who: User, where: Department, role: Role = Role.STAFF, starts_on: date | None = None, ends_on: date | None = None
) -> Membership:
    """A role from today, or from and to the days given."""
    return Membership.objects.create(
        person=who, department=where, role=role.value, starts_on=starts_on or today(), ends_on=ends_on
    )


def member(where: Department, *roles: Role, **fields: Any) -> User:
    """A person with those roles in the department from today."""
    who = person(**fields)
    for role in roles:
        membership(who, where, role)
    return who


def api_token(owner: User, scopes: tuple[str, ...] = (), days: int = 30) -> tuple[ApiToken, str]:
    """A token and its text."""
    return create_token(actor=actor_for(owner), owner=owner, name="test", days=days, scopes=scopes)

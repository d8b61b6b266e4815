"""A small world: two trusts, three departments, one person per role in each, and somebody with no role at all."""

from dataclasses import dataclass, field

from apps.access.roles import Role
from apps.accounts.models import Department, Profession, Trust, User
from apps.core.actor import acting_as, command_actor
from tests.factories import accounts


@dataclass
class World:
    """Who and what is there. `north` and `south` share the first trust; `other` is in the second.

    `people[department.code, role]` is the only person with that role there.
    """

    first: Trust
    second: Trust
    north: Department
    south: Department
    other: Department
    outsider: User
    people: dict[tuple[str, Role], User] = field(default_factory=dict)

    @property
    def departments(self) -> tuple[Department, ...]:
        """All three."""
        return (self.north, self.south, self.other)

    def one(self, role: Role, where: Department | None = None) -> User:
        """The person with that role; in `north` unless another department is named."""
        return self.people[(where or self.north).code, role]

    def everybody(self) -> list[User]:
        """All people, the outsider too."""
        return [*self.people.values(), self.outsider]


def world() -> World:
    """Build it; attributed to a command."""
    with acting_as(command_actor("test world")):
        first = accounts.trust(code="FIRST", name="Riverside Hospitals")
        second = accounts.trust(code="SECOND", name="Moorland Hospitals")
        north = accounts.department(code="NORTH", name="North Radiology", trust=first)
        south = accounts.department(code="SOUTH", name="South Radiology", trust=first)
        other = accounts.department(code="OTHER", name="Moorland Radiology", trust=second)
        outsider = accounts.person(email="outsider@example.org", full_name="Olive Outsider")
        built = World(first, second, north, south, other, outsider)
        for where in built.departments:
            for role in Role:
                built.people[where.code, role] = accounts.member(
                    where,
                    role,
                    email=f"{role.value}@{where.code.lower()}.example.org",
                    full_name=f"{role.value.replace('_', ' ').title()} of {where.name}",
                    profession=Profession.RADIOLOGIST if role is Role.STAFF else Profession.OTHER,
                )
    return built

"""Who acts: the one answer to "by whom?" that every write and every look carries."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID, uuid4


class ActorKind(StrEnum):
    """The five kinds of actor (docs/adr/0003)."""

    PERSON = "person"
    SERVICE = "service"
    JOB = "job"
    COMMAND = "command"
    ANONYMOUS = "anonymous"


class Source(StrEnum):
    """The door through which an actor came in."""

    PAGE = "page"
    API = "api"
    ADMIN = "admin"
    JOB = "job"
    COMMAND = "command"
    MIGRATION = "migration"


@dataclass(frozen=True, kw_only=True)
class DepartmentRoles:
    """The roles that an actor holds in one department today; `name` is the department's, to be shown."""

    department_id: UUID
    trust_id: UUID
    roles: frozenset[str]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody or something that acts.

    `user_id` is the person behind the actor: the signed-in person, the owner of a token, whoever asked for a
    job, or the person named to a command. It is None for an anonymous actor, and for a command that nobody
    is named to. `scopes` is None when nothing narrows the roles; for a service it holds permission names.
    """

    kind: ActorKind
    name: str
    user_id: UUID | None = None
    roles: tuple[DepartmentRoles, ...] = ()
    source: Source = Source.PAGE
    request_id: str = field(default_factory=lambda: uuid4().hex)
    address: str = ""
    scopes: frozenset[str] | None = None

    def roles_in(self, department_id: UUID | None) -> frozenset[str]:
        """The roles held in that department today; empty when none."""
        for held in self.roles:
            if held.department_id == department_id:
                return held.roles
        return frozenset()

    @property
    def department_ids(self) -> tuple[UUID, ...]:
        """The departments in which any role is held today."""
        return tuple(held.department_id for held in self.roles)

    @property
    def trust_ids(self) -> tuple[UUID, ...]:
        """The trusts in which any role is held today, each once."""
        return tuple(dict.fromkeys(held.trust_id for held in self.roles))


_current: ContextVar[Actor | None] = ContextVar("current_actor", default=None)


def current_actor() -> Actor | None:
    """The actor of this request, job or command; None outside all of them."""
    return _current.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Everything written inside is attributed to `actor`."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)


def command_actor(name: str) -> Actor:
    """A command that runs for nobody in particular: `name` says which, such as "migrate"."""
    return Actor(kind=ActorKind.COMMAND, name=name, source=Source.COMMAND)


def anonymous_actor() -> Actor:
    """Somebody who did not sign in; carries no address and no request id that could join person and case."""
    return Actor(kind=ActorKind.ANONYMOUS, name="anonymous", request_id="")

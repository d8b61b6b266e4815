"""A small world for documents: two departments, people with roles, and packs to print."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Department, Membership, Trust, User
from apps.core.actor import Actor, acting_as, command_actor
from apps.core.clock import today
from apps.documents.domain.packs import CaseLearningPack
from apps.documents.domain.requesting import request_document
from apps.documents.enums import DocumentKind
from apps.documents.models import StoredDocument

Ask = Callable[..., StoredDocument]
# Nobody looks it up: whoever asks for a document brings its content.
A_CASE = str(UUID(int=7))
PACK = CaseLearningPack(
    title="A line that only one view shows",
    modality="Radiograph",
    region="Wrist",
    vignette="A young adult fell on an outstretched hand.",
    question="Where would you look first?",
    reveal="A lucent line crosses the waist of the scaphoid.",
    learning_points=("Trace the cortex on every view.",),
    discussed_month="2026-02",
)


@dataclass
class World:
    """People by role in one department, and somebody with the same roles in another."""

    department: Department
    other_department: Department
    people: dict[Role, User]
    outsider: User

    def actor(self, role: Role) -> Actor:
        """The person with that role, signed in."""
        return actor_for(self.people[role])


def _person(name: str, department: Department, *roles: Role) -> User:
    address = f"{name.lower()}-{uuid4().hex[:6]}@example.org"
    person = User.objects.create_user(address, "a long enough password", full_name=name)
    for role in roles:
        Membership.objects.create(person=person, department=department, role=role.value, starts_on=today())
    return person


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Two departments of one trust, with a person per role in the first."""
    with acting_as(command_actor("test")):
        trust = Trust.objects.create(code="T1", name="Northmere")
        home = Department.objects.create(trust=trust, code="D1", name="Imaging North")
        other = Department.objects.create(trust=trust, code="D2", name="Imaging South")
        yield World(
            department=home,
            other_department=other,
            people={role: _person(f"Person {role.value}", home, role) for role in Role},
            outsider=_person("Outsider", other, *Role),
        )


@pytest.fixture
def ask(world: World) -> Ask:
    """Ask for a document as the chair, about the same subject unless told otherwise."""

    def _ask(pack: CaseLearningPack = PACK, **changes: Any) -> StoredDocument:
        given: dict[str, Any] = {
            "actor": world.actor(Role.CHAIR),
            "kind": DocumentKind.CASE_LEARNING_SUMMARY,
            "pack": pack,
            "subject_label": "cases.case",
            "subject_id": A_CASE,
            "department_id": world.department.id,
            "approved_by_id": world.people[Role.GOVERNANCE].id,
        }
        asked = {**given, **changes}
        with acting_as(asked["actor"]):
            return request_document(**asked)

    return _ask


@pytest.fixture
def printed(
    ask: Callable[..., StoredDocument], django_capture_on_commit_callbacks: Any
) -> Callable[..., StoredDocument]:
    """Ask for a document and let its job run."""

    def _printed(*args: Any, **changes: Any) -> StoredDocument:
        with django_capture_on_commit_callbacks(execute=True):
            document = ask(*args, **changes)
        document.refresh_from_db()
        return document

    return _printed

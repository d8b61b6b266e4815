"""Through each door, the page, the API, a job, a command and the administration, every version names who came in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pydicom
import pytest
from django.core.management import call_command
from django.test import Client

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.enums import CaseEvent
from apps.cases.models import Case
from apps.core.actor import Source, acting_as, command_actor
from tests.factories import accounts, cases
from tests.integration.api.calling import Api
from tests.support.furnished import publish_case
from tests.support.inventory import label, tracked_models
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

SAMPLE = Path(pydicom.__file__).parent / "data" / "test_files" / "CT_small.dcm"


@dataclass
class Through:
    """What a door is tried with."""

    world: World
    client: Client
    commits: Any


def newest() -> dict[str, int]:
    """The number of the newest version of each model."""
    return {label(model): _last(model) for model in tracked_models()}


def _last(model: Any) -> int:
    row = model.history.order_by("-history_id").first()
    return row.history_id if row else 0


def written_since(before: dict[str, int]) -> list[tuple[str, Any]]:
    """Every version written since, with its model."""
    return [
        (label(model), row)
        for model in tracked_models()
        for row in model.history.filter(history_id__gt=before[label(model)])  # type: ignore[attr-defined]
    ]


def through_the_page(given: Through) -> tuple[UUID | None, str]:
    staff = given.world.one(Role.STAFF)
    given.client.force_login(staff)
    answer = given.client.post(
        "/log/",
        {
            "department": str(given.world.north.pk), "what": "missed", "narrative": "A nodule was missed.",
            "how_discovered": "mdt", "patient_action": "unknown", "confidentiality": "open", "save": "yes",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content
    return staff.pk, "person"


def through_the_api(given: Through) -> tuple[UUID | None, str]:
    staff = given.world.one(Role.STAFF)
    Api(staff).post(
        "cases/",
        {
            "department": str(given.world.north.pk), "kind": "discrepancy", "discrepancy_type": "missed",
            "narrative": "A nodule was missed.", "how_discovered": "mdt", "patient_action": "unknown",
        },
        status=201,
    )  # fmt: skip
    return staff.pk, "service"


def through_a_job(given: Through) -> tuple[UUID | None, str]:
    chair = given.world.one(Role.CHAIR)
    case = cases.case(given.world.one(Role.STAFF), given.world.north, readers_unknown_reason="Outside.")
    cases.move(case, chair, CaseEvent.GIVE_FEEDBACK, learning_point="Look twice.")
    with given.commits(execute=False) as waiting:
        publish_case(Case.objects.get(pk=case.pk), chair, given.world.one(Role.GOVERNANCE))
    START.update(newest())
    for act in waiting:
        act()
    return chair.pk, "job"


def through_a_command(given: Through) -> tuple[UUID | None, str]:
    admin = given.world.one(Role.ADMIN)
    call_command("import_studies", str(SAMPLE), "--department", given.world.north.code, "--as", admin.email)
    return admin.pk, "command"


def through_the_administration(given: Through) -> tuple[UUID | None, str]:
    with acting_as(command_actor("test")):
        chief: User = accounts.person(full_name="Sam Super", is_superuser=True, is_staff=True)
    START.update(newest())
    given.client.force_login(chief)
    answer = given.client.post(
        f"/admin/accounts/trust/{given.world.first.pk}/change/", {"code": "FIRST", "name": "New"}
    )
    assert answer.status_code == 302, answer.content
    return chief.pk, "person"


# Where what comes before the door itself is not to be looked at, the door says from when on.
START: dict[str, int] = {}

DOORS: dict[str, tuple[Callable[[Through], tuple[UUID | None, str]], set[str]]] = {
    "page": (through_the_page, {"cases.Case", "cases.Escalation"}),
    "api": (through_the_api, {"cases.Case", "cases.Escalation"}),
    "job": (through_a_job, {"documents.StoredDocument"}),
    "command": (through_a_command, {"journeys.Patient", "journeys.Study", "journeys.JourneyEvent"}),
    "admin": (through_the_administration, {"accounts.Trust"}),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_version_names_who_came_through_the_door(
    door: str, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    come_in, models = DOORS[door]
    given = Through(world(), client, django_capture_on_commit_callbacks)
    START.clear()
    before = newest()

    person, kind = come_in(given)

    rows = [(name, row) for name, row in written_since({**before, **START}) if name != "accounts.ApiToken"]
    assert {name for name, _row in rows} >= models
    assert {row.history_user_id for _name, row in rows} == {person}
    assert {(row.actor_kind, row.history_source) for _name, row in rows} == {(kind, door)}
    assert all(row.request_id and row.actor_name for _name, row in rows)


def test_every_door_is_tried() -> None:
    """Sources that a version can name are the doors tried here, and migrations."""
    assert set(DOORS) == {source.value for source in Source} - {"migration"}

"""A fuzzer reads the schema and calls every operation: nothing it sends is a fault of ours."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from apps.access.roles import Role
from apps.alerts.models import Alert
from apps.cases.models import Taxonomy
from apps.core.actor import acting_as, command_actor
from tests.factories import accounts
from tests.integration.api.calling import Api
from tests.support.addressing import RECORDS
from tests.support.furnished import Furnished, furnish, ready
from tests.support.worlds import world

pytestmark = pytest.mark.django_db

SCHEMA = schemathesis.openapi.from_path(Path(__file__).parents[3] / "docs" / "generated" / "openapi.yaml")
OPERATIONS = [one.ok() for one in SCHEMA.get_all_operations()]
TAGS = sorted({one.definition.raw["tags"][0] for one in OPERATIONS})
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 15


class Place:
    """A department with one of everything, and somebody with every role in it."""

    def __init__(self) -> None:
        built = world()
        with acting_as(command_actor("test")):
            self.here: Furnished = furnish(built, built.north)
            everything = accounts.member(built.north, *Role)
        self.ready = ready(built.north, built.one(Role.STAFF), built.one(Role.CHAIR))
        self.api = Api(everything)
        self.known = {
            "department": built.north.pk, "case": self.ready.pk, "meeting": self.here.held.pk,
            "subject": self.here.held.pk, "study": self.here.study.pk, "person": built.one(Role.STAFF).pk,
            "owner": built.one(Role.STAFF).pk, "lead": built.one(Role.LEAD).pk, "led_by": built.one(Role.DEPUTY).pk,
            "escalation_lead": built.one(Role.LEAD).pk, "chair": built.one(Role.CHAIR).pk,
            "deputy": built.one(Role.DEPUTY).pk,
        }  # fmt: skip

    def path_of(self, template: str) -> dict[str, str]:
        """Real records for the ids in an address."""
        route = template.lstrip("/")
        start = max((one for one in RECORDS if route.startswith(one)), key=len, default="")
        found = {}
        for name in re.findall(r"{(\w+)}", template):
            record = RECORDS.get(start, {}).get(name)
            if record:
                found[name] = str(self.record(record).pk)
        return found

    def record(self, name: str) -> Any:
        """A record of the furnished department; those that apps above made are known by their key."""
        kept = {"alert": Alert, "draft_edition": Taxonomy, "edition_to_come": Taxonomy}.get(name)
        if kept is not None:
            return kept._base_manager.get(pk=self.here.extra[name])
        return getattr(self.here, name)

    def versions(self, template: str) -> int:
        """The version of the record in the address, so that a generated request is not merely stale."""
        route = template.lstrip("/")
        start = max((one for one in RECORDS if route.startswith(one)), key=len, default="")
        for record in RECORDS.get(start, {}).values():
            one = self.record(record)
            one.refresh_from_db()
            return int(one.version)
        return 1

    def with_real_ids(self, value: Any, version: int) -> Any:
        """What was generated, with ids of records that are there."""
        if isinstance(value, list):
            return [self.with_real_ids(one, version) for one in value]
        if not isinstance(value, dict):
            return value
        real = {name: str(key) for name, key in self.known.items()} | {"expected_version": version}
        return {
            name: real[name] if name in real and not isinstance(one, dict | list) else self.with_real_ids(one, version)
            for name, one in value.items()
        }


@pytest.fixture
def _open_connection() -> Iterator[None]:
    """The test's connection stays open between requests, as Django's own test client sees to it."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("_open_connection")
@pytest.mark.parametrize("tag", TAGS)
def test_nothing_that_is_sent_is_a_fault_of_ours(tag: str) -> None:
    place = Place()
    for operation in OPERATIONS:
        if operation.definition.raw["tags"][0] == tag:
            fuzz(operation, place)


def fuzz(operation: Any, place: Place) -> None:
    """Requests as described, with records that are there; then anything else."""
    app, version = get_wsgi_application(), place.versions(operation.path)
    headers = {"Authorization": f"Bearer {place.api.token}"}

    def call(case: Any) -> None:
        cache.clear()  # no throttle
        with transaction.atomic():
            response = case.call(headers=headers, app=app)
            case.validate_response(response, checks=CHECKS)
            transaction.set_rollback(True)

    limits = settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @seed(1)
    @limits
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def as_described(case: Any) -> None:
        case.path_parameters |= place.path_of(operation.path)
        case.headers.pop("Idempotency-Key", None)  # a key made up twice would only be a repetition
        if isinstance(case.body, dict):
            case.body = place.with_real_ids(case.body, version)
        call(case)

    @seed(2)
    @limits
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def otherwise(case: Any) -> None:
        if "requestBody" in operation.definition.raw:
            # What is wrong is the body, or it would only be the address.
            case.path_parameters |= place.path_of(operation.path)
        call(case)

    as_described()
    if has_input(operation):
        otherwise()


def has_input(operation: Any) -> bool:
    """Whether there is anything that could be wrong."""
    raw = operation.definition.raw
    return bool(raw.get("parameters") or raw.get("requestBody"))

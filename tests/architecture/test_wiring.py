"""The tables that tie the product together: events, jobs, the clock, generated pages and lifecycles."""

import inspect
import typing
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from apps.core.actor import Actor
from apps.core.events import Event
from apps.core.jobs import QUEUES, JobName
from apps.core.lifecycle import Lifecycle
from apps.core.models import Job
from learning_platform import wiring
from learning_platform.celery import app as celery_app
from learning_platform.schedules import BEAT_SCHEDULE
from tests.support.inventory import ROOT, app_sources, dotted, event_types, sources

# Events that nobody listens to yet, each with the reason why that is right.
SILENT: dict[str, str] = {}
PRIMITIVES = {str, int, float, bool, list, dict, type(None)}


def test_every_event_is_heard_or_listed_as_silent() -> None:
    heard, every = set(wiring.EVENT_HANDLERS), {dotted(one) for one in event_types()}

    assert every - heard == set(SILENT)
    assert heard <= every
    assert heard & set(SILENT) == set()


@pytest.mark.parametrize("event", event_types(), ids=dotted)
def test_every_event_is_published_by_somebody(event: type[Event]) -> None:
    home = event.__module__.split(".")[1]
    text = "".join(one.text for one in app_sources() if one.name.startswith(f"apps/{home}/") and one.has_part("domain"))

    assert f"{event.__name__}(" in text or event.__name__ in text


@pytest.mark.parametrize(
    ("event", "handler"), [(e, h) for e, handlers in wiring.EVENT_HANDLERS.items() for h in handlers]
)
def test_every_subscription_resolves_and_takes_the_event(event: str, handler: str) -> None:
    function = import_string(handler)

    (parameter,) = inspect.signature(function).parameters.values()
    assert typing.get_type_hints(function)[parameter.name] is import_string(event)
    assert _app(handler) != _app(event) or "domain" in handler


def _app(path: str) -> str:
    return path.split(".")[1]


def test_every_job_has_a_handler() -> None:
    assert set(wiring.JOB_HANDLERS) == {name.value for name in JobName}
    assert set(QUEUES) <= set(JobName)


@pytest.mark.parametrize("path", sorted(wiring.JOB_HANDLERS.values()))
def test_a_job_handler_takes_named_primitives(path: str) -> None:
    handler = import_string(path)
    parameters = inspect.signature(handler).parameters
    hints = typing.get_type_hints(handler)

    assert {one.kind for one in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert hints["actor"] is Actor
    assert hints["job"] is Job
    for name in set(parameters) - {"actor", "job"}:
        kinds = set(typing.get_args(hints[name]) or [hints[name]])
        assert kinds <= PRIMITIVES, f"{name} travels as JSON"


@pytest.mark.parametrize("path", [*wiring.WORKER_WARM_UPS, *wiring.GENERATED_DOCS.values()])
def test_every_other_path_in_the_wiring_resolves(path: str) -> None:
    function = import_string(path)

    assert [
        p
        for p in inspect.signature(function).parameters.values()
        if p.default is p.empty and p.kind is not p.VAR_KEYWORD
    ] == []


@pytest.mark.parametrize("path", [*wiring.CASE_PANELS, *wiring.STUDY_PANELS, *wiring.MEETING_CONTRIBUTIONS])
def test_what_an_app_adds_to_a_page_resolves_and_takes_the_actor_first(path: str) -> None:
    hints = typing.get_type_hints(import_string(path))

    assert list(hints)[0] == "actor"
    assert path.split(".")[2] == "presenters"


@pytest.mark.parametrize("name", sorted(wiring.GENERATED_DOCS))
def test_a_generated_page_is_as_its_source_would_write_it(name: str) -> None:
    page = ROOT / "docs" / "generated" / name

    assert page.read_text(encoding="utf-8") == import_string(wiring.GENERATED_DOCS[name])()


def test_no_generated_page_is_without_its_source() -> None:
    assert {path.name for path in (ROOT / "docs" / "generated").iterdir()} == set(wiring.GENERATED_DOCS)


@pytest.mark.parametrize("row", BEAT_SCHEDULE.values(), ids=list(BEAT_SCHEDULE))
def test_the_clock_calls_registered_tasks_with_a_time_limit(row: dict[str, Any]) -> None:
    celery_app.loader.import_default_modules()
    task = celery_app.tasks[row["task"]]

    assert task.time_limit or settings.CELERY_TASK_TIME_LIMIT
    assert row["schedule"]


def test_tasks_are_thin() -> None:
    """A task fetches by id and calls; rules live in domain (C4)."""
    celery_app.loader.import_default_modules()
    for task in celery_app.tasks.values():
        if task.__module__.startswith("apps."):
            assert len(inspect.getsource(inspect.unwrap(task.run)).splitlines()) <= 10, task.name


def test_work_is_asked_for_only_through_the_jobs_port() -> None:
    """`delay` and `apply_async` elsewhere would lose the row, and with it the actor and the sweeper."""
    found = [
        one.name
        for one in sources("apps")
        if one.name != "apps/core/jobs.py" and any(call in one.text for call in (".delay(", ".apply_async("))
    ]

    assert found == []


def lifecycles() -> list[tuple[str, Lifecycle[Any]]]:
    found: dict[int, tuple[str, Lifecycle[Any]]] = {}
    for source in app_sources():
        if source.has_part("domain"):
            for name, thing in inspect.getmembers(import_module(source.module)):
                if isinstance(thing, Lifecycle) and f"{name}: Lifecycle" in source.text:
                    found[id(thing)] = (source.module, thing)
    return sorted(found.values(), key=lambda one: one[0])


TABLES = lifecycles()


def test_every_record_with_a_status_has_its_table() -> None:
    assert {module.split(".")[1] for module, _table in TABLES} == {
        "alerts",
        "cases",
        "documents",
        "learning",
        "meetings",
    }
    assert len(TABLES) >= 5


@pytest.mark.parametrize(("module", "table"), TABLES, ids=[module for module, _table in TABLES])
def test_every_state_is_reachable_and_every_event_has_a_rule(module: str, table: Lifecycle[Any]) -> None:
    states, events = type(table.initial), type(table.rules[0].event)

    assert table.reachable() == frozenset(states)
    assert {rule.event for rule in table.rules} == set(events)


@pytest.mark.parametrize(("module", "table"), TABLES, ids=[module for module, _table in TABLES])
def test_one_event_means_one_thing_in_one_state(module: str, table: Lifecycle[Any]) -> None:
    cells = [(rule.event, source) for rule in table.rules for source in rule.sources]

    assert len(cells) == len(set(cells))


def test_a_final_case_comes_back_only_by_being_reopened() -> None:
    from apps.cases.domain.lifecycle import LIFECYCLE
    from apps.cases.enums import FINAL, CaseEvent, CaseStatus

    leaving = {status: {rule.event for rule in LIFECYCLE.possible(status)} for status in FINAL}

    assert leaving == {
        CaseStatus.CLOSED: {CaseEvent.REOPEN},
        CaseStatus.DECLINED: {CaseEvent.REOPEN},
        CaseStatus.WITHDRAWN: {CaseEvent.REOPEN},
        CaseStatus.MERGED: set(),
    }
    stuck = {status for status in CaseStatus if not LIFECYCLE.possible(status)}
    assert stuck == {CaseStatus.MERGED}


def test_the_restorer_of_actors_resolves() -> None:
    hints = typing.get_type_hints(import_string(settings.ACTOR_RESTORER))

    assert hints["return"] is Actor


def test_nothing_is_wired_by_signals() -> None:
    """A reader sees the whole flow in wiring.py (C3); only tracking listens to the ORM, and sign-in to Django's own."""
    listening = {
        one.name
        for one in app_sources()
        if any(name.startswith(("django.db.models.signals", "django.dispatch")) for _line, name in one.imported())
    }

    assert listening == {"apps/core/tracking.py"}

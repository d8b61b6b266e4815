"""Domain events: subscribers run in the publisher's transaction, and their failure is its failure."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils.module_loading import import_string

from apps.accounts.models import Trust
from apps.core.actor import acting_as, command_actor
from apps.core.events import Event, publish
from apps.core.jobs import JobName
from apps.core.tracking import change
from tests.factories import accounts

heard: list[str] = []


@dataclass(frozen=True, kw_only=True)
class BellRang(Event):
    tower: str


def first(event: BellRang) -> None:
    heard.append(f"first {event.tower}")


def second(event: BellRang) -> None:
    heard.append(f"second {event.tower}")


def deaf(event: BellRang) -> None:
    raise ConnectionError("cannot hear")


@pytest.fixture(autouse=True)
def _empty() -> None:
    heard.clear()


def subscribe(settings: Any, *handlers: Any) -> None:
    settings.EVENT_HANDLERS = {f"{__name__}.BellRang": tuple(f"{__name__}.{one.__name__}" for one in handlers)}


@pytest.mark.django_db
def test_subscribers_are_called_in_the_order_of_the_table(settings: Any) -> None:
    subscribe(settings, first, second)

    publish(BellRang(tower="north"))

    assert heard == ["first north", "second north"]


@pytest.mark.django_db
def test_event_without_subscribers_is_no_event(settings: Any) -> None:
    settings.EVENT_HANDLERS = {}

    publish(BellRang(tower="north"))

    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_subscriber_that_fails_undoes_the_change(settings: Any) -> None:
    subscribe(settings, first, deaf)

    def ring() -> None:
        with acting_as(command_actor("test")), change("Ring"):
            accounts.trust()
            publish(BellRang(tower="north"))

    with pytest.raises(ConnectionError):
        ring()

    assert Trust.objects.count() == 0


def test_every_handler_of_the_tables_is_there() -> None:
    paths = [path for handlers in django_settings.EVENT_HANDLERS.values() for path in handlers]
    paths += [*django_settings.EVENT_HANDLERS, *django_settings.JOB_HANDLERS.values()]
    paths += [*django_settings.WORKER_WARM_UPS, *django_settings.GENERATED_DOCS.values()]
    paths.append(django_settings.ACTOR_RESTORER)

    for path in paths:
        assert callable(import_string(path)), path


def test_every_handled_job_has_a_name() -> None:
    assert set(django_settings.JOB_HANDLERS) - {name.value for name in JobName} == set()

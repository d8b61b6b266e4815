"""Logs carry the request id and never a clinical word, a number or an address."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog

from apps.core.actor import Actor, ActorKind, acting_as
from learning_platform.logs import logging_config

CLINICAL = "missed nodule in the left upper lobe"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What a JSON log holds; the test profile's own logging is put back afterwards."""
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    config = logging_config(level="INFO", style="json")
    config["handlers"]["console"]["stream"] = stream
    logging.config.dictConfig(config)
    yield stream
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


def _last(stream: io.StringIO) -> dict[str, object]:
    entry: dict[str, object] = json.loads(stream.getvalue().splitlines()[-1])
    return entry


def test_line_carries_the_request_id_of_the_actor(lines: io.StringIO) -> None:
    actor = Actor(kind=ActorKind.PERSON, name="Somebody", request_id="abc123")

    with acting_as(actor):
        logging.getLogger("apps.core").info("job.started")

    entry = _last(lines)
    assert (entry["request_id"], entry["actor_kind"], entry["event"]) == ("abc123", "person", "job.started")


def test_key_that_is_not_listed_is_dropped(lines: io.StringIO) -> None:
    logging.getLogger("apps.core").info("case.logged", extra={"narrative": CLINICAL, "job_id": "7"})
    structlog.stdlib.get_logger("apps.core").info("case.logged", narrative=CLINICAL, job_id="7")

    assert "nodule" not in lines.getvalue()
    assert _last(lines)["job_id"] == "7"


@pytest.mark.parametrize("number", ["9434765919", "943 476 5919", "943-476-5919"])
def test_number_like_an_nhs_number_is_replaced(lines: io.StringIO, number: str) -> None:
    logging.getLogger("apps.core").info("looked up %s", number)

    assert _last(lines)["event"] == "looked up [number]"


def test_mail_address_is_replaced(lines: io.StringIO) -> None:
    logging.getLogger("apps.core").info("sent to someone@trust.example now")

    assert _last(lines)["event"] == "sent to [address] now"


@pytest.mark.parametrize(
    "path", ["/alert-link/dG9rZW4tb2YtYS1yZWZlcnJlcg/", "/account/set-password/MQ/dG9rZW4tb2YtYS1yZWZlcnJlcg/"]
)
def test_token_in_an_address_is_replaced(lines: io.StringIO, path: str) -> None:
    logging.getLogger("django.request").warning("Gone: %s", path)

    assert "dG9rZW4" not in lines.getvalue()
    assert str(_last(lines)["event"]).endswith("/[token]/")


def test_exception_is_logged_without_its_words(lines: io.StringIO) -> None:
    try:
        raise ValueError(CLINICAL)
    except ValueError:
        logging.getLogger("apps.core").exception("job.failed")

    assert "nodule" not in lines.getvalue()
    assert str(_last(lines)["exception"]).startswith("builtins.ValueError < ")


def test_statements_of_the_database_are_never_logged() -> None:
    loggers = logging_config(level="DEBUG", style="json")["loggers"]

    assert loggers["django.db.backends"]["level"] == "WARNING"

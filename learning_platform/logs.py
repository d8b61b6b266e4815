"""How the product logs: structured lines with the request id, never a clinical word or an identifier."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from apps.core.unobserved import is_serving_unobserved, is_unobserved

EventDict = MutableMapping[str, Any]

# What a line may carry. Anything else is dropped, so that a careless call cannot print what was typed.
ALLOWED_KEYS = frozenset(
    {
        "event", "level", "logger", "timestamp", "request_id", "actor_kind", "exception", "exc_info",
        "code", "job", "job_id", "job_name", "attempt", "queue", "event_name", "handler", "count",
        "milliseconds", "status", "status_code", "error", "method", "route", "reference", "subject_id",
        "department_id", "user_id", "_record", "_from_structlog",
    }
)  # fmt: skip

_NUMBER_LIKE_NHS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
# What follows the question mark of an address may be an accession number or words that somebody searched for.
_QUERY = re.compile(r"(\s/[^\s?\"]*)\?[^\s\"]*")
# The last part of such an address is a secret that works once: a referrer's link, a link to choose a password.
_ONE_TIME = re.compile(r"(/alert-link/|/account/set-password/[^/\s]+/)[^\s?\"/]+")
# Whoever asks for such a page must not be found by the time of the line (docs/adr/0013).
_UNOBSERVED = re.compile(r"(?:^|[\s\"'])/anonymous(?:/|[\s\"'?]|$)")
_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"',;]+")


def add_request_id(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Add the request id and the kind of actor, when there is an actor."""
    from apps.core.actor import current_actor

    actor = current_actor()
    if actor is not None:
        event.setdefault("request_id", actor.request_id)
        event.setdefault("actor_kind", str(actor.kind))
    return event


def keep_allowed_keys(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Drop every key that is not on the list."""
    for key in [key for key in event if key not in ALLOWED_KEYS]:
        del event[key]
    return event


def mask_identifiers(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace an address's query and token, and what looks like an NHS number or an e-mail address, in any text."""
    for key, value in event.items():
        if isinstance(value, str) and key not in {"request_id", "subject_id", "user_id", "department_id"}:
            text = _ONE_TIME.sub(r"\1[token]", _QUERY.sub(r"\1?[query]", value))
            event[key] = _EMAIL.sub("[address]", _NUMBER_LIKE_NHS.sub("[number]", text))
    return event


def exception_without_words(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and code places; its message may quote what somebody typed."""
    exc_info = event.pop("exc_info", None)
    error = exc_info if isinstance(exc_info, BaseException) else (exc_info or (None, None))[1]
    if error is not None:
        frames = reversed(traceback.extract_tb(error.__traceback__))
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        event["exception"] = " < ".join([f"{type(error).__module__}.{type(error).__qualname__}", *places])
    return event


class Unobserved(logging.Filter):
    """Lets no line through that was written while a page was served which must not know who asks, or that names one.

    A filter and not a processor: the time of the line, and its place among the others, would be enough.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line may be written."""
        asked = getattr(record, "request", None)
        named = is_unobserved(str(getattr(asked, "path_info", "") or "")) or _UNOBSERVED.search(record.getMessage())
        return not (named or is_serving_unobserved())


def logging_config(*, level: str, style: str) -> dict[str, Any]:
    """Django's LOGGING for one level and one style, `json` for machines or `plain` for people."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_request_id,
        keep_allowed_keys,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=True)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    exception_without_words,
                    mask_identifiers,
                    renderer,
                ],
                "foreign_pre_chain": shared,
            }
        },
        "filters": {"unobserved": {"()": Unobserved}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["unobserved"],
                "formatter": "structured",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # It prints statements with their values: never, whatever the level.
            "django.db.backends": {"level": "WARNING"},
            "django": {"handlers": [], "propagate": True, "level": level},
            # A line for each job would give the hour of what somebody without a name caused (docs/adr/0013).
            "celery": {"level": "WARNING"},
            # The file broker has no host, which is worth no line.
            "kombu.connection": {"level": "ERROR"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            "PIL": {"level": "WARNING"},
        },
    }

"""Reads every environment variable of the product, typed, and reports all that is wrong at once."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote, urlsplit

T = TypeVar("T")

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
KEY_BYTES = 32
MIN_SECRET_LENGTH = 50


class ConfigurationError(Exception):
    """One or more variables are missing or malformed; the text names each with a hint."""


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, what it is for and whether production insists on it."""

    name: str
    kind: str
    hint: str
    required_in_production: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable("SECRET_KEY", "text", "at least 50 random characters; signs sessions and links", True),
    Variable("SECRET_KEY_FALLBACKS", "list", "previous secret keys, comma separated, while rotating"),
    Variable("DATABASE_URL", "url", "postgres://USER:PASSWORD@HOST:5432/NAME", True),
    Variable("DATABASE_POOL_SIZE", "number", "PostgreSQL connections kept by each process"),
    Variable("CACHE_URL", "url", "redis://HOST:6379/0", True),
    Variable("CELERY_BROKER_URL", "url", "amqp://USER:PASSWORD@HOST:5672/VHOST or redis://HOST:6379/1", True),
    Variable("ALLOWED_HOSTS", "list", "host names that users type, comma separated", True),
    Variable("PUBLIC_ADDRESS", "url", "https://learning.example.org, as printed in letters and PDFs", True),
    Variable("EMAIL_URL", "url", "smtp://USER:PASSWORD@HOST:587?tls=1, or console:// to print mail", True),
    Variable("EMAIL_FROM", "text", "sender of all mail"),
    Variable("PATIENT_KEYS", "keys", "id:base64-of-32-bytes, comma separated, the current key first", True),
    Variable("PATIENT_LOOKUP_KEY", "key", "base64 of 32 bytes; never changes, or look-up stops", True),
    Variable("MEDIA_ROOT", "path", "folder of the published documents, outside the web root"),
    Variable("VAR_ROOT", "path", "folder of run-time files: SQLite, queue, media"),
    Variable("STATIC_ROOT", "path", "where collectstatic puts the static files"),
    Variable("SESSION_IDLE_MINUTES", "number", "minutes without a click before sign-in is asked for again"),
    Variable("SESSION_ABSOLUTE_HOURS", "number", "hours after which sign-in is asked for again in any case"),
    Variable("REPEAT_MINUTES", "number", "minutes within which the same words sent again are taken for the same wish"),
    Variable("SIGN_IN_FAILURE_LIMIT", "number", "failed sign-ins before an account and address is locked"),
    Variable("SIGN_IN_COOL_OFF_MINUTES", "number", "minutes that a lock-out lasts"),
    Variable("TRUSTED_PROXIES", "number", "reverse proxies in front of the product"),
    Variable("HSTS_SECONDS", "number", "seconds for which browsers insist on HTTPS"),
    Variable("UPLOAD_LIMIT_MB", "number", "largest upload in megabytes"),
    Variable("ANONYMOUS_DAILY_LIMIT", "number", "anonymous cases a day in one department; 0 closes the page"),
    Variable("REVIEW_DUE_DAYS", "number", "days within which a reviewer is asked to give a view"),
    Variable("REVIEW_REMIND_DAYS", "number", "days before that on which the reviewer is reminded"),
    Variable("ATTACHMENT_LIMIT_MB", "number", "largest file attached to a case in megabytes"),
    Variable("ATTACHMENT_MEGAPIXELS", "number", "most million pixels of an attached image"),
    Variable("VIRUS_SCAN_COMMAND", "text", "clamdscan --no-summary -, or another that reads a file and answers 0 or 1"),
    Variable("HOSPITAL_NUMBER_SHAPES", "shapes", "TRUST=A9999999;99-9999, comma separated: A is a letter, 9 a digit"),
    Variable("PACS_URL_TEMPLATE", "template", "https://pacs.example.org/open?accession={accession}&study={study_uid}"),
    Variable("INVOLVED_READER_NOTICE_DAYS", "number", "days before a meeting by which an original reader is told"),
    Variable("INVOLVED_READER_OUTCOME_HOURS", "number", "hours for which the outcome is an original reader's first"),
    Variable("IMPORT_ROW_LIMIT", "number", "most rows of one spreadsheet of cases"),
    Variable("IMPORT_UNDO_HOURS", "number", "hours within which an import of cases can be undone"),
    Variable("ESCALATION_REMIND_HOURS", "number", "hours until whoever should act for a patient is reminded; 0 never"),
    Variable("ESCALATION_HAND_OVER_HOURS", "number", "hours until the next person is asked to act; 0 never"),
    Variable("ACTION_ESCALATE_DAYS", "number", "days overdue after which those who lead hear of a follow-up action"),
    Variable("LOG_LEVEL", "text", "DEBUG, INFO, WARNING or ERROR"),
    Variable("LOG_FORMAT", "text", "json for machines, plain for people"),
    Variable("DEMO", "flag", "0 starts empty; 1 loads synthetic data and says so on every page"),
    Variable("TEST_DATABASE_URL", "url", "database of the test suite; SQLite in memory when empty"),
)

_BY_NAME = {variable.name: variable for variable in VARIABLES}


class Environment:
    """Typed readers over a mapping; problems are collected and raised together by `raise_problems`.

    A malformed value is noted and the default used meanwhile, so that one start names every mistake.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.problems: dict[str, str] = {}
        self.read: set[str] = set()

    def text(self, name: str, default: str) -> str:
        """The value as typed, without surrounding space."""
        return self._typed(name, default, str)

    def flag(self, name: str, default: bool) -> bool:
        """True for 1, true, yes, on; False for 0, false, no, off."""
        return self._typed(name, default, _flag)

    def number(self, name: str, default: int, least: int = 0) -> int:
        """A whole number, not below `least`."""

        def parse(raw: str) -> int:
            try:
                value = int(raw)
            except ValueError as error:
                raise ValueError("is not a whole number") from error
            if value < least:
                raise ValueError(f"must be {least} or more")
            return value

        return self._typed(name, default, parse)

    def texts(self, name: str, default: list[str]) -> list[str]:
        """Comma-separated values, empty ones dropped."""
        return self._typed(name, default, _items)

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        """An address with one of the schemes."""

        def parse(raw: str) -> str:
            if urlsplit(raw).scheme not in schemes:
                raise ValueError(f"must start with {' or '.join(f'{scheme}://' for scheme in schemes)}")
            return raw

        return self._typed(name, default, parse)

    def template(self, name: str, placeholders: frozenset[str]) -> str:
        """An https address with at least one of the placeholders after its host, and no others; empty when not set."""

        def parse(raw: str) -> str:
            parts = urlsplit(raw)
            if parts.scheme != "https" or not parts.hostname or "{" in parts.netloc or "@" in parts.netloc:
                raise ValueError("must start with https:// and a host without placeholders")
            found = re.findall(r"{([^{}]*)}", raw)
            if not found or set(found) - placeholders or re.search(r"[{}]", re.sub(r"{[^{}]*}", "", raw)):
                raise ValueError(f"must hold one or more of {', '.join(f'{{{one}}}' for one in sorted(placeholders))}")
            return raw

        return self._typed(name, "", parse)

    def shapes(self, name: str) -> dict[str, tuple[str, ...]]:
        """Shapes of numbers by the code of a trust, `CODE=SHAPE;SHAPE,CODE=SHAPE`; empty when not set."""
        return self._typed(name, {}, _shapes)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """One of the choices, whatever its letter case."""

        def parse(raw: str) -> str:
            for known in choices:
                if raw.lower() == known.lower():
                    return known
            raise ValueError(f"must be one of {', '.join(choices)}")

        return self._typed(name, default, parse)

    def key(self, name: str, default: str) -> bytes:
        """A key of 32 bytes in base64."""
        return self._typed(name, _key(default), _key)

    def keys(self, name: str, default: str) -> list[tuple[str, bytes]]:
        """Named keys of 32 bytes, `id:base64,id:base64`; the first is the current one."""
        return self._typed(name, _keys(default), _keys)

    def given(self, name: str) -> bool:
        """True when the variable is set to something other than space."""
        return bool(self._values.get(name, "").strip())

    def demand(self) -> None:
        """Note every variable that production insists on and that is not set."""
        for variable in VARIABLES:
            if variable.required_in_production and not self.given(variable.name):
                self.problems.setdefault(variable.name, "is not set")

    def refuse(self, name: str, reason: str) -> None:
        """Note that the value may not be used, and why."""
        self.problems.setdefault(name, reason)

    def raise_problems(self) -> None:
        """Raise ConfigurationError naming every problem noted so far; do nothing when there is none."""
        if not self.problems:
            return
        lines = [
            f"  {name} {reason} (expected: {_BY_NAME[name].hint})" for name, reason in sorted(self.problems.items())
        ]
        heading = f"{len(lines)} environment variable{'s' if len(lines) > 1 else ''} to put right:"
        raise ConfigurationError("\n".join([heading, *lines, "See docs/configuration.md."]))

    def _typed(self, name: str, default: T, parse: Callable[[str], T]) -> T:
        if name not in _BY_NAME:
            raise KeyError(f"{name} is not in VARIABLES of learning_platform/settings/env.py")
        self.read.add(name)
        if not self.given(name):
            return default
        try:
            return parse(self._values[name].strip())
        except ValueError as error:
            self.problems[name] = str(error)
            return default


def _flag(raw: str) -> bool:
    if raw.lower() in _TRUE:
        return True
    if raw.lower() in _FALSE:
        return False
    raise ValueError("must be 1 or 0")


def _items(raw: str) -> list[str]:
    return [item.strip() for item in raw.split(",") if item.strip()]


def _shapes(raw: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in _items(raw):
        code, equals, shapes = item.partition("=")
        each = tuple(shape.strip() for shape in shapes.split(";") if shape.strip())
        if not equals or not code.strip() or not each:
            raise ValueError("must be CODE=SHAPE")
        for shape in each:
            if not re.fullmatch(r"[A-Za-z9 /-]{4,24}", shape) or shape.count("9") < 4:
                raise ValueError(f"has the shape {shape}, which is not letters, dashes and at least four 9s")
        found[code.strip()] = each
    return found


def _key(raw: str) -> bytes:
    try:
        key = base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("is not base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"is {len(key)} bytes long, not {KEY_BYTES}")
    return key


def _keys(raw: str) -> list[tuple[str, bytes]]:
    keys: list[tuple[str, bytes]] = []
    for item in _items(raw):
        key_id, colon, encoded = item.partition(":")
        if not colon or not key_id.strip():
            raise ValueError("has an entry without an id")
        if key_id.strip() in {known for known, _ in keys}:
            raise ValueError("names the same key id twice")
        keys.append((key_id.strip(), _key(encoded.strip())))
    if not keys:
        raise ValueError("holds no key")
    return keys


# A page asks for few rows. Starting helpers for such a question cost more than the answer (a search took three times as
# long), and eight people at once have no processors left for them anyway.
POSTGRES_OPTIONS = {"options": "-c max_parallel_workers_per_gather=0 -c jit=off"}


def database_from_url(address: str) -> dict[str, object]:
    """Django's settings for sqlite:///PATH, sqlite://:memory: or postgres://USER:PASSWORD@HOST:PORT/NAME.

    A PostgreSQL socket folder goes in the query: postgres://USER@/NAME?host=/run/postgresql.
    """
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return sqlite_database(unquote(address.removeprefix("sqlite://").removeprefix("/") or ":memory:"))
    query = dict(item.partition("=")[::2] for item in parts.query.split("&") if item)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": {**POSTGRES_OPTIONS, **({"sslmode": query["sslmode"]} if "sslmode" in query else {})},
    }


def sqlite_database(name: str) -> dict[str, object]:
    """SQLite set up for one web process and one worker: write locks taken early and waited for."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"),
        },
    }


def email_from_url(address: str) -> dict[str, object]:
    """Django's e-mail settings for smtp://, smtps:// or console://."""
    parts = urlsplit(address)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure and "tls=0" not in parts.query.split("&"),
        "EMAIL_TIMEOUT": 20,
    }


env = Environment(os.environ)

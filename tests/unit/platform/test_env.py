"""The environment reader: every mistake named at once, every kind of value read."""

from base64 import b64encode
from typing import Any

import pytest

from learning_platform.settings.env import (
    POSTGRES_OPTIONS,
    VARIABLES,
    ConfigurationError,
    Environment,
    database_from_url,
    email_from_url,
)

KEY = b64encode(bytes(range(32))).decode()


def test_nothing_set_gives_the_defaults() -> None:
    env = Environment({})

    read = (env.text("EMAIL_FROM", "me"), env.flag("DEMO", True), env.number("UPLOAD_LIMIT_MB", 50))

    assert read == ("me", True, 50)
    env.raise_problems()


def test_space_counts_as_not_set() -> None:
    env = Environment({"UPLOAD_LIMIT_MB": "  "})

    assert env.number("UPLOAD_LIMIT_MB", 50) == 50


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("YES", True), ("on", True), ("0", False), ("False", False)])
def test_flag_reads_the_usual_words(raw: str, value: bool) -> None:
    assert Environment({"DEMO": raw}).flag("DEMO", not value) is value


def test_texts_drop_empty_items() -> None:
    env = Environment({"ALLOWED_HOSTS": " a.example , ,b.example,"})

    assert env.texts("ALLOWED_HOSTS", []) == ["a.example", "b.example"]


def test_keys_keep_their_order() -> None:
    env = Environment({"PATIENT_KEYS": f"new:{KEY}, old:{KEY}"})

    assert [name for name, _ in env.keys("PATIENT_KEYS", f"x:{KEY}")] == ["new", "old"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (KEY, "has an entry without an id"),
        (f"a:{KEY},a:{KEY}", "names the same key id twice"),
        ("a:c2hvcnQ=", "is 5 bytes long, not 32"),
        ("a:%%%", "is not base64"),
        (",", "holds no key"),
    ],
)
def test_malformed_keys_are_refused_with_a_reason(raw: str, message: str) -> None:
    env = Environment({"PATIENT_KEYS": raw})

    env.keys("PATIENT_KEYS", f"x:{KEY}")

    assert env.problems == {"PATIENT_KEYS": message}


def test_every_mistake_is_in_one_message_with_its_hint() -> None:
    env = Environment({"DEMO": "perhaps", "UPLOAD_LIMIT_MB": "0", "LOG_LEVEL": "loud", "CACHE_URL": "memcached://x"})
    env.flag("DEMO", True)
    env.number("UPLOAD_LIMIT_MB", 50, least=1)
    env.choice("LOG_LEVEL", "INFO", ("INFO", "ERROR"))
    env.url("CACHE_URL", "locmem://", ("redis",))

    with pytest.raises(ConfigurationError) as caught:
        env.raise_problems()

    assert str(caught.value).splitlines() == [
        "4 environment variables to put right:",
        "  CACHE_URL must start with redis:// (expected: redis://HOST:6379/0)",
        "  DEMO must be 1 or 0 (expected: 0 starts empty; 1 loads synthetic data and says so on every page)",
        "  LOG_LEVEL must be one of INFO, ERROR (expected: DEBUG, INFO, WARNING or ERROR)",
        "  UPLOAD_LIMIT_MB must be 1 or more (expected: largest upload in megabytes)",
        "See docs/configuration.md.",
    ]


def test_demand_names_all_that_production_needs() -> None:
    env = Environment({"SECRET_KEY": "given"})

    env.demand()

    required = {variable.name for variable in VARIABLES if variable.required_in_production}
    assert set(env.problems) == required - {"SECRET_KEY"}


def test_a_name_that_is_not_declared_cannot_be_read() -> None:
    with pytest.raises(KeyError, match="SURPRISE is not in VARIABLES"):
        Environment({}).text("SURPRISE", "")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgres://u:p%40ss@db.example:5433/main", ("main", "u", "p@ss", "db.example", "5433", {})),
        ("postgres://u@/main?host=%2Frun%2Fpostgresql", ("main", "u", "", "/run/postgresql", "", {})),
        ("postgres://u@db/main?sslmode=require", ("main", "u", "", "db", "", {"sslmode": "require"})),
    ],
)
def test_postgres_address_is_taken_apart(address: str, expected: tuple[Any, ...]) -> None:
    database = database_from_url(address)

    *names, options = expected
    assert [database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == names
    assert database["OPTIONS"] == {**POSTGRES_OPTIONS, **options}


@pytest.mark.parametrize(
    ("address", "name"),
    [("sqlite:////tmp/a.db", "/tmp/a.db"), ("sqlite:///a.db", "a.db")],  # noqa: S108 - not opened
)
def test_sqlite_address_gives_its_file(address: str, name: str) -> None:
    assert database_from_url(address)["NAME"] == name


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://u:p@mail.example", 587, True, False),
        ("smtp://mail.example:25?tls=0", 25, False, False),
        ("smtps://mail.example", 465, False, True),
    ],
)
def test_mail_address_is_taken_apart(address: str, port: int, tls: bool, ssl: bool) -> None:
    mail = email_from_url(address)

    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (port, tls, ssl)

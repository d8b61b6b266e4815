"""The configuration table, the settings and the profiles say the same."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from learning_platform.settings.env import VARIABLES

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([A-Z_]+)` \| (\S+) \|", re.MULTILINE)
READ = re.compile(r"""env\.(?:text|flag|number|texts|url|choice|template|shapes|keys?)\(\s*["']([A-Z_]+)["']""")

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "learning_platform.settings.production",
    "SECRET_KEY": b64encode(bytes(range(60))).decode(),
    "DATABASE_URL": "postgres://u:p@db.example:5432/main",
    "CACHE_URL": "redis://cache.example:6379/0",
    "CELERY_BROKER_URL": "amqp://u:p@broker.example:5672/main",
    "ALLOWED_HOSTS": "learning.example",
    "PUBLIC_ADDRESS": "https://learning.example",
    "EMAIL_URL": "smtp://mail.example:587",
    "PATIENT_KEYS": f"first:{b64encode(bytes(32)).decode()}",
    "PATIENT_LOOKUP_KEY": b64encode(bytes([7] * 32)).decode(),
}


def _start(tmp_path: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Load the profile in a process of its own, as a server does."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**kept, "VAR_ROOT": str(tmp_path), **changes},
        capture_output=True,
        text=True,
        check=False,
    )


def test_table_lists_each_variable_once_and_says_what_production_needs() -> None:
    rows = ROW.findall((ROOT / "docs" / "configuration.md").read_text())

    declared = {variable.name: variable.required_in_production for variable in VARIABLES}
    assert [name for name, _ in rows] == list(declared)
    assert {name: needed == "**yes**" for name, needed in rows} == declared


def test_each_variable_is_read_by_the_settings_and_nothing_else_is() -> None:
    text = "".join(path.read_text() for path in (ROOT / "learning_platform" / "settings").glob("*.py"))

    assert set(READ.findall(text)) == {variable.name for variable in VARIABLES}


def test_table_gives_the_numbers_that_the_settings_fall_back_to() -> None:
    settings = "".join(path.read_text() for path in (ROOT / "learning_platform" / "settings").glob("*.py"))
    table = (ROOT / "docs" / "configuration.md").read_text()

    defaults = re.findall(r'env\.number\("([A-Z_]+)", ([\d_]+)', settings)
    shown = {name: re.search(rf"^\| `{name}` \| \S+ \| (\d+)", table, re.MULTILINE) for name, _ in defaults}
    assert {name: match and match[1] for name, match in shown.items()} == {
        name: number.replace("_", "") for name, number in defaults
    }


def test_no_app_reads_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "apps").rglob("*.py")
        if re.search(r"os\.environ|os\.getenv", path.read_text())
    ]

    assert readers == []


def test_local_profile_starts_with_an_empty_environment(tmp_path: Path) -> None:
    started = _start(tmp_path)

    assert (started.returncode, "no issues" in started.stdout) == (0, True), started.stderr


def test_production_starts_with_what_the_table_asks_for(tmp_path: Path) -> None:
    started = _start(tmp_path, **PRODUCTION)

    assert started.returncode == 0, started.stderr


def test_production_names_every_missing_variable_at_once(tmp_path: Path) -> None:
    started = _start(tmp_path, DJANGO_SETTINGS_MODULE="learning_platform.settings.production")

    named = re.findall(r"^  ([A-Z_]+) is not set", started.stderr, re.MULTILINE)
    assert started.returncode != 0
    assert named == sorted(variable.name for variable in VARIABLES if variable.required_in_production)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", "development-only-development-only-development-only-0", "is the development key"),
        ("SECRET_KEY", "short", "is too short"),
        ("PATIENT_KEYS", "a:ZGV2ZWxvcG1lbnQtb25seS1rZXktb2YtMzItYnl0ZXM=", "holds the development key"),
        ("PATIENT_LOOKUP_KEY", "ZGV2ZWxvcG1lbnQtbG9va3VwLWtleS0zMi1ieXRlcyE=", "is the development key"),
        ("DATABASE_URL", "sqlite:///db.sqlite3", "is not PostgreSQL"),
        ("CELERY_BROKER_URL", "filesystem://", "is the one-machine broker"),
        ("CACHE_URL", "locmem://", "is private to each process"),
        ("ALLOWED_HOSTS", "*", "lets any name through"),
        ("PUBLIC_ADDRESS", "http://learning.example", "is not an https address"),
        ("DEMO", "1", "is for synthetic data only"),
    ],
)
def test_production_refuses_what_only_suits_development(tmp_path: Path, name: str, value: str, reason: str) -> None:
    started = _start(tmp_path, **{**PRODUCTION, name: value})

    assert started.returncode != 0
    assert f"{name} {reason}" in started.stderr
    assert "Traceback" not in started.stderr

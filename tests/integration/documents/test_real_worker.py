"""A real Celery worker, in a process of its own, on the embedded broker and database: from request to PDF."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = Path(__file__).with_name("ask_for_a_document.py")
PATIENCE = 120


@pytest.fixture
def installation(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation that nobody else uses."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return {
        **kept,
        "VAR_ROOT": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "learning_platform.settings.local",
        "PYTHONPATH": str(settings.BASE_DIR),
    }


def _run(installation: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR, env=installation, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def _worker(installation: dict[str, str]) -> Iterator[None]:
    command = [
        sys.executable, "-m", "celery", "--app", "learning_platform", "worker", "--pool", "solo", "--queues",
        "default,documents", "--loglevel", "WARNING", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    worker = subprocess.Popen(command, cwd=settings.BASE_DIR, env=installation)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def test_worker_prints_what_was_asked_for(installation: dict[str, str]) -> None:
    _run(installation, "manage.py", "migrate", "--verbosity", "0")

    with _worker(installation):
        said = _run(installation, str(SCRIPT), str(PATIENCE))

    assert said.split() == ["ready", "1", "%PDF-1.7"]

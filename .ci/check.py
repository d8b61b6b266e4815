"""`make check`: everything about the code that can be told without running its tests."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import environment

BIN = environment.VENV / "bin"
MANAGE = [str(environment.PYTHON), "manage.py"]

LOCAL = {"DJANGO_SETTINGS_MODULE": "learning_platform.settings.local"}


def production_with_dummies() -> dict[str, str]:
    """An environment with which production starts, made of values that lead nowhere."""
    return {
        "DJANGO_SETTINGS_MODULE": "learning_platform.settings.production",
        "SECRET_KEY": base64.b64encode(os.urandom(48)).decode(),
        "DATABASE_URL": "postgres://nobody:nothing@db.invalid:5432/nowhere",
        "CACHE_URL": "redis://cache.invalid:6379/0",
        "CELERY_BROKER_URL": "amqp://nobody:nothing@broker.invalid:5672/nowhere",
        "ALLOWED_HOSTS": "learning.invalid",
        "PUBLIC_ADDRESS": "https://learning.invalid",
        "EMAIL_URL": "smtp://mail.invalid:587",
        "PATIENT_KEYS": f"check:{base64.b64encode(os.urandom(32)).decode()}",
        "PATIENT_LOOKUP_KEY": base64.b64encode(os.urandom(32)).decode(),
    }


def steps() -> list[tuple[str, list[str], dict[str, str]]]:
    """Each check: what it is, its command, its environment."""
    return [
        ("style", [str(BIN / "ruff"), "check", "."], {}),
        ("format", [str(BIN / "ruff"), "format", "--check", "."], {}),
        ("types", [str(BIN / "mypy")], LOCAL),
        ("imports", [str(BIN / "lint-imports")], LOCAL),
        ("templates", [str(BIN / "djlint"), "--lint", "--quiet", "templates"], {}),
        ("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], LOCAL),
        ("settings", [*MANAGE, "check", "--fail-level", "WARNING"], LOCAL),
        ("deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], production_with_dummies()),
    ]


def main() -> int:
    """Run them all, say what each came to, and fail when any failed."""
    failed = []
    for name, command, extra in steps():
        env = {**os.environ, **extra}
        done = subprocess.run(
            command, cwd=environment.ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout)
    if failed:
        print(f"To put right: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

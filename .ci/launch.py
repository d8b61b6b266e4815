"""`make run`: sets up what is missing, then serves with web, worker and beat until told to stop."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import environment
import machine
import supervisor

ROOT = environment.ROOT
HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
PROGRAM = [str(environment.PYTHON), "-W", "ignore", "-m"]


def wanted_port() -> int:
    """The port of the environment's PORT; leaves with a message when it is no port."""
    text = os.environ.get("PORT") or DEFAULT_PORT
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        sys.exit(f"PORT={text} is not a port: give a number from 1 to 65535.")
    return int(text)


def require_free(port: int) -> None:
    """Leave with a message when something already listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            sys.exit(f"Port {port} needs an administrator. Choose another: make run PORT=8001")
        except OSError:
            sys.exit(f"Port {port} is in use by another program. Choose another: make run PORT={port % 65535 + 1}")


def only_one(folder: Path) -> TextIO:
    """Hold the lock of this folder: SQLite means one web process. Leaves with a message when it is held."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "run.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(f"This copy is already running ({folder / 'run.lock'} is held). Stop it first.")
    return lock


def child_environment(port: int, folder: Path) -> dict[str, str]:
    """The settings of the local profile; what the caller set wins."""
    return {
        "DJANGO_SETTINGS_MODULE": "learning_platform.settings.local",
        "PUBLIC_ADDRESS": f"http://{HOST}:{port}",
        "VAR_ROOT": str(folder),
        **os.environ,
        "PYTHONUNBUFFERED": "1",
    }


def programs(port: int) -> dict[str, list[str]]:
    """The three programs that make the product."""
    celery = [*PROGRAM, "celery", "--quiet", "--app", "learning_platform"]
    return {
        "web": [
            *PROGRAM, "gunicorn", "learning_platform.wsgi:application", "--bind", f"{HOST}:{port}",
            "--workers", "1", "--threads", "4", "--timeout", "120", "--log-level", "warning",
            "--no-control-socket",
        ],
        "worker": [
            *celery, "worker", "--queues", "default,documents", "--concurrency", "1", "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile="],
    }  # fmt: skip


def prepare(env: dict[str, str]) -> str:
    """Migrate and load the demonstration once; returns the sign-ins to show."""
    script = [str(environment.PYTHON), "-W", "ignore", str(ROOT / ".ci" / "prepare.py")]
    done = subprocess.run(script, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit("The data could not be prepared; the message is above.")
    return done.stdout


def main() -> int:
    """Set up, serve, and stop everything that was started."""
    machine.require_python()
    supervisor.die_with_parent()
    supervisor.end_on_signals()
    port = wanted_port()
    folder = Path(os.environ.get("VAR_ROOT") or ROOT / "var").resolve()
    lock = only_one(folder)
    require_free(port)
    machine.require(machine.RUN_NEEDS)
    machine.offer(machine.EXTRAS)
    environment.ensure(environment.RUN_LOCK)

    env = child_environment(port, folder)
    sign_ins = prepare(env)
    require_free(port)
    shutil.rmtree(folder / "queue", ignore_errors=True)  # ids of jobs; their rows are in the database
    with lock, supervisor.Supervisor(env, ROOT, folder / "log") as running:
        for name, command in programs(port).items():
            running.start(name, command)
        if running.wait_for_port(HOST, port):
            print(f"\nRadiology Learning Platform: http://{HOST}:{port}\n")
            print(sign_ins)
            print(f"Logs: {folder / 'log'}. Stop with Ctrl-C.", flush=True)
        return running.wait()


if __name__ == "__main__":
    sys.exit(main())

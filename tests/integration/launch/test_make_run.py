"""`make run`: three programs that serve, work and stop as one, on a folder that keeps its data."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.launching import READY, ROOT, Launch, clean_environment, free_port, until

START = 90.0  # seconds; a first start migrates
ENQUEUE = """
from uuid import uuid4
from apps.core.actor import acting_as, command_actor
from apps.core.jobs import JobName, enqueue
actor = command_actor("test")
with acting_as(actor):
    enqueue(JobName.RENDER_DOCUMENT, actor=actor, key="{key}", document_id=str(uuid4()))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run-time folder of all runs in this file: the first start makes it, the others find it."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def launch(folder: Path) -> Iterator[Callable[..., Launch]]:
    """Starts runs, and ends whatever the test leaves."""
    launched: list[Launch] = []

    def start(port: int | str | None = None) -> Launch:
        launched.append(Launch(folder, port if port is not None else free_port()))
        return launched[-1]

    yield start
    for run in launched:
        if run.make.poll() is None:
            run.make.terminate()
    for run in launched:  # they share the folder by which their processes are known
        run.end()


@pytest.fixture
def running(launch: Callable[..., Launch]) -> Launch:
    """A run that serves."""
    run = launch()
    assert run.read_until(READY, START), run.printed
    return run


def enqueue(folder: Path, key: str, **extra: str) -> None:
    """Ask for background work from a process of its own, as a command does."""
    script = ENQUEUE.format(key=key)
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
    subprocess.run(command, cwd=ROOT, env=clean_environment(folder, **extra), check=True)


def attempts(folder: Path, key: str) -> int:
    """How often a worker has taken the job."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        row = database.execute("SELECT attempts FROM core_job WHERE key LIKE ?", (f"%:{key}",)).fetchone()
    return int(row[0])


def test_run_prints_its_address_and_serves_there(launch: Callable[..., Launch]) -> None:
    port = free_port()

    run = launch(port)

    assert run.read_until(READY, START), run.printed
    assert f"http://127.0.0.1:{port}\n" in run.printed
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/schema/?format=json", timeout=30) as answer:
        assert json.load(answer)["openapi"].startswith("3.")
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_worker_does_what_another_process_asks_for(running: Launch, folder: Path) -> None:
    enqueue(folder, "while-running")

    assert until(lambda: attempts(folder, "while-running") > 0, 20)


def test_work_whose_message_was_lost_is_done_after_the_next_start(
    launch: Callable[..., Launch], folder: Path, tmp_path: Path
) -> None:
    first = launch()
    assert first.read_until(READY, START), first.printed
    first.make.terminate()
    assert first.end()
    # The message goes into a queue that no worker reads: it is lost, the row is not.
    enqueue(folder, "lost", CELERY_BROKER_URL="filesystem://", DATABASE_URL=f"sqlite:///{folder / 'db.sqlite3'}",
            VAR_ROOT=str(tmp_path))  # fmt: skip
    assert attempts(folder, "lost") == 0

    second = launch()

    assert second.read_until(READY, START), second.printed
    assert until(lambda: attempts(folder, "lost") > 0, 20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_to_make_alone_stops_everything(running: Launch, number: signal.Signals) -> None:
    running.make.send_signal(number)

    assert running.end(), running.processes()
    assert "Stopping." in running.printed


def test_ctrl_c_on_a_terminal_stops_everything(running: Launch) -> None:
    os.killpg(running.make.pid, signal.SIGINT)

    assert running.end(), running.processes()


def test_launcher_that_is_killed_leaves_nothing_behind(running: Launch) -> None:
    os.kill(running.process("launch.py"), signal.SIGKILL)

    assert running.end(), running.processes()


@pytest.mark.parametrize(("program", "word"), [("web", "gunicorn"), ("worker", " worker "), ("beat", " beat ")])
def test_program_that_ends_by_itself_stops_the_rest_and_is_named(running: Launch, program: str, word: str) -> None:
    os.kill(running.process(word), signal.SIGKILL)

    assert running.end(), running.processes()
    assert running.make.returncode != 0
    assert f"The {program} program ended by itself" in running.printed


def test_second_run_of_the_same_copy_is_refused(running: Launch, launch: Callable[..., Launch]) -> None:
    second = launch()

    assert second.read_until("This copy is already running", 20), second.printed
    assert second.make.wait(20) != 0
    assert running.make.poll() is None


def test_port_in_use_is_said_plainly(launch: Callable[..., Launch]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        run = launch(port)

        assert run.end()
    assert run.make.returncode != 0
    assert f"Port {port} is in use" in run.printed
    assert "Traceback" not in run.printed


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80", "８０００"])
def test_what_is_no_port_is_said_plainly(launch: Callable[..., Launch], port: str) -> None:
    run = launch(port)

    assert run.end()
    assert run.make.returncode != 0
    assert f"PORT={port} is not a port" in run.printed

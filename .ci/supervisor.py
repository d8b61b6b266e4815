"""Starts programs, stops them all when one ends or when told to, and leaves none behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 12.0  # seconds between asking a program to stop and making it
TICK = 0.2
LINES_OF_LOG = 20

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """Ask the kernel to stop this process when its parent ends, however that happens."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_on_signals() -> None:
    """Make a request to stop an ordinary exit, so that whatever is being run meanwhile is ended too."""

    def leave(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    for number in STOP_SIGNALS:
        signal.signal(number, leave)


class Supervisor:
    """Runs programs as one: use it as a context manager; leaving it stops everything it started."""

    def __init__(self, env: dict[str, str], folder: Path, logs: Path) -> None:
        self._env, self._folder, self._logs = env, folder, logs
        self._programs: dict[str, subprocess.Popen[bytes]] = {}
        self._parent = Parent(os.getppid())
        self._stopping = False

    def __enter__(self) -> Supervisor:
        die_with_parent()
        # Blocked, they wait to be taken by `_told_to_stop`: no handler runs in the middle of anything.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        for number in STOP_SIGNALS:
            # The background jobs of a shell are told to ignore some; we are not to.
            signal.signal(number, signal.SIG_DFL)
        self._logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, name: str, command: list[str]) -> None:
        """Start one program in a session of its own, its output in a log file of its name."""
        with (self._logs / f"{name}.log").open("wb") as log:
            self._programs[name] = subprocess.Popen(
                command, cwd=self._folder, env=self._env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=_as_a_child,
            )  # fmt: skip

    def wait_for_port(self, host: str, port: int, patience: float = 60.0) -> bool:
        """True once a page is served there; False when a program ended, we were told to stop, or too late."""
        until = time.monotonic() + patience
        while time.monotonic() < until and not self._ended():
            if _answers(host, port):
                return True
            if self._told_to_stop():
                return False
        return False

    def wait(self) -> int:
        """Wait until told to stop (returns 0) or until a program ends by itself (says so, returns 1)."""
        while True:
            ended = self._ended()
            if ended:
                self._tell(ended)
                return 1
            if self._told_to_stop():
                return 0

    def stop(self) -> None:
        """Ask every program to stop, then make those that have not; returns when all are gone."""
        for program in self._programs.values():
            _signal(program, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        for program in self._programs.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(max(0.0, until - time.monotonic()))
        for program in self._programs.values():
            _signal(program, signal.SIGKILL)  # its children too, when it left any
            program.wait()

    def _ended(self) -> str:
        return next((name for name, program in self._programs.items() if program.poll() is not None), "")

    def _told_to_stop(self) -> bool:
        """True once told to; takes up to a tick, so that callers may simply ask again."""
        if not self._stopping:
            told = self._parent.asks_to_stop() or signal.sigtimedwait(STOP_SIGNALS, TICK) is not None
            if told:
                print("\nStopping.", flush=True)
            self._stopping = told
        return self._stopping

    def _tell(self, name: str) -> None:
        log = self._logs / f"{name}.log"
        print(f"\nThe {name} program ended by itself; stopping the rest. The end of {log}:", file=sys.stderr)
        for line in log.read_text(errors="replace").splitlines()[-LINES_OF_LOG:]:
            print(f"  {line}", file=sys.stderr)


class Parent:
    """The process that started us, usually make.

    Ctrl-C on a terminal reaches make and us alike. A SIGINT sent to make alone does not reach us: make
    puts its handler away and waits for us. That is seen in what the kernel tells about it.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._caught_at_start = self._catches_interrupt()

    def asks_to_stop(self) -> bool:
        """True when the parent is gone, or has been interrupted and is waiting for us."""
        if os.getppid() != self._pid:
            return True
        return self._caught_at_start and not self._catches_interrupt()

    def _catches_interrupt(self) -> bool:
        try:
            status = Path(f"/proc/{self._pid}/status").read_text()
            if not status.startswith("Name:\tmake\n"):
                return False
            caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
        except (OSError, StopIteration):
            return False
        return bool(int(caught.split()[1], 16) >> (signal.SIGINT - 1) & 1)


def _as_a_child() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    die_with_parent()


def _signal(program: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, number)


def _answers(host: str, port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://{host}:{port}/", timeout=20).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True

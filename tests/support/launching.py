"""Runs `make run` as a newcomer does, watches what it prints, and tells what it leaves behind."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY = "Stop with Ctrl-C."


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait, looking again and again, until the condition holds; False when it does not in time."""
    pause = threading.Event()
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        pause.wait(0.05)
    return True


def free_port() -> int:
    """A port on which nothing listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(folder: Path, **extra: str) -> dict[str, str]:
    """What a newcomer's shell holds, with this run's folder and this environment's Python."""
    kept = {name: value for name, value in os.environ.items() if name in {"HOME", "LANG"}}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**kept, "PATH": path, "VAR_ROOT": str(folder), "DEMO": "0", **extra}


def _heed_interrupts() -> None:
    """The background jobs of a shell are told to ignore them, and make hands that on; a newcomer's make is not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Launch:
    """One `make run`, in a session of its own."""

    def __init__(self, folder: Path, port: int | str, **extra: str) -> None:
        self.folder = folder
        self.printed = ""
        self.make = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=ROOT,
            env=clean_environment(folder, **extra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_heed_interrupts,
        )

    def read_until(self, text: str, seconds: float) -> bool:
        """Read what it prints until the text is there; False when it ended or took too long."""
        assert self.make.stdout is not None
        if self.make.stdout.closed:
            return text in self.printed
        end = time.monotonic() + seconds
        while text not in self.printed and time.monotonic() < end:
            if select.select([self.make.stdout], [], [], 0.2)[0]:
                piece = os.read(self.make.stdout.fileno(), 65536).decode()
                if not piece:
                    break
                self.printed += piece
        return text in self.printed

    def processes(self) -> dict[int, str]:
        """Every process that this run started and that is still there, with its command line."""
        mark = f"VAR_ROOT={self.folder}".encode()
        found: dict[int, str] = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it ended meanwhile, or is somebody else's
        return {pid: command for pid, command in found.items() if command}

    def process(self, word: str) -> int:
        """The oldest process with the word in its command line."""
        return min(pid for pid, command in self.processes().items() if word in command)

    def end(self, seconds: float = 20) -> bool:
        """Wait for all of it to be gone; what is not is killed, and False returned."""
        gone = until(lambda: self.make.poll() is not None and not self.processes(), seconds)
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        self.make.kill()
        self.make.wait()
        if self.make.stdout is not None:
            self.read_until("\0", 5)  # to the end
            self.make.stdout.close()
        return gone

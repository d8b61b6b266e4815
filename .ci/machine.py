"""What the machine itself must have: which system packages are missing, and how they get there."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NOT_READY = 3  # exit code: something must be installed by an administrator first
OLDEST_PYTHON = (3, 11)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


@dataclass(frozen=True)
class Need:
    """One system package and the way to tell that what it brings is there."""

    package: str
    present: Callable[[], bool]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_liberation() -> bool:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(next(folder.rglob("LiberationSans-Regular.*"), None) for folder in folders if folder.is_dir())


RUN_NEEDS = (
    Need("python3-venv", lambda: importlib.util.find_spec("ensurepip") is not None),
    Need("libpango-1.0-0", lambda: _loads("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", lambda: _loads("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", lambda: _loads("libharfbuzz-subset.so.0")),
    Need("fonts-liberation", _has_liberation),
)


def require_python() -> None:
    """Leave with a message when this Python is too old for the product."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        sys.exit(f"Python {wanted} or newer is needed; {sys.executable} is {sys.version.split()[0]}.")


TEST_NEEDS = (
    Need("chromium", lambda: Path("/usr/bin/chromium").exists()),
    Need("postgresql-15", lambda: postgres_programs() is not None),
    Need("poppler-utils", lambda: shutil.which("pdftoppm") is not None),
    Need("tesseract-ocr", lambda: shutil.which("tesseract") is not None),
)

# The product runs without these, and its pages say what it then does not do.
EXTRAS = (Need("tesseract-ocr", lambda: shutil.which("tesseract") is not None),)


def postgres_programs() -> Path | None:
    """The folder of Debian's newest PostgreSQL programs, or None."""
    found = [folder.parent for folder in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def missing(needs: tuple[Need, ...]) -> list[str]:
    """The packages whose content is not on this machine."""
    return [need.package for need in needs if not need.present()]


def can_install() -> bool:
    """True for the administrator of a machine with Debian's package tool."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    """Install system packages; leaves with exit code 3 when that fails."""
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    steps = ([*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *packages])
    # A package half installed is worse than a few seconds' wait: a request to stop is heard afterwards.
    heard_later = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    for step in steps:
        done = subprocess.run(
            step,
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            print(done.stdout, file=sys.stderr)
            print(f"`{' '.join(step)}` failed; the packages above are still missing.", file=sys.stderr)
            raise SystemExit(NOT_READY)
    signal.pthread_sigmask(signal.SIG_SETMASK, heard_later)


def ask_for(packages: list[str]) -> None:
    """Name the packages and the one command that installs them."""
    print("These system packages are missing:", file=sys.stderr)
    for package in packages:
        print(f"  {package}", file=sys.stderr)
    print("An administrator installs them with this command; then run make again:", file=sys.stderr)
    names = " ".join(packages)
    print(
        f"  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends {names}'",
        file=sys.stderr,
    )


def require(needs: tuple[Need, ...]) -> None:
    """Have what `needs` names: installed as root, otherwise asked for with exit code 3."""
    packages = missing(needs)
    if not packages:
        return
    if not can_install():
        ask_for(packages)
        raise SystemExit(NOT_READY)
    install(packages)


def offer(needs: tuple[Need, ...]) -> None:
    """Have what `needs` names where that is possible; otherwise name it and go on without."""
    packages = missing(needs)
    if not packages:
        return
    if can_install():
        try:
            install(packages)
        except SystemExit:
            print("The product runs without it.", file=sys.stderr)
        return
    names = " ".join(packages)
    print(f"Not installed, so images are not searched for text: {names}", file=sys.stderr)

"""Makes `.venv` from the hashed lock files, and skips the work when nothing has changed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

RUN_LOCK = "requirements.txt"
DEV_LOCK = "requirements-dev.txt"
POSTGRES_LOCK = "requirements-postgres.txt"
# The development lock is made on top of the run lock, so that installing it satisfies both.
COVERS = {RUN_LOCK: (RUN_LOCK,), DEV_LOCK: (DEV_LOCK, RUN_LOCK), POSTGRES_LOCK: (POSTGRES_LOCK,)}


def fingerprint(lock: str) -> str:
    """What the environment must have been made from: this lock file, this Python."""
    return hashlib.sha256((ROOT / lock).read_bytes() + sys.version.encode()).hexdigest()


def _stamp(lock: str) -> Path:
    return VENV / f".installed-{lock}"


def is_current(lock: str) -> bool:
    """True when the environment was completely made from this lock file."""
    stamp = _stamp(lock)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint(lock)


def ensure(lock: str) -> None:
    """Have everything in the lock file installed; leaves with pip's message when that fails."""
    if is_current(lock):
        return
    if not _usable():
        print("Making .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    print(f"Installing the packages of {lock} (once; about a minute)", flush=True)
    for covered in COVERS[lock]:
        _stamp(covered).unlink(missing_ok=True)
    _pip(lock)
    for covered in COVERS[lock]:
        _stamp(covered).write_text(fingerprint(covered))


def _usable() -> bool:
    """True when the environment runs this very Python and has pip; half-made ones do not count."""
    if not PYTHON.exists():
        return False
    same = f"import pip, sys; sys.exit(sys.version != {sys.version!r})"
    return subprocess.run([str(PYTHON), "-c", same], capture_output=True).returncode == 0


def _pip(lock: str) -> None:
    # The lock names everything with its hash, so nothing is left to resolve.
    command = [
        str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input",
        "--require-hashes", "--no-deps", "--requirement", str(ROOT / lock),
    ]  # fmt: skip
    done = subprocess.run(command, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"pip could not install {lock}; its message is above. Nothing else was changed.")


if __name__ == "__main__":
    import machine

    machine.require_python()
    machine.require(machine.RUN_NEEDS)
    ensure(sys.argv[1] if len(sys.argv) > 1 else RUN_LOCK)

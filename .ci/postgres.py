"""A private PostgreSQL for the tests: made, started and removed again, with no password and no network."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import environment
import machine

ACCOUNT = "postgres"  # PostgreSQL refuses to run as root; Debian's package makes this account
# Nothing here outlives the run, so nothing needs to reach the disk.
OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"

LACKS = (
    "the extensions of Debian's PostgreSQL (pg_trgm, unaccent, citext): only plpgsql and vector are there",
    "exactly the server version that production runs",
)


@contextlib.contextmanager
def private_server() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the address of a new server, and what it cannot do; it is stopped and removed afterwards."""
    programs = machine.postgres_programs()
    if programs is None:
        with _from_pypi() as address:
            yield address, LACKS
    else:
        with _from_debian(programs) as address:
            yield address, ()


@contextlib.contextmanager
def _from_debian(programs: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="platform-pg-"))
    become = _become(folder)
    data, log = folder / "data", folder / "server.log"
    try:
        _run(
            [*become, str(programs / "initdb"), "-D", str(data), "-U", ACCOUNT, "-A", "trust"]
            + ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            folder,
        )
        control = [*become, str(programs / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
        _run([*control, "-l", str(log), "-o", f"-k {folder} {OPTIONS}", "start"], folder)
        try:
            yield f"postgres://{ACCOUNT}@/{ACCOUNT}?host={quote(str(folder), safe='')}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], cwd=folder, stdout=subprocess.DEVNULL)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _become(folder: Path) -> list[str]:
    """What to put before a command so that it runs unprivileged; gives the folder to that account."""
    if os.geteuid() != 0:
        return []
    account = pwd.getpwnam(ACCOUNT)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return ["runuser", "-u", ACCOUNT, "--"]


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        sys.exit(f"`{' '.join(command)}` failed; its message is above.")


@contextlib.contextmanager
def _from_pypi() -> Iterator[str]:
    environment.ensure(environment.POSTGRES_LOCK)
    folder = tempfile.mkdtemp(prefix="platform-pg-")
    server = subprocess.Popen(
        [str(environment.PYTHON), str(Path(__file__).with_name("pypi_postgres.py")), folder],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        address = server.stdout.readline().strip() if server.stdout else ""
        if not address:
            sys.exit("The PostgreSQL from PyPI did not start; its message is above.")
        yield address
    finally:
        server.communicate()  # its input ends: it stops
        shutil.rmtree(folder, ignore_errors=True)

"""`make test`: the whole suite on SQLite and on a private PostgreSQL, each with a result line of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import environment
import machine
import postgres
import supervisor

WORKERS = 0  # parallel processes; each migrates a database of its own, which pays only for long suites


@dataclass
class Result:
    """What one run of the suite came to."""

    database: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    exit_code: int = 1

    @property
    def line(self) -> str:
        """The result in one line that names the database."""
        return f"{self.database}: {self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    @property
    def is_good(self) -> bool:
        """True when tests ran and none failed."""
        return self.exit_code == 0 and self.failed == 0 and self.passed > 0


def run_suite(database: str, address: str, extra: list[str]) -> Result:
    """Run pytest on one database, its output on the terminal, and count what it reports."""
    print(f"\n=== {database} ===", flush=True)
    with tempfile.TemporaryDirectory(prefix="platform-report-") as folder:
        return _run_and_count(database, address, extra, Path(folder) / "report.xml")


def _run_and_count(database: str, address: str, extra: list[str], report: Path) -> Result:
    command = [str(environment.PYTHON), "-m", "pytest", f"--junitxml={report}", *extra]
    if WORKERS:
        command += ["-n", str(WORKERS)]
    env = {
        **os.environ,
        "TEST_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "learning_platform.settings.test",
    }
    result = Result(database)
    result.exit_code = subprocess.run(command, cwd=environment.ROOT, env=env, stdin=subprocess.DEVNULL).returncode
    if report.exists():
        count(report, result)
    return result


def count(report: Path, result: Result) -> None:
    """Add up pytest's own report; a test that broke in set-up or tear-down has failed."""
    for suite in ElementTree.parse(report).iter("testsuite"):  # noqa: S314 - pytest wrote it a moment ago
        number = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
        bad = number["failures"] + number["errors"]
        result.failed += bad
        result.skipped += number["skipped"]
        result.passed += max(0, number["tests"] - bad - number["skipped"])


def prepare() -> tuple[list[str], list[str]]:
    """Install what is missing; returns pytest's extra arguments, and what cannot be tested here."""
    machine.require_python()
    machine.require(machine.RUN_NEEDS)
    if machine.can_install():
        machine.require(machine.TEST_NEEDS)
    environment.ensure(environment.DEV_LOCK)
    absent = machine.missing(machine.TEST_NEEDS)
    if not absent:
        return [], []
    machine.ask_for(absent)
    if "chromium" not in absent:
        return [], []
    return ["-m", "not browser"], ["the browser journeys: chromium is not installed"]


def main() -> int:
    """Run the suite twice; 0 only when both runs are good."""
    supervisor.die_with_parent()
    supervisor.end_on_signals()
    extra, untested = prepare()
    extra += sys.argv[1:]
    results = [run_suite("SQLite", "", extra)]
    with postgres.private_server() as (address, lacks):
        results.append(run_suite("PostgreSQL", address, extra))
        untested += [f"on PostgreSQL, {lack}" for lack in lacks]

    print()
    for item in untested:
        print(f"Not tested here: {item}")
    for result in results:
        print(result.line)
    return 0 if all(result.is_good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())

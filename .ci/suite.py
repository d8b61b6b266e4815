"""`make test`: the whole suite on SQLite and on a private PostgreSQL, each with a result line of its own.

Both run at the same time. Tests that reach no database, or say with the mark `once` that it makes no difference,
run on SQLite only; the result line of PostgreSQL says how many those are.
"""

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

# What is left out where a package is missing and cannot be installed; PostgreSQL then comes from elsewhere.
WITHOUT = {
    "chromium": "the browser journeys: chromium is not installed",
    "tesseract-ocr": "names burned into images: tesseract-ocr is not installed, and one test is skipped",
}
NOTHING_SELECTED = 5  # pytest's exit code when no test is left to run


@dataclass
class Result:
    """What one run of the suite came to."""

    database: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    left_out: int = 0
    exit_code: int = 1

    @property
    def line(self) -> str:
        """The result in one line that names the database."""
        words = f"{self.database}: {self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return f"{words}; {self.left_out} are the same on every database and ran on SQLite" if self.left_out else words

    @property
    def is_good(self) -> bool:
        """True when tests ran and none failed, or when all that were chosen run on the other database."""
        ran = self.exit_code == 0 and self.passed > 0
        return self.failed == 0 and (ran or (self.left_out > 0 and self.exit_code == NOTHING_SELECTED))


class Run:
    """One run of the suite, under way as soon as it is made."""

    def __init__(self, database: str, address: str, extra: list[str], folder: Path, *, quiet: bool = False) -> None:
        self.result = Result(database)
        self.report, self.left_out = folder / f"{database}.xml", folder / f"{database}.left-out"
        self.printed = (folder / f"{database}.txt").open("w+") if quiet else None
        command = [str(environment.PYTHON), "-m", "pytest", f"--junitxml={self.report}", *extra]
        if address:
            command.append(f"--only-with-database={self.left_out}")
        env = {
            **os.environ,
            "TEST_DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "learning_platform.settings.test",
        }
        self.process = subprocess.Popen(
            command,
            cwd=environment.ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=self.printed,
            stderr=subprocess.STDOUT if quiet else None,
        )

    def finish(self) -> Result:
        """Wait for its end, print what it kept to itself, and count what it reports."""
        self.result.exit_code = self.process.wait()
        if self.printed:
            print(f"\n=== {self.result.database} ===", flush=True)
            self.printed.seek(0)
            print(self.printed.read(), flush=True)
            self.printed.close()
        if self.report.exists():
            count(self.report, self.result)
        if self.left_out.exists():
            self.result.left_out = int(self.left_out.read_text())
        return self.result


def run_both(extra: list[str], address: str) -> list[Result]:
    """Run the suite on both databases side by side; SQLite's output as it comes, then that of PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="platform-report-") as folder:
        print("\n=== SQLite (PostgreSQL runs beside it and is printed afterwards) ===", flush=True)
        runs = [
            Run("SQLite", "", extra, Path(folder)),
            Run("PostgreSQL", address, extra, Path(folder), quiet=True),
        ]
        try:
            return [run.finish() for run in runs]
        finally:
            for run in runs:
                run.process.terminate()
                run.process.wait()


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
    untested = [words for package, words in WITHOUT.items() if package in absent]
    return (["-m", "not browser"] if "chromium" in absent else []), untested


def main() -> int:
    """Run the suite twice; 0 only when both runs are good."""
    supervisor.die_with_parent()
    supervisor.end_on_signals()
    extra, untested = prepare()
    extra += sys.argv[1:]
    with postgres.private_server() as (address, lacks):
        results = run_both(extra, address)
        untested += [f"on PostgreSQL, {lack}" for lack in lacks]

    print()
    for item in untested:
        print(f"Not tested here: {item}")
    for result in results:
        print(result.line)
    return 0 if all(result.is_good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())

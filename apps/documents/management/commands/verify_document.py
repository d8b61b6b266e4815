"""Says whether a PDF file is a document of this installation, and whether it is still current."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.documents.domain.verifying import Verdict, verify_file
from apps.documents.enums import VerdictKind

EXIT_CODES = {
    VerdictKind.CURRENT: 0,
    VerdictKind.UNKNOWN: 1,
    VerdictKind.SUPERSEDED: 3,
    VerdictKind.WITHDRAWN: 4,
}
UNREADABLE = 2


class Command(BaseCommand):
    """Exit code 0 current, 1 not ours, 2 unreadable, 3 superseded, 4 withdrawn."""

    help = "Verify a PDF file. Exits 0 when current, 1 not ours, 2 unreadable, 3 superseded, 4 withdrawn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file."""
        parser.add_argument("file", type=Path, metavar="FILE.pdf")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line and exit with the code that says the same."""
        path: Path = options["file"]
        try:
            verdict = verify_file(_chunks(path))
        except OSError as unreadable:
            raise CommandError(f"{path}: {unreadable.strerror}", returncode=UNREADABLE) from unreadable
        self.stdout.write(_line(verdict))
        raise SystemExit(EXIT_CODES[verdict.kind])


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(65536):
            yield chunk


def _line(verdict: Verdict) -> str:
    words = {
        "reference": verdict.reference,
        "version": verdict.content_version,
        "current": verdict.current_version,
    }
    lines = {
        VerdictKind.CURRENT: _("%(reference)s version %(version)s: current"),
        VerdictKind.SUPERSEDED: _("%(reference)s version %(version)s: superseded; current version %(current)s"),
        VerdictKind.WITHDRAWN: _("%(reference)s version %(version)s: withdrawn"),
        VerdictKind.UNKNOWN: _("not a document of this installation, or changed after it was published"),
    }
    return lines[verdict.kind] % words

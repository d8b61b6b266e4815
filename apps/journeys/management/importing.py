"""What the two import commands share: who acts and where, the progress bar, and the printed result."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from apps.accounts.actors import actor_for_command
from apps.accounts.models import Department, User
from apps.core.actor import Actor
from apps.journeys.domain.importing.report import ImportReport
from apps.journeys.domain.registering import may_import
from apps.journeys.domain.study_facts import OutcomeKind

WRONG_USE = 2
NOTHING_READ = 1
# How often a log file, as opposed to a terminal, is told how far the import is.
PLAIN_STEP = 1000


class ImportCommand(BaseCommand):
    """An import into one department, attributed to one person.

    Exit status 0: something was read, even if other parts were skipped; 1: nothing could be read; 2: the command
    was called wrongly or the person may not import there.
    """

    command_name = ""
    brings: ClassVar[str | Promise] = gettext_lazy("studies")

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the department and the person."""
        parser.add_argument("--department", required=True, metavar="CODE", help="code of the department")
        parser.add_argument("--as", required=True, dest="email", metavar="EMAIL", help="who imports: sign-in e-mail")

    def actor_and_department(self, options: dict[str, Any]) -> tuple[Actor, Department]:
        """Return who acts and where. Raises CommandError with status 2 when that is not possible."""
        department = Department.objects.select_related("trust").filter(code=options["department"]).first()
        if department is None:
            known = ", ".join(Department.objects.order_by("code").values_list("code", flat=True)[:20]) or _("none")
            words = {"code": options["department"], "known": known}
            raise refusal(_("There is no department with the code “%(code)s”. Known codes: %(known)s.") % words)
        try:
            actor = actor_for_command(options["email"].strip(), self.command_name)
        except User.DoesNotExist as error:
            words = {"email": options["email"]}
            raise refusal(_("Nobody with an active account signs in as “%(email)s”.") % words) from error
        if not self.may_import(actor, department):
            words = {"name": actor.name, "code": department.code, "what": self.brings}
            raise refusal(
                _("%(name)s may not import %(what)s into %(code)s. An administrator can give a role that may.") % words
            )
        return actor, department

    def may_import(self, actor: Actor, department: Department) -> bool:
        """Whether the person may bring these records into the department."""
        return may_import(actor, department)

    @contextmanager
    def progress(self, label: str, total: int) -> Iterator[Callable[[], None]]:
        """Show how far the work is, on stderr: a bar on a terminal, a line now and then elsewhere."""
        console = Console(stderr=True)
        if not console.is_terminal:
            yield self._plain_progress(label, total)
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(label, total=total)
            yield lambda: bar.advance(task)

    def _plain_progress(self, label: str, total: int) -> Callable[[], None]:
        done = 0

        def advance() -> None:
            nonlocal done
            done += 1
            if done % PLAIN_STEP == 0 or done == total:
                self.stderr.write(f"{label}: {done} / {total}")

        return advance

    def print_result(self, report: ImportReport, read: str) -> None:
        """Print the counts, then everything that was skipped or left out, by name and with its reason."""
        lines = [
            f"{read}: {report.files_read} / {report.files_seen}",
            _("Studies new: %(count)d") % {"count": report.studies[OutcomeKind.NEW]},
            _("Studies updated: %(count)d") % {"count": report.studies[OutcomeKind.UPDATED]},
            _("Studies unchanged: %(count)d") % {"count": report.studies[OutcomeKind.UNCHANGED]},
            _("Skipped: %(count)d") % {"count": len(report.skipped)},
            *[f"  {one.name}: {one.reason}" for one in report.skipped],
        ]
        if report.notes:
            lines.append(_("Imported, but with something left out: %(count)d") % {"count": len(report.notes)})
            lines += [f"  {one.name}: {one.reason}" for one in report.notes]
        self.stdout.write("\n".join(lines))

    def finish(self, report: ImportReport) -> None:
        """End with status 1 when nothing at all could be read."""
        if not report.files_read:
            raise CommandError(_("Nothing could be read."), returncode=NOTHING_READ)


def refusal(message: str) -> CommandError:
    """Return the error of a command that was called wrongly."""
    return CommandError(message, returncode=WRONG_USE)


def write_errors(path: Path, report: ImportReport) -> None:
    """Write what was skipped to a file with the columns name and reason. Raises OSError."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["name", "reason"])
        writer.writerows([one.name, one.reason] for one in report.skipped)

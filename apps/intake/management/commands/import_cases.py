"""Imports a spreadsheet of cases with a mapping file: the same checks, records and trail as the pages."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.permissions import Permission
from apps.access.policy import AccessFacts, may
from apps.accounts.models import Department
from apps.core.actor import Actor, acting_as
from apps.core.errors import DomainError
from apps.intake.domain import keeping
from apps.intake.domain.checking import sheet_and_columns
from apps.intake.domain.faulty_rows import as_csv, as_workbook, faulty_rows, heading_of
from apps.intake.domain.importing import receive_file, settle_whole_mapping
from apps.intake.domain.mapping import SheetMapping, mapping_from_json
from apps.intake.domain.working import start_check, start_import
from apps.intake.enums import ImportMode, ImportState
from apps.intake.models import CaseImport
from apps.journeys.management.importing import NOTHING_READ, ImportCommand, refusal

# So many single faults are printed; the rest is in the list of faults.
_PRINTED = 20
# Who imports and where may stand in the mapping file, beside the mapping.
_WHO = {"department": "department", "as": "email"}


class Command(ImportCommand):
    """`manage.py import_cases FILE --mapping FILE`; see docs/case-import.md.

    Exit status 0: the cases are in, or were in already; 1: rows have faults or nothing can be read, and nothing came
    in; 2: the command was called wrongly, or the person may not import there.
    """

    help = "Import cases from a spreadsheet (.xlsx or .csv). Running it twice changes nothing."
    command_name = "import_cases"
    brings = gettext_lazy("cases")

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the file and the mapping; department and person may stand in the mapping file."""
        parser.add_argument("file", type=Path, help="the spreadsheet")
        parser.add_argument(
            "--mapping", type=Path, required=True, metavar="FILE", help="a JSON file: docs/case-import.md"
        )
        parser.add_argument("--department", metavar="CODE", help="code of the department")
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="who imports: sign-in e-mail")
        parser.add_argument("--dry-run", action="store_true", help="check every row and change nothing")
        parser.add_argument(
            "--good-rows", action="store_true", help="import the good rows, leave those with faults out"
        )
        parser.add_argument(
            "--errors", type=Path, metavar="FILE", help="write the rows with faults here: .csv or .xlsx"
        )

    def may_import(self, actor: Actor, department: Department) -> bool:
        """Whether the person may bring cases into the department."""
        return bool(may(actor, Permission.CASE_IMPORT, AccessFacts(department_id=department.pk)))

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, import, and print what became of the rows."""
        content, mapping = self._files(options)
        for name, flag in (("department", "--department CODE"), ("email", "--as EMAIL")):
            if not options[name]:
                raise refusal(_("Say it with %(flag)s, or in the mapping file.") % {"flag": flag})
        actor, department = self.actor_and_department(options)
        with acting_as(actor):
            try:
                if options["dry_run"]:
                    with transaction.atomic():
                        found = self._checked(actor, department, options["file"].name, content, mapping)
                        self._tell(found, options)
                        transaction.set_rollback(True)
                    left_out = found.faulty_count
                else:
                    found = self._checked(actor, department, options["file"].name, content, mapping)
                    self._tell(found, options)
                    left_out = self._import(actor, found, options)
            except DomainError as problem:
                raise CommandError(
                    "\n".join([problem.message, *problem.fields.values()]), returncode=NOTHING_READ
                ) from problem
        if left_out and not options["good_rows"]:
            raise CommandError(_("Nothing was imported, because some rows have faults."), returncode=NOTHING_READ)

    def _files(self, options: dict[str, Any]) -> tuple[bytes, SheetMapping]:
        try:
            content = options["file"].read_bytes()
            given = json.loads(options["mapping"].read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise refusal(
                _("%(name)s cannot be opened: %(why)s.") % {"name": error.filename, "why": error.strerror}
            ) from error
        except ValueError as error:
            raise refusal(_("The mapping file is not JSON: %(why)s.") % {"why": error}) from error
        if isinstance(given, dict):
            for key, name in _WHO.items():
                said = given.pop(key, None)
                options[name] = options[name] or (said if isinstance(said, str) else None)
        try:
            return content, mapping_from_json(given)
        except DomainError as problem:
            raise refusal(problem.message) from problem

    def _checked(
        self, actor: Actor, department: Department, name: str, content: bytes, mapping: SheetMapping
    ) -> CaseImport:
        found = receive_file(actor=actor, department_id=department.pk, name=name, content=content, waits=True)
        settle_whole_mapping(actor=actor, import_id=found.pk, mapping=mapping)
        with self._bar(_("Checking rows")) as progress:
            return start_check(actor=actor, import_id=found.pk, waiting=progress)

    @contextmanager
    def _bar(self, label: str) -> Any:
        """A progress bar fed with how many rows of how many are done."""
        with self.progress(label, 100) as advance:
            yield _Percent(advance).hear

    def _import(self, actor: Actor, found: CaseImport, options: dict[str, Any]) -> int:
        """Import what can be; returns how many rows kept it from happening."""
        if found.state != ImportState.CHECKED or not found.good_count:
            return found.faulty_count
        mode = ImportMode.GOOD if options["good_rows"] else ImportMode.ALL
        if found.faulty_count and mode is ImportMode.ALL:
            return found.faulty_count
        with self._bar(_("Importing")) as progress:
            done = start_import(
                actor=actor, import_id=found.pk, expected_version=found.version, mode=mode, waiting=progress
            )
        if done.state != ImportState.IMPORTED:
            self._tell(done, options)
            return max(1, done.faulty_count)
        self.stdout.write(_("Cases imported: %(n)s") % {"n": f"{done.imported_count:,}"})
        return done.faulty_count

    def _tell(self, found: CaseImport, options: dict[str, Any]) -> None:
        """Print the counts and the faults, and write the list of faults where it was asked for."""
        if found.problem:
            raise CommandError(found.problem, returncode=NOTHING_READ)
        findings = keeping.findings_of(found)
        mapping = mapping_from_json(found.mapping)
        columns = sheet_and_columns(keeping.table_of(found), mapping)[1]
        lines = [
            _("Rows: %(n)s") % {"n": f"{found.row_count:,}"},
            _("Cases that can be imported: %(n)s") % {"n": f"{found.good_count:,}"},
            _("Rows with faults: %(n)s") % {"n": f"{found.faulty_count:,}"},
            _("Rows that are cases already, or stand twice in the file: %(n)s") % {"n": f"{found.repeated_count:,}"},
            _("Cases with identifiers in their words: %(n)s") % {"n": f"{found.marked_count:,}"},
            _("Patients for whom somebody would be called: %(n)s") % {"n": f"{findings.calls:,}"},
        ]
        for fault in findings.faults[:_PRINTED]:
            what = fault.what(heading_of(fault.field, mapping, columns))
            lines.append(f"  {_('Row %(row)s') % {'row': fault.row}}: {what} {fault.remedy()}")
        if len(findings.faults) > _PRINTED:
            lines.append(_("  and %(n)s more faults") % {"n": f"{len(findings.faults) - _PRINTED:,}"})
        self.stdout.write("\n".join(lines))
        if options["errors"] and findings.faults:
            self._write(options["errors"], found)

    def _write(self, path: Path, found: CaseImport) -> None:
        lines = faulty_rows(found)
        try:
            path.write_bytes(as_workbook(lines) if path.suffix == ".xlsx" else b"".join(as_csv(lines)))
        except OSError as error:
            raise refusal(_("The errors could not be written: %(why)s.") % {"why": error.strerror}) from error


class _Percent:
    """Turns "so many of so many" into single steps of a bar of a hundred."""

    def __init__(self, advance: Callable[[], None]) -> None:
        self._advance, self._shown = advance, 0

    def hear(self, done: int, total: int) -> None:
        """Move the bar on to where the work is."""
        while self._shown < done * 100 // max(total, 1):
            self._shown += 1
            self._advance()

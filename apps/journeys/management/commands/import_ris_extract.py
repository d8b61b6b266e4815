"""Imports an extract of a radiology information system: times, readers and accession numbers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.journeys.domain.importing.extract import import_extract
from apps.journeys.domain.importing.extract_format import UnusableExtract, open_extract
from apps.journeys.domain.importing.report import ImportReport
from apps.journeys.management.importing import ImportCommand, refusal, write_errors


class Command(ImportCommand):
    """`manage.py import_ris_extract FILE.csv --department CODE --as EMAIL`; see docs/ris-extract.md."""

    help = "Import an extract of a radiology information system. Running it twice changes nothing."
    command_name = "import_ris_extract"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the file, and where to write the skipped rows."""
        parser.add_argument("file", type=Path, help="a CSV file in the format of docs/ris-extract.md")
        super().add_arguments(parser)
        parser.add_argument("--errors", type=Path, metavar="FILE", help="also write the skipped rows to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then print what became of every row."""
        actor, department = self.actor_and_department(options)
        report = ImportReport()
        try:
            extract = open_extract(options["file"])
        except UnusableExtract as trouble:
            raise refusal(str(trouble)) from trouble
        for name in extract.unused_columns:
            report.note(_("column %(name)s") % {"name": name}, _("it is not part of the format and was not used"))
        with self.progress(_("Recording rows"), extract.row_count) as advance:
            import_extract(actor=actor, department=department, rows=extract.rows, after_row=advance, report=report)
        self.print_result(report, _("Rows read"))
        if options["errors"]:
            self._write_errors(options["errors"], report)
        self.finish(report)

    def _write_errors(self, path: Path, report: ImportReport) -> None:
        try:
            write_errors(path, report)
        except OSError as error:
            raise refusal(_("The errors could not be written: %(why)s.") % {"why": error.strerror}) from error

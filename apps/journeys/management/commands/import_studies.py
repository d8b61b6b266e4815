"""Imports studies from DICOM files, folders and zip archives."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.journeys.domain.importing.files import find_files
from apps.journeys.domain.importing.report import ImportReport
from apps.journeys.domain.importing.studies import import_images
from apps.journeys.management.importing import ImportCommand, refusal


class Command(ImportCommand):
    """`manage.py import_studies PATH --department CODE --as EMAIL`; see docs/how-to/import-studies.md."""

    help = "Import studies from a DICOM file, a folder or a zip archive. Running it twice changes nothing."
    command_name = "import_studies"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the path as well."""
        parser.add_argument("path", type=Path, help="a DICOM file, a folder or a zip archive")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then print what became of every file."""
        actor, department = self.actor_and_department(options)
        path: Path = options["path"]
        if not path.exists():
            raise refusal(_("There is no file or folder “%(path)s”.") % {"path": path})
        report = ImportReport()
        files = list(find_files(path))
        with self.progress(_("Reading files"), len(files)) as advance:
            import_images(actor=actor, department=department, files=files, after_file=advance, report=report)
        self.print_result(report, _("Files read"))
        self.finish(report)

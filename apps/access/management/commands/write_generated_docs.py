"""Writes the pages of docs/generated from the tables in the code."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.module_loading import import_string

FOLDER = Path("docs") / "generated"


def pages() -> dict[Path, str]:
    """Each page's file with the text that it should have."""
    with translation.override("en-gb"):
        return {
            Path(settings.BASE_DIR) / FOLDER / name: str(import_string(path)())
            for name, path in settings.GENERATED_DOCS.items()
        }


class Command(BaseCommand):
    """Write the generated pages, or say which are out of date."""

    help = "Write docs/generated from the code; with --check only say which pages are out of date."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Only --check."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write what differs."""
        stale = {file: text for file, text in pages().items() if not file.exists() or file.read_text() != text}
        if options["check"] and stale:
            names = ", ".join(sorted(file.name for file in stale))
            raise CommandError(f"Out of date: {names}. Run manage.py write_generated_docs.")
        for file, text in stale.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            self.stdout.write(f"{FOLDER / file.name} written")

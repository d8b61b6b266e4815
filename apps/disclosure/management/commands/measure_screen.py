"""Prints how well the identifier screen does on the labelled sentences."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.disclosure import labelled
from apps.disclosure.domain.measuring import measure, table


class Command(BaseCommand):
    """Print precision and recall for each kind of identifier."""

    help = "Measure the identifier screen on labelled sentences: precision and recall per kind, set by set."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder of the sentences."""
        default = Path(__file__).resolve().parents[4] / "tests" / "unit" / "disclosure" / "sentences"
        parser.add_argument("--folder", type=Path, default=default, help="known.json and one .jsonl file for each set")
        parser.add_argument("--wrong", action="store_true", help="also print each sentence that was not right")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        folder: Path = options["folder"]
        try:
            known = labelled.read_known(folder)
            sets = {path.stem: labelled.read_sentences(path) for path in sorted(folder.glob("*.jsonl"))}
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"Cannot read the sentences in {folder}: {error}", returncode=2) from error
        measured = {name: measure(sentences, known) for name, sentences in sets.items()}
        self.stdout.write(table(measured))
        if options["wrong"]:
            for result in measured.values():
                for sentence, findings in result.wrong:
                    found = ", ".join(f"{finding.kind.value} {finding.text!r}" for finding in findings)
                    self.stdout.write(f"{sentence.text!r}: found {found or 'nothing'}")

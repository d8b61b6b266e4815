"""Screens a text for identifiers and prints each finding as a line of JSON."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from apps.disclosure.domain.screening import screen
from apps.disclosure.queries.known import known_everywhere

_UNREADABLE = 2


class Command(BaseCommand):
    """Print what the identifier screen finds."""

    help = (
        "Screen FILE (- for standard input) for identifiers of patients, staff and sites. Prints only JSON "
        'lines {"kind", "start", "end", "text"}: start and end count characters (code points) of the text as decoded, '
        "so that a byte-order mark, an emoji and a carriage return count one each. Exit 2: cannot be read."
    )
    # Its output is the findings and nothing else.
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """One file."""
        parser.add_argument("file", metavar="FILE", help="a UTF-8 text file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each finding."""
        text = self._text(options["file"])
        try:
            known = known_everywhere()
        except DatabaseError as error:
            raise CommandError(_("The database cannot be read. Run manage.py migrate first.")) from error
        for finding in screen(text, known):
            line = {
                "kind": finding.kind.value,
                "start": finding.start,
                "end": finding.end,
                "text": finding.text,
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _text(self, file: str) -> str:
        try:
            # Bytes, because the text mode of a file would turn line ends and shift the places.
            content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            return content.decode("utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
        except UnicodeDecodeError as error:
            reason = _("not UTF-8 text at byte %(place)d") % {"place": error.start}
        message = _("Cannot read %(file)s: %(reason)s") % {"file": file, "reason": reason}
        raise CommandError(message, returncode=_UNREADABLE)

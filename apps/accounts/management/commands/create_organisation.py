"""Makes a trust, its sites and a department on a new installation."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.domain.installing import create_organisation
from apps.core.actor import acting_as, command_actor
from apps.core.errors import DomainError


def _pair(text: str) -> tuple[str, str]:
    code, equals, name = text.partition("=")
    if not equals or not code.strip() or not name.strip():
        raise argparse.ArgumentTypeError("write it as CODE=NAME")
    return code.strip(), name.strip()


class Command(BaseCommand):
    """Make a department with its trust."""

    help = "Make a trust, its sites and a department; what exists already by its code is left alone."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Each as CODE=NAME."""
        parser.add_argument("--trust", type=_pair, required=True, metavar="CODE=NAME")
        parser.add_argument("--department", type=_pair, required=True, metavar="CODE=NAME")
        parser.add_argument("--site", type=_pair, action="append", default=[], metavar="CODE=NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the department."""
        actor = command_actor("create_organisation")
        try:
            with acting_as(actor):
                department = create_organisation(
                    actor=actor,
                    trust_code=options["trust"][0],
                    trust_name=options["trust"][1],
                    department_code=options["department"][0],
                    department_name=options["department"][1],
                    sites=tuple(options["site"]),
                )
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{department.code}: {department.name}, {department.trust.name}")

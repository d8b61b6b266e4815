"""Makes a person with roles, such as the first administrator, and prints a link to choose a password."""

import argparse
import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from apps.access.roles import Role
from apps.accounts.domain.installing import create_person
from apps.accounts.domain.passwords import choose_password
from apps.accounts.invitations import link_for
from apps.accounts.models import Profession, User
from apps.core.actor import acting_as, command_actor
from apps.core.errors import DomainError


class Command(BaseCommand):
    """Make a person."""

    help = "Make a person with roles in a department; prints a link with which the person chooses a password."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Who, where and as what."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--department", required=True, metavar="CODE")
        parser.add_argument("--role", action="append", required=True, choices=[role.value for role in Role])
        parser.add_argument("--trust", default="", metavar="CODE", help="refuse if the department is not in it")
        parser.add_argument("--superuser", action="store_true", help="may keep reference data at /admin/")
        parser.add_argument("--profession", default=Profession.OTHER.value, choices=Profession.values)
        parser.add_argument(
            "--set-password", action="store_true", help="ask for a password now, or read it from standard input"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the person, and the link unless a password was set."""
        actor = command_actor("create_person")
        try:
            validate_email(options["email"])
            with acting_as(actor):
                person, created = create_person(
                    actor=actor,
                    email=options["email"],
                    full_name=options["name"],
                    profession=options["profession"],
                    department_code=options["department"],
                    roles=tuple(options["role"]),
                    trust_code=options["trust"],
                    superuser=options["superuser"],
                )
            self.stdout.write(f"{'Made' if created else 'Found'} {person.full_name} ({person.email}).")
            self._password(person, options["set_password"])
        except ValidationError as problem:
            raise CommandError("That is not an e-mail address.") from problem
        except DomainError as refusal:
            raise CommandError(" ".join([refusal.message, *refusal.fields.values()])) from refusal

    def _password(self, person: User, set_now: bool) -> None:
        if not set_now:
            self.stdout.write("The password is chosen with this link, once and within a day:")
            self.stdout.write(link_for(person))
            return
        asked = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        again = getpass.getpass("Again: ") if sys.stdin.isatty() else asked
        choose_password(user=person, password=asked, again=again)
        self.stdout.write("The password is set.")

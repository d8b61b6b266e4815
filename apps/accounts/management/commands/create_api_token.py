"""Makes an API token for a person and prints it, and nothing else, on standard output."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.access.permissions import Permission
from apps.accounts.actors import actor_for_command
from apps.accounts.domain.tokens import DEFAULT_LIFE_DAYS, create_token
from apps.accounts.models import User
from apps.core.actor import acting_as
from apps.core.errors import DomainError


class Command(BaseCommand):
    """Make an API token."""

    help = "Make an API token for a person; prints only the token, which is kept nowhere."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whose, what for, how long and what it may do."""
        parser.add_argument("email", help="e-mail address of the owner")
        parser.add_argument("--name", required=True, help="what uses the token")
        parser.add_argument("--days", type=int, default=DEFAULT_LIFE_DAYS, help="how many days it works")
        parser.add_argument(
            "--scope",
            action="append",
            default=[],
            metavar="SCOPE",
            help="a permission it is cut to, may be repeated; without any it may do what its owner may. "
            f"One of: {', '.join(Permission)}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the token."""
        try:
            actor = actor_for_command(options["email"], "create_api_token")
            owner = User.objects.get(pk=actor.user_id)
            with acting_as(actor):
                _token, text = create_token(
                    actor=actor, owner=owner, name=options["name"], days=options["days"], scopes=options["scope"]
                )
        except User.DoesNotExist as missing:
            raise CommandError(f"No active account has the address {options['email']}.") from missing
        except DomainError as refusal:
            raise CommandError(" ".join([refusal.message, *refusal.fields.values()])) from refusal
        self.stdout.write(text)

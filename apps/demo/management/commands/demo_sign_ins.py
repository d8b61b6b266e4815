"""Prints one sign-in for each role of the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.access.roles import ROLES
from apps.demo.nameless import ANSWERED, ASKED
from apps.demo.network import MAIL, NAMED, PASSWORD


class Command(BaseCommand):
    """Print the demonstration's sign-ins."""

    help = "Print one sign-in for each role of the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each role."""
        for key, name, role, _work in NAMED:
            self.stdout.write(f"  {key + '@' + MAIL:28} {ROLES[role].name!s:30} {name}")
        self.stdout.write(f"  Keys of two anonymous threads (/anonymous/thread/): {ASKED}, {ANSWERED}")
        self.stdout.write(f"  Password for all of them: {PASSWORD}")

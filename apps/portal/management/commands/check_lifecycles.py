"""Compares every status column with the newest entry of its account; beat does the same each night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.portal.domain.consistency import disagreements


class Command(BaseCommand):
    """Check the lifecycles."""

    help = "Check that each status agrees with the newest transition or version. Exit 1 when one does not."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each disagreement."""
        found = disagreements()
        for one in found:
            self.stdout.write(f"{one.label} {one.id}: the column says {one.column}, the account {one.account}")
        if found:
            raise CommandError(f"{len(found)} disagreements found.")
        self.stdout.write("Every status agrees with its account.")

"""Sends again every background job that is due; beat does the same each minute."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.core import jobs


class Command(BaseCommand):
    """Send again what is due."""

    help = "Send again every background job that is due or whose worker died."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many were sent."""
        self.stdout.write(f"{jobs.sweep()} sent again")

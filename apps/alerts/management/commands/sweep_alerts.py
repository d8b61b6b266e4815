"""Carries out the steps of alerts that are due; beat does the same every ten seconds."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.alerts.domain.sweeping import sweep
from apps.core.actor import command_actor


class Command(BaseCommand):
    """One sweep."""

    help = "Carry out every step of a fail-safe alert that is due."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many steps were tried."""
        self.stdout.write(f"{sweep(actor=command_actor('sweep_alerts'))} steps tried")

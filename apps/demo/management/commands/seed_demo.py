"""Fills an empty database with the demonstration: one network, one year, everything through the domain."""

import logging
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.console import Console
from rich.progress import Progress

from apps.accounts.models import Trust, User
from apps.core import clock, jobs
from apps.core.actor import acting_as, command_actor
from apps.core.clock import now
from apps.core.models import Job
from apps.demo.alerts import tell_alerts
from apps.demo.attachments import tell_attachments
from apps.demo.bringing import bring_the_old_list
from apps.demo.failures import tell_failures, tell_readers
from apps.demo.governance import tell_governance
from apps.demo.journeys import tell_journeys
from apps.demo.kinds import tell_kinds
from apps.demo.nameless import tell_of_anonymous_cases
from apps.demo.network import MAIL, build_network
from apps.demo.patient_first import tell_patient_first
from apps.demo.reviews import tell_reviews
from apps.demo.schemes import tell_schemes
from apps.demo.year import case_count, tell_the_year
from apps.notifications.domain.telling import read_what_was_told_before

# A PDF is ready this long after it was asked for.
PRINTING = timedelta(minutes=1)


class Command(BaseCommand):
    """Load the demonstration data."""

    help = "Load a made-up imaging network with a year of cases, meetings and published learning."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument("--seed", type=int, default=2026, help="The same seed tells the same story.")
        parser.add_argument("--once", action="store_true", help="Do nothing when the demonstration is already there.")
        parser.add_argument("--cases", type=int, default=0, help="Add this many plain cases by bulk (PostgreSQL).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load once; a second run changes nothing."""
        present = User.objects.filter(email=f"chair@{MAIL}").exists()
        if not present:
            if Trust.objects.exists():
                raise CommandError("This database holds other data. The demonstration goes into an empty one only.")
            self._tell(options["seed"])
        elif not options["once"] and not options["cases"]:
            self.stdout.write("The demonstration is already there; nothing was changed.")
        if options["cases"]:
            from apps.demo.mass import add_mass

            add_mass(options["cases"], options["seed"])

    def _tell(self, seed: int) -> None:
        # Eighty lines of "document printed" would push the sign-ins off the screen.
        logging.getLogger("apps").setLevel(logging.WARNING)
        chance = Random(seed)
        console = Console(stderr=True)
        with Progress(console=console, transient=not console.is_terminal, disable=not console.is_terminal) as bar:
            task = bar.add_task("A year of cases", total=case_count())
            # All of it or nothing: a run that is stopped half-way leaves an empty database, not half a year.
            with transaction.atomic(), jobs.held_back(), acting_as(command_actor("seed_demo")):
                teams = build_network(chance)
                documents: list[UUID] = []
                for order, team in enumerate(teams):
                    documents += tell_the_year(team, order, chance, lambda: bar.advance(task))
                tell_alerts(teams[0], seed)
                tell_journeys(teams[0], seed)
                tell_readers(teams[0])
                tell_reviews(teams[0], seed)
                for team in teams:
                    tell_patient_first(team, seed)
                for team in teams:
                    tell_failures(team, seed)
                tell_governance(teams[0], seed)
                tell_of_anonymous_cases(teams[0])
                tell_kinds(teams[0])
                bring_the_old_list(teams[0], seed)
                tell_attachments(teams[0], seed)
                tell_schemes(teams[0])
            printing = bar.add_task("PDFs", total=len(documents))
            for job in Job.objects.filter(name=jobs.JobName.RENDER_DOCUMENT).order_by("due_at", "pk"):
                # Printed when it was published, so that those who were told of it were told then.
                with clock.at(job.due_at + PRINTING):
                    jobs.run(job.pk)
                bar.advance(printing)
        self._settle()
        self.stdout.write(f"Demonstration loaded: {case_count()} cases, {len(documents)} published documents.")

    def _settle(self) -> None:
        """The year is over: only what is new is unread, and no mail about the past goes out."""
        read_what_was_told_before(now() - timedelta(days=5))
        for job_id in Job.objects.filter(name=jobs.JobName.SEND_NOTIFICATION).values_list("pk", flat=True):
            jobs.cancel(job_id)

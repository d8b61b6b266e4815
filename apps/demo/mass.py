"""Adds many cases by bulk, alone and with their meetings: copies of episodes that the domain told, trail and all."""

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from rich.console import Console
from rich.progress import Progress

from apps.accounts.models import Department
from apps.cases.models import Case
from apps.core import jobs
from apps.core.bulk import copies_natively, copy_rows, copy_tracked, indexes_built_afterwards, version_model
from apps.core.clock import now
from apps.core.models import Job, ReferenceNumber
from apps.core.tracking import TrackedModel
from apps.demo.lives import LONGEST
from apps.demo.network import DEPARTMENTS
from apps.demo.patients import add_patients
from apps.demo.patterns import Copying, Pattern, Row, pattern_of
from apps.demo.plan import Moved, Patterns, plan
from apps.demo.printing import print_what_waits
from apps.demo.telling import Told, tell_lives
from apps.notifications.domain.telling import read_what_was_told_before

# Cases held in memory at once.
BATCH = 10_000
# From here on it pays to build the indexes at the end.
MANY = 50_000
MOST_ON_SQLITE = 20_000
# One made-up patient for so many cases, and no more than this: each is sealed under a key of its own.
CASES_TO_A_PATIENT = 4
MOST_PATIENTS = 20_000


def add_mass(count: int, seed: int, *, scenarios: int = 3) -> int:
    """Add `count` cases spread over eight years and the demonstration's departments; returns how many.

    The departments must be there (`build_network`). The same seed makes the same cases. One in fifty is still open
    (more when there are few); one in ten went to a meeting; every second has a study. Raises ValueError above
    MOST_ON_SQLITE without PostgreSQL.
    """
    if not copies_natively() and count > MOST_ON_SQLITE:
        raise ValueError(f"More than {MOST_ON_SQLITE:,} cases need PostgreSQL; this database has no COPY.")
    chance = Random(f"{seed} {Case.objects.count()}")
    console = Console(stderr=True)
    if not copies_natively():
        console.print("This database has no COPY: plain inserts, a few hundred cases a second.")
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Cases in bulk", total=count)
        patterns = _patterns(chance, scenarios)
        # All or nothing: an interrupted run leaves the database as it was, but for the few that were told.
        with indexes_built_afterwards(patterns.models() if count >= MANY else ()):
            patients = add_patients(chance, min(max(count // CASES_TO_A_PATIENT, 10), MOST_PATIENTS))
            _fill(plan(count, patterns, chance, now()), patterns, patients, chance, lambda n: bar.advance(task, n))
        bar.update(task, description="PDFs and statistics")
        print_what_waits()
        _settle()
        if copies_natively():
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    sys.stdout.write(f"{count:,} cases added.\n")
    return count


def _patterns(chance: Random, scenarios: int) -> Patterns:
    departments = list(Department.objects.filter(code__in=[row[0] for row in DEPARTMENTS]).select_related("trust"))
    today = now()
    with transaction.atomic(), jobs.held_back():
        told: Told = tell_lives(
            departments, chance, today - timedelta(days=400), today - LONGEST - timedelta(days=2), scenarios
        )
    return Patterns(**{name: [_read(ids) for ids in episodes] for name, episodes in vars(told).items()})


def _read(ids: list[UUID]) -> Pattern:
    return pattern_of(list(Case.objects.filter(pk__in=ids).select_related("department").order_by("reference")))


def _settle() -> None:
    """What people were told of these few dozen is neither news nor mail."""
    read_what_was_told_before(now())
    for job_id in Job.objects.filter(name=jobs.JobName.SEND_NOTIFICATION).values_list("pk", flat=True):
        jobs.cancel(job_id)


def _fill(
    planned: Iterator[Moved],
    patterns: Patterns,
    patients: dict[UUID, list[str]],
    chance: Random,
    step: Callable[[int], None],
) -> None:
    while batch := _batch(planned):
        drawn = ReferenceNumber.objects.bulk_create(
            [ReferenceNumber() for pattern, _shift in batch for _reference in pattern.references]
        )
        numbers = [one.pk for one in drawn]
        rows: dict[type[models.Model], list[Row]] = {model: [] for model in patterns.models()}
        for pattern, shift in batch:
            own, numbers = numbers[: len(pattern.references)], numbers[len(pattern.references) :]
            pattern.copy(rows, Copying(shift, own, patients[pattern.trust_id], chance))
        _write(rows)
        step(sum(pattern.cases for pattern, _shift in batch))


def _batch(planned: Iterator[Moved]) -> list[Moved]:
    batch, cases = list[Moved](), 0
    for moved in planned:
        batch.append(moved)
        cases += moved[0].cases
        if cases >= BATCH:
            break
    return batch


def _write(rows: dict[type[models.Model], list[Row]]) -> None:
    trails: set[Any] = {version_model(model) for model in rows if issubclass(model, TrackedModel)}
    for model, found in rows.items():
        if issubclass(model, TrackedModel):
            copy_tracked(model, found, rows[version_model(model)])
        elif model not in trails:
            copy_rows(model, found)

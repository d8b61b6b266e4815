"""Adds many plain cases by bulk, each a copy of a case that the domain told, with a trail as complete."""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
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
from apps.demo.lives import LONGEST, tell_lives
from apps.demo.network import DEPARTMENTS
from apps.demo.patterns import Pattern, Row, pattern_of
from apps.notifications.domain.telling import read_what_was_told_before

# Cases held in memory at once.
BATCH = 10_000
# From here on it pays to build the indexes at the end.
MANY = 50_000
YEARS = 8
# However much lies in the past, people can only have so much on their desks.
STILL_OPEN = 300
MOST_ON_SQLITE = 20_000


def add_mass(count: int, seed: int, *, scenarios: int = 3) -> int:
    """Add about `count` cases spread over eight years and the demonstration's departments; returns how many.

    The departments must be there (`build_network`). The same seed makes the same cases. They are over, but for the
    newest few hundred. Raises ValueError above MOST_ON_SQLITE without PostgreSQL.
    """
    if not copies_natively() and count > MOST_ON_SQLITE:
        raise ValueError(f"More than {MOST_ON_SQLITE:,} cases need PostgreSQL; this database has no COPY.")
    chance = Random(f"{seed} {Case.objects.count()}")
    console = Console(stderr=True)
    if not copies_natively():
        console.print("This database has no COPY: plain inserts, a few hundred cases a second.")
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Cases in bulk", total=count)
        over, still_open = _patterns(chance, scenarios)
        _fill(count, over, still_open, chance, lambda done: bar.advance(task, done))
        if copies_natively():
            bar.update(task, description="Statistics")
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    sys.stdout.write(f"{count:,} cases added.\n")
    return count


def _patterns(chance: Random, scenarios: int) -> tuple[list[Pattern], list[Pattern]]:
    departments = list(Department.objects.filter(code__in=[row[0] for row in DEPARTMENTS]).select_related("trust"))
    today = now()
    with transaction.atomic(), jobs.held_back():
        told = tell_lives(departments, chance, today - timedelta(days=400), today - timedelta(days=16), scenarios)
        # What people were told of these few dozen is neither news nor mail.
        read_what_was_told_before(now())
        for job_id in Job.objects.filter(name=jobs.JobName.SEND_NOTIFICATION).values_list("pk", flat=True):
            jobs.cancel(job_id)
    over, still_open = (_read(ids) for ids in told)
    return over, still_open


def _read(ids: list[UUID]) -> list[Pattern]:
    return [pattern_of(case) for case in Case.objects.filter(pk__in=ids).order_by("reference")]


def _fill(
    count: int, over: list[Pattern], still_open: list[Pattern], chance: Random, step: Callable[[int], None]
) -> None:
    """All or nothing: an interrupted run leaves the database as it was."""
    tables = {table.model: None for pattern in [*over, *still_open] for table in pattern.tables}
    with indexes_built_afterwards(tables if count >= MANY else ()):
        plan = _plan(count, over, still_open, chance)
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            drawn = ReferenceNumber.objects.bulk_create([ReferenceNumber() for _ in range(size)])
            rows: dict[type[models.Model], list[Row]] = {model: [] for model in tables}
            for number in drawn:
                pattern, shift = next(plan)
                pattern.copy(rows, shift, number.pk, chance)
            _write(rows)
            step(size)


def _write(rows: dict[type[models.Model], list[Row]]) -> None:
    trails: set[Any] = {version_model(model) for model in rows if issubclass(model, TrackedModel)}
    for model, found in rows.items():
        if issubclass(model, TrackedModel):
            copy_tracked(model, found, rows[version_model(model)])
        elif model not in trails:
            copy_rows(model, found)


def _plan(
    count: int, over: list[Pattern], still_open: list[Pattern], chance: Random
) -> Iterator[tuple[Pattern, timedelta]]:
    """Which pattern each case copies and how far it is moved in time, the oldest first."""
    today = now()
    left_open = min(STILL_OPEN, count // 4)
    first, last = today - timedelta(days=365 * YEARS), today - LONGEST - timedelta(days=4)
    for index in range(count - left_open):
        at = first + (last - first) * (index / (count - left_open))
        yield _moved(chance.choice(over), at, chance)
    for index in range(left_open):
        at = today - timedelta(days=14) + timedelta(days=8) * (index / left_open)
        yield _moved(chance.choice(still_open), at, chance)


def _moved(pattern: Pattern, at: datetime, chance: Random) -> tuple[Pattern, timedelta]:
    """Whole days, so that days stay days, and some minutes, so that no two cases came at once."""
    days = (at.date() - pattern.started.date()).days
    return pattern, timedelta(days=days, seconds=chance.randrange(3_600), microseconds=chance.randrange(1_000_000))

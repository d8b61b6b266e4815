"""The jobs port: the only way to ask for background work (docs/adr/0008)."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from apps.core.actor import Actor, ActorKind, acting_as
from apps.core.clock import is_by_day, now, start_of_day, today
from apps.core.errors import DomainError
from apps.core.models import Job, JobState

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
MAX_ATTEMPTS = 5


class JobName(StrEnum):
    """Every kind of background work; `settings.JOB_HANDLERS` says who does it."""

    RENDER_DOCUMENT = "documents.render"
    SEND_NOTIFICATION = "notifications.send"
    IMPORT_CASES = "intake.work"
    SEARCH_IMAGE = "cases.search_image"


QUEUES: dict[JobName, str] = {JobName.RENDER_DOCUMENT: "documents"}


def enqueue(name: JobName, *, actor: Actor, key: str, **payload: Any) -> Job:
    """Write the job's row now and send its id when the transaction commits.

    `payload` is JSON primitives. Asking again with the same `key` returns the first row and sends nothing.
    """
    job, created = Job.objects.get_or_create(
        key=f"{name}:{key}"[:200],
        defaults={
            "name": name.value,
            "queue": QUEUES.get(name, "default"),
            "payload": payload,
            "due_at": now(),
            "actor_kind": actor.kind.value,
            "actor_name": actor.name[:200],
            "actor_user_id": actor.user_id,
            "request_id": actor.request_id[:64],
        },
    )
    if created and is_by_day():
        Job.objects.filter(pk=job.pk).update(created_at=job.due_at)
    if created and not _held_back.get():
        transaction.on_commit(lambda: send(job.id, job.queue))
    return job


_held_back: ContextVar[bool] = ContextVar("jobs_held_back", default=False)


@contextmanager
def held_back() -> Iterator[None]:
    """Jobs asked for inside are written and not sent; the sweeper sends what is still due afterwards."""
    token = _held_back.set(True)
    try:
        yield
    finally:
        _held_back.reset(token)


def send(job_id: UUID, queue: str) -> None:
    """Hand the id to the broker; a broker that is away costs a delay, for the sweeper sends it again."""
    from apps.core.tasks import run_job  # the task module imports this one

    try:
        run_job.apply_async(args=(str(job_id),), queue=queue)
    except OperationalError as error:
        log.warning("job.not_sent", extra={"job": str(job_id), "error": type(error).__name__})


def claim(job_id: UUID) -> Job | None:
    """Take the job if it is due and nobody else holds it; None otherwise."""
    moment = now()
    free = Q(state=JobState.QUEUED, due_at__lte=moment) | Q(state=JobState.RUNNING, lease_until__lt=moment)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=JobState.RUNNING, lease_until=moment + LEASE, attempts=F("attempts") + 1
    )
    return Job.objects.get(pk=job_id) if taken else None


def run(job_id: UUID) -> JobState | None:
    """Claim and do one job; returns its state, or None when it was not there to be done."""
    job = claim(job_id)
    if job is None:
        return None
    if job.attempts > MAX_ATTEMPTS:
        # Its workers died each time, so that no fault was ever kept: trying for ever would kill the next one.
        return _finish(job, JobState.FAILED, "The worker stopped each time this was tried.")
    handler: Callable[..., None] = import_string(settings.JOB_HANDLERS[job.name])
    actor: Actor = import_string(settings.ACTOR_RESTORER)(job)
    try:
        with acting_as(actor):
            handler(actor=actor, job=job, **job.payload)
    except DomainError as refusal:
        return _finish(job, JobState.FAILED, refusal.message)
    except Exception as fault:  # the boundary of all background work: no fault may end the worker
        # The row keeps the name of the fault only: its words may quote clinical text.
        log.exception("job.failed", extra={"job": str(job.id), "job_name": job.name, "attempt": job.attempts})
        if job.attempts >= MAX_ATTEMPTS:
            return _finish(job, JobState.FAILED, type(fault).__name__)
        return _retry(job, type(fault).__name__)
    return _finish(job, JobState.DONE, "")


def _held(job: Job) -> QuerySet[Job]:
    # Only the holder of the lease finishes: a job cancelled or taken over meanwhile is left alone.
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def is_nobodys(job: Job) -> bool:
    """Whether somebody without a name caused it: its row may tell the day and no more (docs/adr/0013)."""
    return job.actor_kind == ActorKind.ANONYMOUS and job.actor_user_id is None and not job.request_id


def _finish(job: Job, state: JobState, error: str) -> JobState:
    if is_nobodys(job) and state == JobState.DONE:
        # When it was done is when it was asked for, within seconds.
        _held(job).delete()
        return state
    finished = start_of_day(today()) if is_nobodys(job) else now()
    _held(job).update(
        state=state, error=error[:2000], lease_until=None, finished_at=finished, progress=100 if state == "done" else 0
    )
    return state


def _retry(job: Job, error: str) -> JobState:
    wait = timedelta(seconds=15 * 2**job.attempts)
    _held(job).update(state=JobState.QUEUED, error=error[:2000], lease_until=None, due_at=now() + wait)
    return JobState.QUEUED


def note_progress(job: Job, percent: int) -> None:
    """Say how far the job is, for the page that waits; whoever says so is alive and keeps the job for longer."""
    _held(job).update(progress=max(0, min(100, percent)), lease_until=now() + LEASE)


def cancel(job_id: UUID) -> bool:
    """Stop a job that has not finished; True when there was something to stop."""
    return bool(
        Job.objects.filter(pk=job_id, state__in=[JobState.QUEUED, JobState.RUNNING]).update(
            state=JobState.CANCELLED, lease_until=None, finished_at=now()
        )
    )


def sweep() -> int:
    """Send again every job that is due or whose holder died; returns how many."""
    moment = now()
    due = Q(state=JobState.QUEUED, due_at__lte=moment) | Q(state=JobState.RUNNING, lease_until__lt=moment)
    waiting = list(Job.objects.filter(due).order_by("due_at").values_list("pk", "queue")[:500])
    for job_id, queue in waiting:
        send(job_id, queue)
    return len(waiting)

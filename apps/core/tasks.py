"""Celery's door to the jobs port: it carries an id and nothing else."""

from uuid import UUID

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from apps.core import idempotency, jobs, kept_input, repeating


@shared_task(name="core.run_job", acks_late=True, soft_time_limit=870, time_limit=900, ignore_result=True)
def run_job(job_id: str) -> None:
    """Do one job; does nothing when it is done, cancelled or held by another worker."""
    jobs.run(UUID(job_id))


@shared_task(name="core.sweep_jobs", time_limit=60, ignore_result=True)
def sweep_jobs() -> None:
    """Send again what is due; beat calls it every minute."""
    jobs.sweep()


@shared_task(name="core.purge", time_limit=300, ignore_result=True)
def purge() -> None:
    """Delete kept words, keys, digests of what was sent and sessions that have run out; beat calls it every hour."""
    kept_input.purge()
    idempotency.purge()
    repeating.purge()
    SessionStore.clear_expired()

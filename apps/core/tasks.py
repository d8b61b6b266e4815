"""Celery's door to the jobs port: it carries an id and nothing else."""

from uuid import UUID

from celery import shared_task

from apps.core import jobs


@shared_task(name="core.run_job", acks_late=True, time_limit=900, ignore_result=True)
def run_job(job_id: str) -> None:
    """Do one job; does nothing when it is done, cancelled or held by another worker."""
    jobs.run(UUID(job_id))


@shared_task(name="core.sweep_jobs", time_limit=60, ignore_result=True)
def sweep_jobs() -> None:
    """Send again what is due; beat calls it every minute."""
    jobs.sweep()

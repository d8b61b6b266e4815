"""Everything that happens by the clock, on one page; beat reads this table."""

from typing import Any

from celery.schedules import crontab

# Times of day are London's (CELERY_TIMEZONE). Each task may run twice or late: it does only what is due.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "send again the jobs that are due": {"task": "core.sweep_jobs", "schedule": 60.0},
    "carry out the steps of alerts that are due": {"task": "alerts.sweep", "schedule": 10.0},
    "remind of escalations that are late, and pass them on": {"task": "cases.pass_on", "schedule": 300.0},
    "delete kept words, idempotency keys and sessions that have run out": {"task": "core.purge", "schedule": 3600.0},
    "delete spreadsheets of cases that were not imported within a day": {"task": "intake.forget", "schedule": 3600.0},
    "remind of what is late": {"task": "portal.remind", "schedule": crontab(minute="30", hour="7-18")},
    # Once a day, so that the time of a notice says nothing about the hour of an anonymous case (docs/adr/0013).
    "tell chairs of what came without a name the day before": {
        "task": "portal.tell_of_anonymous",
        "schedule": crontab(minute="0", hour="6"),
    },
    "check that each status agrees with its account": {
        "task": "portal.check_lifecycles",
        "schedule": crontab(minute="40", hour="3"),
    },
}

"""Everything that happens by the clock, on one page; beat reads this table."""

from typing import Any

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "send again the jobs that are due": {"task": "core.sweep_jobs", "schedule": 60.0},
    "delete kept words, idempotency keys and sessions that have run out": {"task": "core.purge", "schedule": 3600.0},
}

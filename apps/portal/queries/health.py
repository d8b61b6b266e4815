"""What the readiness page says: the database, the broker, and how late the worker is."""

import socket
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Min, Q

from apps.alerts.queries.due import due_clocks
from apps.core.clock import now
from apps.core.models import Job, JobState

LATE = timedelta(minutes=5)
_PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}
_PATIENCE_SECONDS = 2.0


@dataclass(frozen=True)
class ServiceState:
    """Each part in one word; `worker_lag_seconds` is how long the oldest due job has waited.

    `alerts` is late when a step of a fail-safe alert has waited for that long: then beat or its worker stands still.
    """

    database: str
    broker: str
    worker: str
    worker_lag_seconds: int | None
    alerts: str = "unknown"

    @property
    def is_ready(self) -> bool:
        """Whether pages can be served."""
        return self.database == "ok"

    def as_json(self) -> dict[str, str | int | None]:
        """What the page says."""
        parts = (self.database, self.broker, self.worker, self.alerts)
        status = "unavailable" if not self.is_ready else "ok" if set(parts) <= {"ok", "not needed"} else "degraded"
        return {"status": status, **asdict(self)}


def state_of_service() -> ServiceState:
    """Ask each part once; never raises for a part that is away."""
    broker = _broker()
    try:
        oldest, overdue = _oldest_due(), due_clocks(now() - LATE).exists()
    except DatabaseError:
        return ServiceState("unavailable", broker, "unknown", None)
    lag = max(now() - oldest, timedelta()) if oldest else timedelta()
    worker = "late" if lag > LATE else "ok"
    return ServiceState("ok", broker, worker, int(lag.total_seconds()), "late" if overdue else "ok")


def _oldest_due() -> datetime | None:
    """Since when the oldest job that somebody should be doing has waited."""
    moment = now()
    found = Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).aggregate(
        due=Min("due_at", filter=Q(state=JobState.QUEUED, due_at__lte=moment)),
        dropped=Min("lease_until", filter=Q(state=JobState.RUNNING, lease_until__lt=moment)),
    )
    waiting = [one for one in found.values() if one is not None]
    return min(waiting, default=None)


def _broker() -> str:
    """Whether the broker's port answers; a folder needs no answer. Says nothing of its address."""
    address = urlsplit(settings.CELERY_BROKER_URL)
    if address.scheme not in _PORTS or not address.hostname:
        return "not needed"
    try:
        with socket.create_connection((address.hostname, address.port or _PORTS[address.scheme]), _PATIENCE_SECONDS):
            return "ok"
    except OSError:
        return "unavailable"

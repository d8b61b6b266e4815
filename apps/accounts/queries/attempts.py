"""Failed sign-ins, as the lock-out counts them."""

from datetime import datetime, timedelta

from axes.helpers import get_cool_off
from axes.models import AccessAttempt

from apps.core.clock import now


def free_again_at(username: str, address: str) -> datetime:
    """When this pair of user and address may try again: the cool-off after the last counted failure."""
    wait: timedelta = get_cool_off() or timedelta(0)
    last: datetime | None = (
        AccessAttempt.objects.filter(username=username, ip_address=address)
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    return (last or now()) + wait

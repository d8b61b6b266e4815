"""What is shown after too many failed sign-ins."""

from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.middleware import address_of
from apps.core.clock import now


def free_again_at(username: str, address: str) -> datetime:
    """When this pair of user and address may try again: the cool-off after the last counted failure."""
    wait = get_cool_off() or timedelta(0)
    last = (
        AccessAttempt.objects.filter(username=username, ip_address=address)
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    return (last or now()) + wait


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The page of axes.AXES_LOCKOUT_CALLABLE; the same for addresses that have an account and those that have none."""
    username = str((credentials or {}).get("username") or "")
    again = free_again_at(username, address_of(request))
    response = render(request, "accounts/locked_out.html", {"again_at": again}, status=429)
    response["Retry-After"] = str(max(1, int((again - now()).total_seconds())))
    return response

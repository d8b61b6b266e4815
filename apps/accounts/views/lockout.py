"""What is shown after too many failed sign-ins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.middleware import address_of
from apps.accounts.queries.attempts import free_again_at
from apps.core.clock import now


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The page of axes.AXES_LOCKOUT_CALLABLE; the same for addresses that have an account and those that have none."""
    username = str((credentials or {}).get("username") or "")
    again = free_again_at(username, address_of(request))
    response = render(request, "accounts/locked_out.html", {"again_at": again}, status=429)
    response["Retry-After"] = str(max(1, int((again - now()).total_seconds())))
    return response

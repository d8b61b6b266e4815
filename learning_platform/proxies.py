"""Finds the browser's address behind the reverse proxies that the installation says it has."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Sets REMOTE_ADDR from X-Forwarded-For, counted from the right by TRUSTED_PROXIES.

    What stands further left was written by the browser and could be anything; with no trusted proxy the
    header is not looked at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve with the address put right."""
        proxies = settings.TRUSTED_PROXIES
        if proxies:
            hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            if len(hops) >= proxies and hops[-proxies]:
                request.META["REMOTE_ADDR"] = hops[-proxies]
        return self.get_response(request)

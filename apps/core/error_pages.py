"""Pages for what went wrong: what happened and what to do next; the API's shape under /api/."""

import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from apps.core.busy import is_busy

API = "/api/"
#: Statuses for which a bare answer from Django or a library is given our page.
_DRESSED = frozenset({400, 403, 404, 405, 413, 429, 503})
_CODES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    429: "too_many_requests",
    500: "server_error",
    503: "unavailable",
}


def words(status: int) -> tuple[str, str]:
    """Title and message of a status."""
    said = {
        400: (_("That request could not be read"), _("Go back and try again. If it happens twice, tell us.")),
        403: (
            _("You cannot do this"),
            _("Your roles do not allow it. Your department lead can change them."),
        ),
        404: (_("Page not found"), _("There is nothing at this address, or nothing that you can see.")),
        405: (
            _("That does not work here"),
            _("This address cannot be used in that way. Start from the home page."),
        ),
        413: (_("That was too large"), _("Send a smaller file or less text. Nothing was saved.")),
        429: (_("Too many tries"), _("Wait a few minutes, then try again.")),
        500: (
            _("Something went wrong"),
            _("It is our fault, not yours. Nothing was half saved. Try again shortly."),
        ),
        503: (_("The service is busy"), _("Nothing was changed. Wait a few seconds and try again.")),
    }
    return said[status]


def error_response(request: HttpRequest, status: int) -> HttpResponse:
    """Our page for a status; JSON for the API. Never fails because of the database."""
    title, message = words(status)
    reference = str(getattr(request, "request_id", "") or "")
    if request.path.startswith(API):
        body = {"code": _CODES[status], "message": message, "fields": {}}
        return JsonResponse(body, status=status)
    context: dict[str, Any] = {"page_title": title, "message": message, "reference": reference}
    template = f"errors/{status}.html"
    # A page for a fault may not ask the database anything: that may be what is broken.
    plain = {**context, "user": None, "nav_items": []}
    if status in (500, 503):
        return HttpResponse(render_to_string(template, plain), status=status)
    try:
        return HttpResponse(render_to_string(template, context, request=request), status=status)
    except DatabaseError:
        return HttpResponse(render_to_string(template, plain), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400; a body beyond the limit is a 413, which says what to do."""
    return error_response(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return error_response(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404; the same words whether there is nothing or nothing visible."""
    return error_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500; a database that was busy outside any view, as when a session is saved, is a 503."""
    return error_response(request, 503 if is_busy(sys.exc_info()[1]) else 500)


class ErrorPageMiddleware:
    """Gives our page to answers that come without any, such as the empty 405 of a view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve, then dress a bare refusal; its headers, such as Allow and Retry-After, stay."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or response.status_code not in _DRESSED or response.content:
            return response
        if request.method == "HEAD":
            return response
        dressed = error_response(request, response.status_code)
        for name, value in response.items():
            if name.lower() not in ("content-type", "content-length"):
                dressed[name] = value
        return dressed

"""Pages that must not know who asks: whatever a request carries about browser, person and place is taken off first.

Nothing behind this middleware can then read a cookie, a session, an address or a browser's name, and nothing is set:
a signed-in browser that opens such a page is treated as any other and leaves no row (docs/adr/0013).
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

START = "/anonymous/"
# What stays of a request, besides Django's own keys for method, path and body.
_KEPT_HEADERS = frozenset({"HTTP_HOST", "HTTP_X_FORWARDED_PROTO"})
_SAYS_WHO = frozenset({"REMOTE_ADDR", "REMOTE_HOST", "REMOTE_PORT", "REMOTE_USER"})

_serving: ContextVar[bool] = ContextVar("serving_unobserved", default=False)


def is_serving_unobserved() -> bool:
    """Whether such a page is being served now: no log line may be written meanwhile."""
    return _serving.get()


def is_unobserved(path: str) -> bool:
    """Whether a page at this path must not know who asks."""
    return f"{path.rstrip('/')}/".startswith(START)


class UnobservedMiddleware:
    """Takes off what says who asks, and puts nothing on the answer by which the browser would be known again.

    Stands before everything that reads a request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve as to anybody."""
        if not is_unobserved(request.path_info):
            return self.get_response(request)
        _take_off(request)
        token = _serving.set(True)
        try:
            response = self.get_response(request)
        finally:
            _serving.reset(token)
        response.cookies.clear()
        for name in ("X-Request-ID", "Vary"):
            del response[name]
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


def _take_off(request: HttpRequest) -> None:
    for name in list(request.META):
        if name in _SAYS_WHO or (name.startswith("HTTP_") and name not in _KEPT_HEADERS):
            del request.META[name]
    request.META["REMOTE_ADDR"] = ""
    request.META["QUERY_STRING"] = ""
    # Read before by nobody: what Django keeps of headers and cookies is made when it is first asked for.
    for cached in ("COOKIES", "GET", "headers"):
        request.__dict__.pop(cached, None)

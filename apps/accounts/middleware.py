"""Gives each request its actor."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from apps.accounts.actors import actor_for
from apps.core.actor import Source, acting_as, anonymous_actor


def address_of(request: HttpRequest) -> str:
    """The address that the request came from, as the web server tells it."""
    return str(request.META.get("REMOTE_ADDR", ""))


class ActorMiddleware:
    """Sets `request.actor` and `request.request_id`; everything below is attributed to that actor.

    An API request with a token gets its actor from the authenticator instead, which replaces this one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve as whoever is signed in; as nobody otherwise."""
        request_id = uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]  # read by the logs and the error pages
        if request.user.is_authenticated:
            source = Source.ADMIN if request.path.startswith("/admin/") else Source.PAGE
            actor = actor_for(request.user, source=source, address=address_of(request), request_id=request_id)
        else:
            actor = anonymous_actor()
        request.actor = actor  # type: ignore[attr-defined]  # read by guarded views
        with acting_as(actor):
            return self.get_response(request)

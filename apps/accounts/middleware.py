"""Ends sessions at their limits without losing what was typed, and gives each request its actor."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.accounts.actors import actor_for
from apps.core.actor import Source, acting_as, anonymous_actor
from apps.core.clock import now
from apps.core.kept_input import address_of as address_of_form
from apps.core.kept_input import came_from, keep, keep_unclaimed, page_of_typed, typed, typed_fields
from apps.core.unobserved import is_unobserved

STARTED = "signed_in_at"
LAST_SEEN = "last_seen_at"
IDLE = "idle"
ABSOLUTE = "absolute"


def address_of(request: HttpRequest) -> str:
    """The address that the request came from; the project's first middleware has already seen through our proxies."""
    return str(request.META.get("REMOTE_ADDR", ""))


def sign_in_address(next_address: str, why: str = "") -> str:
    """The sign-in page, coming back to `next_address`; `why` says which limit ended the session."""
    query = {"next": next_address, **({"why": why} if why else {})}
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}"


@dataclass(frozen=True)
class Ended:
    """Whose session this request ended, and at which limit."""

    user_id: UUID
    why: str


class SessionLimitsMiddleware:
    """Ends a session that was idle or open for too long; what a form then brought is kept for its person.

    Stands after the forgery check and before the sign-in check. Idle time is noted once a minute, not on each
    click, so that reading does not write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End the session if it is over its limits, then serve."""
        request.session_ended = self._end_if_over(request) if request.user.is_authenticated else None  # type: ignore[attr-defined]  # read below
        return self.get_response(request)

    def _end_if_over(self, request: HttpRequest) -> Ended | None:
        moment = now().timestamp()
        session = request.session
        started = float(session.setdefault(STARTED, moment))
        seen = float(session.get(LAST_SEEN, moment))
        why = ""
        if moment - started > settings.SESSION_ABSOLUTE_SECONDS:
            why = ABSOLUTE
        elif moment - seen > settings.SESSION_IDLE_SECONDS:
            why = IDLE
        if not why:
            if LAST_SEEN not in session or moment - seen > min(60, settings.SESSION_IDLE_SECONDS / 20):
                session[LAST_SEEN] = moment
            return None
        user: Any = request.user
        actor = actor_for(user, address=address_of(request))
        record_access(actor=actor, action=AccessAction.SIGN_OUT, object_label="session", code=why)
        with acting_as(actor):
            logout(request)
        return Ended(user.pk, why)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Sends a signed-out request to the sign-in page; a form's words are kept, or shown when nobody knows whose."""
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        ended: Ended | None = getattr(request, "session_ended", None)
        if request.method == "POST":
            return self._after_lost_form(request, ended)
        # A page may put aside what its address carries, so that the sign-in page's own address does not repeat it.
        put_aside: Callable[[HttpRequest], HttpResponse | None] | None = getattr(
            getattr(view, "view_class", None), "before_sign_in", None
        )
        aside = put_aside(request) if put_aside else None
        if aside is not None:
            return aside
        return redirect(sign_in_address(request.get_full_path(), ended.why)) if ended else None

    def _after_lost_form(self, request: HttpRequest, ended: Ended | None) -> HttpResponse:
        if ended:
            kept = keep(request, ended.user_id)
            back = address_of_form(request, kept) if kept else came_from(request)
            return redirect(sign_in_address(back, ended.why))
        if typed_fields(typed(request)):
            # The browser has no session, so nobody knows whose words these are: show them at once, and keep them for a
            # short time for who signs in here.
            kept = keep_unclaimed(request)
            return page_of_typed(
                request,
                status=403,
                title=_("You are not signed in"),
                message=_("Nothing was saved, because this browser is not signed in any more."),
                sign_in=sign_in_address(address_of_form(request, kept) if kept else came_from(request)),
                kept=kept is not None,
            )
        return redirect(sign_in_address(came_from(request)))


class ActorMiddleware:
    """Sets `request.actor` and `request.request_id`; everything below is attributed to that actor.

    An API request with a token gets its actor from the authenticator instead, which replaces this one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve as whoever is signed in; as nobody otherwise."""
        request_id = "" if is_unobserved(request.path_info) else uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]  # read by the logs and the error pages
        if request.user.is_authenticated:
            source = Source.ADMIN if request.path.startswith("/admin/") else Source.PAGE
            actor = actor_for(request.user, source=source, address=address_of(request), request_id=request_id)
        else:
            actor = anonymous_actor()
        request.actor = actor  # type: ignore[attr-defined]  # read by guarded views
        with acting_as(actor):
            response = self.get_response(request)
        if request.actor.user_id is not None:  # type: ignore[attr-defined]  # a token's authenticator may have set it
            # A person may quote it; a submitter without a name gets none to be traced by.
            response["X-Request-ID"] = request_id
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
        return response

"""Turns refusals into pages that keep what was typed, and writes them down after the view was rolled back."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_resolver
from django.utils.translation import gettext as _

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.core.actor import ActorKind
from apps.core.busy import is_busy
from apps.core.errors import DomainError, Forbidden, NotVisible, Stale, Unavailable
from apps.core.kept_input import page_of_typed, typed, typed_fields

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 10


def _title(refusal: DomainError) -> str:
    if isinstance(refusal, Forbidden):
        return _("You cannot do this")
    if isinstance(refusal, NotVisible):
        return _("Page not found")
    if isinstance(refusal, Stale):
        return _("Somebody else changed this first")
    if isinstance(refusal, Unavailable):
        return _("The service is busy")
    return _("This was not saved")


def _message(refusal: DomainError) -> str:
    return " ".join([refusal.message, *(words for words in refusal.fields.values() if words != refusal.message)])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The product's page for an address that shows nothing."""
    handler: Any = get_resolver().resolve_error_handler(404)
    response: HttpResponse = handler(request, exception=exception)
    return response


def refused_page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A refusal that no view dealt with, as a page; whatever was typed is on it."""
    if isinstance(refusal, NotVisible) and not (request.method == "POST" and typed_fields(typed(request))):
        return not_found(request, refusal)
    message = _("There is nothing here that you can see.") if isinstance(refusal, NotVisible) else _message(refusal)
    return page_of_typed(request, status=refusal.status, title=_title(refusal), message=message)


def busy_page(request: HttpRequest) -> HttpResponse:
    """The database could not be written to in time; whatever was typed is on the page."""
    words = _("The database was busy for too long, so nothing was changed. Wait a few seconds and try again.")
    response = page_of_typed(request, status=503, title=_("The service is busy"), message=words)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


class RefusalMiddleware:
    """Records what a view refused, and answers refusals that no view dealt with; sits inside ActorMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve, then record the refusal that was noted on the request."""
        response = self.get_response(request)
        refusal = getattr(request, "access_refusal", None)
        # Nobody's row may join an anonymous submitter to a record (DESIGN C0).
        if refusal and request.actor.kind is not ActorKind.ANONYMOUS:  # type: ignore[attr-defined]  # ActorMiddleware
            try:
                self._record(request, refusal)
            except OperationalError:
                # The refusal stands; without its row the page is not shown as it is.
                return busy_page(request)
        return response

    def _record(self, request: HttpRequest, refusal: tuple[str, str, str]) -> None:
        code, label, object_id = refusal
        record_access(
            actor=request.actor,  # type: ignore[attr-defined]  # set by ActorMiddleware
            action=AccessAction.REFUSED,
            object_label=label[:60],
            object_id=object_id[:64],
            code=code,
        )

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a refusal or a busy database; None for everything else."""
        if isinstance(exception, DomainError):
            self._note(request, exception)
            return refused_page(request, exception)
        if isinstance(exception, Http404):
            return refused_page(request, NotVisible()) if request.method == "POST" else None
        if is_busy(exception):
            log.warning("database.busy", extra={"exception": type(exception).__name__})
            return busy_page(request)
        return None

    def _note(self, request: HttpRequest, refusal: DomainError) -> None:
        # A domain function that says "not you" is a refusal of access, like a view's own.
        if not isinstance(refusal, Forbidden | NotVisible) or getattr(request, "access_refusal", None):
            return
        match = request.resolver_match
        named = str(next(iter(match.kwargs.values()), "")) if match else ""
        request.access_refusal = (refusal.code, match.view_name if match else "", named)  # type: ignore[attr-defined]

"""Every error of the API in one shape: `{code, message, fields}`."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from apps.access.guard import Guard
from apps.core.busy import is_busy
from apps.core.errors import DomainError

log = logging.getLogger(__name__)

# DRF's own exceptions by status: our code and words. A status that is not here keeps DRF's.
_CODES: dict[int, tuple[str, Callable[[], str]]] = {
    401: ("not_authenticated", lambda: _("Send a valid token: “Authorization: Bearer” and the token.")),
    403: ("forbidden", lambda: _("This is not allowed.")),
    404: ("not_found", lambda: _("Not found.")),
}


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every error as `{code, message, fields}`; None leaves a fault of ours to the 500 handler."""
    if isinstance(exc, DomainError):
        set_rollback()
        _note(exc, context)
        return _answer(exc.status, exc.code, exc.message, exc.fields)
    if is_busy(exc):
        set_rollback()
        log.warning("database.busy")
        message = _("The database was busy for too long, so nothing was changed. Try again.")
        return _answer(503, "busy", message, headers={"Retry-After": "10"})
    if isinstance(exc, DjangoValidationError):
        exc = exceptions.ValidationError(getattr(exc, "message_dict", None) or {"non_field_errors": exc.messages})
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if not isinstance(exc, exceptions.APIException):
        return None
    set_rollback()
    return _from_drf(exc)


def _note(exc: DomainError, context: Mapping[str, Any]) -> None:
    request, view = context.get("request"), context.get("view")
    if exc.status != 403 or not isinstance(view, Guard) or request is None:
        return
    if not getattr(request._request, "access_refusal", None):
        view.note_refusal(exc.code, str(next(iter((context.get("kwargs") or {}).values()), "")))


def _from_drf(exc: exceptions.APIException) -> Response:
    headers: dict[str, str] = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header  # type: ignore[attr-defined]  # set by DRF's handler loop
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait) + 1)  # type: ignore[attr-defined]  # Throttled
    if isinstance(exc, exceptions.ValidationError):
        return _answer(400, "invalid", _("Some of what was sent cannot be taken."), flat_fields(exc.detail))
    code, words = str(getattr(exc, "default_code", "error")), str(exc.detail)
    if exc.status_code in _CODES:
        code, say = _CODES[exc.status_code]
        # A refused token says why it was refused; a missing one how to send it.
        words = words if isinstance(exc, exceptions.AuthenticationFailed) else say()
    return _answer(exc.status_code, code, words, headers=headers)


def flat_fields(detail: Any, prefix: str = "") -> dict[str, str]:
    """DRF's nested messages as one flat table: `studies.0.part` -> message."""
    if isinstance(detail, Mapping):
        pairs = [(str(name), value) for name, value in detail.items()]
    elif isinstance(detail, list) and any(isinstance(one, Mapping | list) for one in detail):
        pairs = [(str(index), value) for index, value in enumerate(detail) if value]
    else:
        words = [str(one) for one in detail] if isinstance(detail, list) else [str(detail)]
        return {prefix or "non_field_errors": " ".join(words)}
    flat: dict[str, str] = {}
    for name, value in pairs:
        flat.update(flat_fields(value, f"{prefix}.{name}" if prefix else name))
    return flat


def _answer(
    status: int,
    code: str,
    message: str,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    body = {"code": code, "message": message, "fields": dict(fields or {})}
    return Response(body, status=status, headers=dict(headers or {}))

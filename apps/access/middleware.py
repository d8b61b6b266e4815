"""Writes down refusals after the view's own transaction has been rolled back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apps.access.log import record_access
from apps.access.models import AccessAction


class RefusalMiddleware:
    """Records what a view refused; sits inside ActorMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve, then record the refusal that the view noted on the request."""
        response = self.get_response(request)
        refusal = getattr(request, "access_refusal", None)
        if refusal:
            code, label, object_id = refusal
            record_access(
                actor=request.actor,  # type: ignore[attr-defined]  # set by ActorMiddleware
                action=AccessAction.REFUSED,
                object_label=label,
                object_id=object_id,
                code=code,
            )
        return response

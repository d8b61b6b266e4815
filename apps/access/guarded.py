"""Base class of every page: a declared permission, a 404 for what is invisible, and a record of each look.

A view that shows one record sets `permission` and implements `load`; one that shows many implements `get` and
calls `record_list`. A refusal is noted on the request and written by `RefusalMiddleware`, because the view's
own transaction is rolled back.
"""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views import View

from apps.access.guard import Guard
from apps.core.actor import Actor
from apps.core.errors import NotVisible


class GuardedRequest(HttpRequest):
    """A request after ActorMiddleware: it carries its actor."""

    actor: Actor
    access_refusal: tuple[str, str, str] | None


class GuardedView(Guard, View):
    """A page behind a permission; see Guard for what a subclass declares."""

    template_name: ClassVar[str] = ""

    request: GuardedRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Load, ask the policy, record the look, then serve."""
        self.actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
        try:
            self.admit(**kwargs)
        except NotVisible as hidden:
            raise Http404(hidden.message) from hidden
        return super().dispatch(request, *args, **kwargs)

    def page(self, context: dict[str, Any], status: int = 200, template: str | None = None) -> HttpResponse:
        """Render this view's template."""
        return render(self.request, template or self.template_name, context, status=status)

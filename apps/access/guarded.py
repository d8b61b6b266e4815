"""Base classes of every page: a declared permission, a 404 for what is invisible, and a record of each look.

A view that shows one record sets `permission` and implements `load`; one that shows many implements `get` and
calls `record_list`. A refusal is noted on the request and written by `RefusalMiddleware`, because the view's
own transaction is rolled back.
"""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views import View

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.access.policy import AccessFacts, may, may_somewhere
from apps.access.words import refusal_words
from apps.core.actor import Actor
from apps.core.errors import Forbidden, NotVisible


class GuardedRequest(HttpRequest):
    """A request after ActorMiddleware: it carries its actor."""

    actor: Actor
    access_refusal: tuple[str, str, str] | None


class GuardedView(View):
    """A page behind a permission.

    `permission` is asked of the loaded record's facts, or of any department when `load` returns None.
    `view_permission` decides between 404 (may not even see it) and 403 (sees it, may not do this).
    """

    permission: ClassVar[Permission]
    view_permission: ClassVar[Permission | None] = None
    object_label: ClassVar[str] = ""
    access_action: ClassVar[AccessAction | None] = AccessAction.VIEW
    template_name: ClassVar[str] = ""

    request: GuardedRequest
    actor: Actor
    subject: Any = None

    def load(self, **kwargs: Any) -> Any:
        """The record that the address names, loaded through its app's `visible_to`; raises NotVisible."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Load, ask the policy, record the look, then serve."""
        self.actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
        try:
            self.subject = self.load(**kwargs)
            self.ask(self.permission, self.subject)
        except NotVisible as hidden:
            self._refuse("not_visible", str(next(iter(kwargs.values()), "")))
            raise Http404(hidden.message) from hidden
        if self.subject is not None and self.access_action is not None:
            self.record_one(self.access_action, self.subject)
        return super().dispatch(request, *args, **kwargs)

    def ask(self, permission: Permission, subject: Any) -> None:
        """Raise NotVisible or Forbidden unless the actor may."""
        if subject is None:
            if not may_somewhere(self.actor, permission):
                raise NotVisible
            return
        facts: AccessFacts = subject.access_facts()
        seeing = self.view_permission
        if seeing is not None and not may(self.actor, seeing, facts):
            raise NotVisible
        decision = may(self.actor, permission, facts)
        if decision:
            return
        if seeing is None:
            raise NotVisible
        self._refuse(decision.code, str(subject.pk))
        raise Forbidden(decision.code, refusal_words(decision.code))

    def _refuse(self, code: str, object_id: str) -> None:
        self.request.access_refusal = (code, self.object_label or type(self).__name__, object_id)

    def record_one(self, action: AccessAction, subject: Any, purpose: str = "") -> None:
        """Record a look at one record."""
        record_access(
            actor=self.actor,
            action=action,
            object_label=self.object_label or subject._meta.label_lower,
            object_id=subject.pk,
            department_id=subject.access_facts().department_id,
            purpose=purpose,
        )

    def record_list(self, ids: Iterable[UUID], label: str, query: dict[str, str] | None = None) -> None:
        """Record a look at a list: one row, with the count and a digest."""
        record_access(
            actor=self.actor,
            action=AccessAction.SEARCH if query else AccessAction.LIST,
            object_label=label,
            ids=ids,
            query=query,
        )

    def page(self, context: dict[str, Any], status: int = 200, template: str | None = None) -> HttpResponse:
        """Render this view's template."""
        return render(self.request, template or self.template_name, context, status=status)

"""What a guarded page and a guarded API view have in common: load, ask the policy, record the look."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.access.policy import AccessFacts, may, may_somewhere
from apps.access.words import refusal_words
from apps.core.actor import Actor
from apps.core.errors import Forbidden, NotVisible


class Guard:
    """Something behind a permission.

    `permission` is asked of the loaded record's facts, or of any department when `load` returns None.
    `view_permission` decides between 404 (may not even see it) and 403 (sees it, may not do this).
    """

    permission: ClassVar[Permission]
    view_permission: ClassVar[Permission | None] = None
    object_label: ClassVar[str] = ""
    access_action: ClassVar[AccessAction | None] = AccessAction.VIEW

    request: Any
    actor: Actor
    subject: Any = None

    def load(self, **kwargs: Any) -> Any:
        """The record that the address names, loaded through its app's `visible_to`; raises NotVisible."""
        return None

    def needed(self) -> Permission:
        """The permission that this request needs; a view that needs different ones by method overrides it."""
        return self.permission

    def admit(self, **kwargs: Any) -> None:
        """Load, ask and record the look. Raises NotVisible or Forbidden; the refusal is noted for the log."""
        needed = self.needed()
        self.check_scope(needed)
        try:
            self.subject = self.load(**kwargs)
            self.ask(needed, self.subject)
        except NotVisible:
            self.note_refusal("not_visible", str(next(iter(kwargs.values()), "")))
            raise
        if self.subject is not None and self.access_action is not None:
            self.record_one(self.access_action, self.subject)

    def check_scope(self, permission: Permission) -> None:
        """Raise Forbidden when a token was not made for this; says so before anything is looked up."""
        if self.actor.scopes is not None and permission not in self.actor.scopes:
            self.note_refusal("outside_token_scope", "")
            raise Forbidden("outside_token_scope", refusal_words("outside_token_scope"))

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
        self.note_refusal(decision.code, str(subject.pk))
        raise Forbidden(decision.code, refusal_words(decision.code))

    def note_refusal(self, code: str, object_id: str) -> None:
        """Leave the refusal on the request; RefusalMiddleware writes it, since this transaction is rolled back."""
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

"""What every page about one learning summary shares."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.core.errors import NotVisible
from apps.learning.models import LearningSummary
from apps.learning.queries.visible import visible_to


class OneSummary(GuardedView):
    """A page about one summary; 404 for whoever may not see it."""

    permission = Permission.LEARNING_VIEW
    view_permission: ClassVar[Permission | None] = Permission.LEARNING_VIEW
    object_label = "learning.learningsummary"
    subject: LearningSummary

    def load(self, **kwargs: Any) -> LearningSummary:
        """The summary, if the actor may see it."""
        found = (
            visible_to(self.actor)
            .prefetch_related("authors__person", "approvals__approved_by")
            .filter(pk=kwargs["summary_id"])
        )
        summary = found.first()
        if summary is None:
            raise NotVisible(_("There is no such summary."))
        return summary

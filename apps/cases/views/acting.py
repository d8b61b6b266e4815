"""Follow-up actions: adding, finishing, cancelling."""

from abc import abstractmethod
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.cases.domain.acting import add_action, cancel_action, finish_action
from apps.cases.enums import ActionKind
from apps.cases.forms.base import choices_of
from apps.cases.forms.working import AddActionForm, CancelActionForm, FinishActionForm
from apps.cases.models import Case, FollowUpAction
from apps.cases.queries.choosing import people_here
from apps.cases.queries.detail import action_for, visible_case
from apps.cases.views.form_page import FormPage
from apps.core.forms.base import PlatformForm


class AddAction(FormPage):
    """Ask a named person to do something by a date."""

    permission = Permission.ACTION_MANAGE
    view_permission = Permission.CASE_VIEW
    form_class = AddActionForm
    template_name = "cases/work.html"

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return visible_case(self.actor, kwargs["pk"])

    def options_of_form(self) -> dict[str, Any]:
        """Who can do it."""
        return {"people": choices_of(people_here(self.subject.department_id))}

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words."""
        case: Case = self.subject
        return {
            "case": case,
            "heading": _("Add a follow-up action"),
            "caption": case.reference,
            "lead": _("An addendum and the notices around it are due 14 days after the difference was identified."),
            "button": _("Add the action"),
            "back": case.get_absolute_url(),
        }

    def carry_out(self, form: Any) -> str:
        """Add it."""
        given = form.cleaned_data
        add_action(
            actor=self.actor,
            case_id=self.subject.pk,
            kind=ActionKind(given["kind"]),
            what=given["what"],
            owner_id=UUID(given["owner"]),
            due_on=given["due_on"],
            key=given["submission_key"],
            unless_repeated=True,
        )
        messages.success(self.request, _("The action is added."))
        return f"{self.subject.get_absolute_url()}#actions"


class _EndAction(FormPage):
    """What finishing and cancelling have in common."""

    permission = Permission.ACTION_MANAGE
    object_label = "cases.followupaction"
    template_name = "cases/work.html"

    def load(self, **kwargs: Any) -> FollowUpAction:
        """The action."""
        return action_for(self.actor, kwargs["pk"])

    @abstractmethod
    def heading(self) -> tuple[str, str]:
        """The page's title and button."""

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words."""
        found: FollowUpAction = self.subject
        heading, button = self.heading()
        return {
            "case": found.case,
            "heading": heading,
            "caption": found.case.reference,
            "lead": found.what,
            "button": button,
            "back": self.back(),
        }

    def back(self) -> str:
        """The case; an owner who may not read it goes home."""
        if self.reads_case():
            return f"{self.subject.case.get_absolute_url()}#actions"
        return "/"

    def reads_case(self) -> bool:
        """Whether the case itself may be opened."""
        return bool(may(self.actor, Permission.CASE_VIEW, self.subject.case.access_facts()))


class FinishAction(_EndAction):
    """Record that it was done."""

    form_class = FinishActionForm

    def heading(self) -> tuple[str, str]:
        """The page's title and button."""
        return _("Record the action as done"), _("It is done")

    def carry_out(self, form: Any) -> str:
        """Finish it."""
        finish_action(actor=self.actor, action_id=self.subject.pk, evidence=form.cleaned_data["evidence"])
        messages.success(self.request, _("The action is recorded as done."))
        return self.back()


class CancelAction(_EndAction):
    """Cancel it, with a reason."""

    form_class = CancelActionForm

    def heading(self) -> tuple[str, str]:
        """The page's title and button."""
        return _("Cancel the action"), _("Cancel the action")

    def carry_out(self, form: Any) -> str:
        """Cancel it."""
        cancel_action(actor=self.actor, action_id=self.subject.pk, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("The action is cancelled."))
        return self.back()

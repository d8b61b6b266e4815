"""Follow-up actions: adding, finishing, cancelling."""

from abc import abstractmethod
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import may
from apps.cases.domain.acting import add_action, cancel_action, finish_action, move_action, reassign_action
from apps.cases.domain.completing import Completion, demanded_of
from apps.cases.enums import ActionKind
from apps.cases.forms.base import choices_of
from apps.cases.forms.patient_first import FinishActionForm, MoveActionForm, ReassignForm
from apps.cases.forms.working import AddActionForm, CancelActionForm
from apps.cases.models import Case, FollowUpAction
from apps.cases.presenters.follow_up import action_page
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


class ActionPage(GuardedView):
    """One follow-up action: what, who, by when, what was done, and what can be done about it."""

    permission = Permission.ACTION_MANAGE
    object_label = "cases.followupaction"
    template_name = "cases/action.html"

    def load(self, **kwargs: Any) -> FollowUpAction:
        """The action."""
        return action_for(self.actor, kwargs["pk"])

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The page."""
        found: FollowUpAction = self.subject
        return self.page({"action": found, "case": found.case, **action_page(self.actor, found)})


class _ChangeAction(FormPage):
    """What the forms about one action have in common."""

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
        """The action's page."""
        return reverse("cases:action", args=[self.subject.pk])

    def onward_after(self) -> str:
        """The case; an owner who may not read it stays with the action."""
        case: Case = self.subject.case
        if may(self.actor, Permission.CASE_VIEW, case.access_facts()):
            return f"{case.get_absolute_url()}#actions"
        return self.back()


class FinishAction(_ChangeAction):
    """Record that it was done: who, when and how."""

    form_class = FinishActionForm

    def heading(self) -> tuple[str, str]:
        """The page's title and button."""
        return _("Record the action as done"), _("It is done")

    def options_of_form(self) -> dict[str, Any]:
        """What this kind of action asks."""
        found: FollowUpAction = self.subject
        return {"kind": found.kind, "demanded": demanded_of(found)}

    def carry_out(self, form: Any) -> str:
        """Finish it."""
        given = form.cleaned_data
        finish_action(
            actor=self.actor,
            action_id=self.subject.pk,
            evidence=given["evidence"],
            completion=Completion(
                happened=given["happened"],
                who=given["who"],
                told_how=given.get("told_how", ""),
                system=given.get("system", ""),
            ),
        )
        messages.success(self.request, _("The action is recorded as done."))
        return self.onward_after()


class CancelAction(_ChangeAction):
    """Cancel it, or say that it does not apply, with a reason."""

    form_class = CancelActionForm

    def heading(self) -> tuple[str, str]:
        """The page's title and button."""
        if self.subject.is_standing:
            return _("This action does not apply"), _("It does not apply")
        return _("Cancel the action"), _("Cancel the action")

    def carry_out(self, form: Any) -> str:
        """Cancel it."""
        ended = cancel_action(actor=self.actor, action_id=self.subject.pk, reason=form.cleaned_data["reason"])
        done = (
            _("It is recorded that the action does not apply.") if ended.is_standing else _("The action is cancelled.")
        )
        messages.success(self.request, done)
        return self.onward_after()


class ReassignAction(_ChangeAction):
    """Give it to somebody else."""

    form_class = ReassignForm

    def heading(self) -> tuple[str, str]:
        """The page's title and button."""
        return _("Give the action to somebody else"), _("Give it to them")

    def options_of_form(self) -> dict[str, Any]:
        """Who can do it."""
        found: FollowUpAction = self.subject
        people = people_here(found.case.department_id)
        return {"people": choices_of(one for one in people if one[0] != found.owner_id)}

    def carry_out(self, form: Any) -> str:
        """Re-assign it."""
        given = form.cleaned_data
        reassign_action(
            actor=self.actor, action_id=self.subject.pk, owner_id=UUID(given["owner"]), reason=given["reason"]
        )
        messages.success(self.request, _("The action has a new owner, who was told."))
        return self.onward_after()


class MoveAction(_ChangeAction):
    """Choose another day."""

    form_class = MoveActionForm

    def heading(self) -> tuple[str, str]:
        """The page's title and button."""
        return _("Change the day of the action"), _("Change the day")

    def carry_out(self, form: Any) -> str:
        """Move it."""
        given = form.cleaned_data
        move_action(actor=self.actor, action_id=self.subject.pk, due_on=given["due_on"], reason=given["reason"])
        messages.success(self.request, _("The action is due on another day."))
        return self.back()

"""The pages on which a department decides about alerts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.accounts.models import Department
from apps.accounts.queries.people import people_in
from apps.alerts.domain import configuring
from apps.alerts.forms.settings import AddCategoryForm, CategoryForm, RuleForm, SwitchForm
from apps.alerts.models import AlertCategory
from apps.alerts.presenters import settings as presenting
from apps.alerts.queries.settings import (
    categories_of,
    configurable_category,
    configurable_department,
    configurable_departments,
    configurable_rule,
    rules_of,
    switch_of,
)
from apps.alerts.views.base import AlertFormPage


class AlertSettings(GuardedView):
    """The departments whose alerts one may set up."""

    permission = Permission.ALERT_CONFIGURE
    template_name = "alerts/settings.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        found = list(configurable_departments(self.actor))
        self.record_list([one.pk for one in found], "accounts.department")
        return self.page({"columns": presenting.columns(), "rows": presenting.department_rows(found)})


class DepartmentSettings(AlertFormPage):
    """The switch of one department, with its categories."""

    permission = Permission.ALERT_CONFIGURE
    object_label = "accounts.department"
    form_class = SwitchForm
    template_name = "alerts/department.html"
    subject: Department

    def load(self, **kwargs: Any) -> Department:
        """The department, if its alerts are the actor's to set up."""
        return configurable_department(self.actor, kwargs["department_id"])

    def initial(self) -> dict[str, Any]:
        """As it was decided last."""
        return presenting.switch_values(switch_of(self.subject.pk))

    def context(self, form: Any) -> dict[str, Any]:
        """The switch and the categories with their rules."""
        categories = list(categories_of(self.subject.pk))
        rules = list(rules_of([one.pk for one in categories]))
        return {
            "department": self.subject,
            "decided": presenting.decided_words(switch_of(self.subject.pk)),
            "categories": presenting.category_cards(categories, rules),
        }

    def carry_out(self, form: Any) -> str:
        """Decide."""
        given = form.cleaned_data
        names = ("is_on", "understood", "telephone", "link_hours")
        configuring.decide_switch(actor=self.actor, department=self.subject, **{name: given[name] for name in names})
        words = _("Alerts are switched on.") if given["is_on"] else _("Alerts are switched off. Open ones go on.")
        messages.success(self.request, words)
        return reverse("alerts:department", args=[self.subject.pk])


class AddCategory(AlertFormPage):
    """A new category of a department."""

    permission = Permission.ALERT_CONFIGURE
    object_label = "accounts.department"
    form_class = AddCategoryForm
    subject: Department

    def load(self, **kwargs: Any) -> Department:
        """The department."""
        return configurable_department(self.actor, kwargs["department_id"])

    def context(self, form: Any) -> dict[str, Any]:
        """Heading and way back."""
        return {
            "heading": _("Add a category"),
            "lead": "",
            "button": _("Add it"),
            "back": reverse("alerts:department", args=[self.subject.pk]),
            "back_text": self.subject.name,
        }

    def carry_out(self, form: Any) -> str:
        """Add it."""
        configuring.add_category(
            actor=self.actor, department=self.subject, code=form.cleaned_data["code"], facts=form.facts()
        )
        messages.success(self.request, _("The category is added. Say next what happens when nobody answers."))
        return reverse("alerts:department", args=[self.subject.pk])


class OneCategory(AlertFormPage):
    """What the pages of one category share."""

    permission = Permission.ALERT_CONFIGURE
    object_label = "alerts.alertcategory"
    subject: AlertCategory

    def load(self, **kwargs: Any) -> AlertCategory:
        """The category."""
        return configurable_category(self.actor, kwargs["category_id"])

    def back(self) -> str:
        """The page of its department."""
        return reverse("alerts:department", args=[self.subject.department_id])


class ChangeCategory(OneCategory):
    """Other words or another limit, for new alerts."""

    form_class = CategoryForm

    def initial(self) -> dict[str, Any]:
        """As it is now."""
        return presenting.category_values(self.subject)

    def context(self, form: Any) -> dict[str, Any]:
        """Heading and way back."""
        return {
            "heading": _("Change “%(name)s”") % {"name": self.subject.label},
            "lead": _("For alerts raised from now on. Open ones keep what they were raised with."),
            "button": _("Save"),
            "back": self.back(),
            "back_text": self.subject.department.name,
        }

    def carry_out(self, form: Any) -> str:
        """Change it."""
        version = form.cleaned_data["expected_version"] or self.subject.version
        configuring.change_category(
            actor=self.actor, category=self.subject, expected_version=version, facts=form.facts()
        )
        messages.success(self.request, _("The category is changed for new alerts."))
        return self.back()


class RetireCategory(OneCategory):
    """No new alerts of this category; a button without a form."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: UUID) -> HttpResponseBase:
        """Retire it."""
        return redirect(self.carry_out(None))

    def carry_out(self, form: Any) -> str:
        """Retire it; nothing is typed."""
        configuring.retire_category(actor=self.actor, category=self.subject, expected_version=self.subject.version)
        messages.success(self.request, _("The category is retired after today. Open alerts keep it."))
        return self.back()


class AddRule(OneCategory):
    """One more step of the escalation."""

    form_class = RuleForm

    def options_of_form(self) -> dict[str, Any]:
        """Who can be told."""
        people = people_in(self.subject.department_id)
        return {"people": [(str(one.pk), one.full_name) for one in people]}

    def context(self, form: Any) -> dict[str, Any]:
        """Heading and way back."""
        return {
            "heading": _("Add an escalation step to “%(name)s”") % {"name": self.subject.label},
            "lead": _("For alerts raised from now on."),
            "button": _("Add it"),
            "back": self.back(),
            "back_text": self.subject.department.name,
        }

    def carry_out(self, form: Any) -> str:
        """Add it."""
        configuring.add_rule(actor=self.actor, category=self.subject, facts=form.facts())
        messages.success(self.request, _("The step is added for new alerts."))
        return self.back()


class RetireRule(GuardedView):
    """A step that new alerts no longer get; a button without a form."""

    permission = Permission.ALERT_CONFIGURE
    object_label = "alerts.escalationrule"
    http_method_names = ["post", "options"]

    def load(self, **kwargs: Any) -> Any:
        """The rule."""
        return configurable_rule(self.actor, kwargs["rule_id"])

    def post(self, request: HttpRequest, rule_id: UUID) -> HttpResponseBase:
        """Retire it."""
        rule = configuring.retire_rule(actor=self.actor, rule=self.subject)
        messages.success(request, _("The step is retired. Alerts that have it already keep it."))
        return redirect("alerts:department", rule.category.department_id)

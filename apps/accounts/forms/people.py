"""Adding a person, giving a role and ending one."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.access.roles import ROLES, Role
from apps.accounts.models import Department, Profession
from apps.core.clock import today
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import DayField, LongTextField, TextField
from apps.core.forms.look import FieldLook

_ROLE_CHOICES = [(role.value, ROLES[role].name) for role in Role]
_ROLE_HINTS = {role.value: ROLES[role].description for role in Role}


class GiveRoleForm(PlatformForm):
    """A role in one of the administrator's departments, with its days."""

    looks: ClassVar = {
        "department": FieldLook(),
        "role": FieldLook(choice_hints=_ROLE_HINTS),
    }

    department = forms.ChoiceField(label=_("Department"))
    role = forms.ChoiceField(label=_("Role"), choices=_ROLE_CHOICES, widget=forms.RadioSelect)
    starts_on = DayField(label=_("First day"), help_text=_("The role counts on this day."))
    ends_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty when no end is agreed. The role counts on this day."),
    )

    def __init__(self, *args: Any, departments: list[Department], **kwargs: Any) -> None:
        initial = {"starts_on": today(), **(kwargs.pop("initial", None) or {})}
        if len(departments) == 1:
            initial.setdefault("department", str(departments[0].pk))
        super().__init__(*args, initial=initial, **kwargs)
        self.departments = {str(one.pk): one for one in departments}
        field: Any = self.fields["department"]
        choices = [(str(one.pk), f"{one.name}, {one.trust.name}") for one in departments]
        field.choices = choices if len(choices) == 1 else [("", _("Choose")), *choices]

    def clean_department(self) -> Department:
        """The department itself."""
        return self.departments[self.cleaned_data["department"]]


class AddPersonForm(GiveRoleForm):
    """A new person with a first role."""

    looks: ClassVar = {**GiveRoleForm.looks, "full_name": FieldLook(), "email": FieldLook()}
    field_order = ["full_name", "email", "profession", "department", "role", "starts_on", "ends_on"]

    full_name = TextField(label=_("Full name"), max_length=150)
    email = forms.EmailField(
        label=_("Work e-mail address"),
        max_length=254,
        help_text=_("The person signs in with it, and gets a link there to choose a password."),
        error_messages={"invalid": _("Type an e-mail address, such as name@example.org.")},
    )
    profession = forms.ChoiceField(label=_("Profession"), choices=[("", _("Choose")), *Profession.choices])


class EndRoleForm(PlatformForm):
    """The last day of a role, and why."""

    ends_on = DayField(label=_("Last day"), help_text=_("Yesterday ends the role at once."))
    reason = TextField(label=_("Reason"), max_length=300, required=False)


class ReasonForm(PlatformForm):
    """Why an account is switched off or on again, or a role taken back."""

    reason = LongTextField(label=_("Reason"), max_length=500)

"""What a department decides about alerts."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.alerts.domain.configuring import CategoryFacts, RuleFacts
from apps.alerts.enums import ActKind, Channel, WaitUnit
from apps.alerts.forms.choosing import Choices, set_choices
from apps.core.clock import today
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import DayField, LongTextField, TextField, YesNoField
from apps.core.forms.look import FieldLook

_UNITS = [("", _("No limit")), *WaitUnit.choices]


class SwitchForm(PlatformForm):
    """On or off, and what referrers need."""

    is_on = YesNoField(label=_("Does this department use fail-safe alerts?"))
    telephone = TextField(
        label=_("Telephone number for referrers"),
        help_text=_("It stands in each letter and on the page behind the link."),
        max_length=60,
        required=False,
    )
    link_hours = forms.IntegerField(
        label=_("Hours that a link works"), help_text=_("From 1 to 744. Our own starting value is 168, a week.")
    )
    understood = forms.BooleanField(
        label=_("I know that alerts are a safety net and replace none of the above"), required=False
    )
    looks = {
        "is_on": FieldLook(inline=True),
        "telephone": FieldLook(width=20),
        "link_hours": FieldLook(width=4),
    }


class CategoryForm(PlatformForm):
    """A category; its limit is the trust's own or there is none."""

    label = TextField(label=_("Name"), max_length=80)
    meaning = LongTextField(label=_("What it is for"), max_length=2000, required=False)
    limit_amount = forms.IntegerField(
        label=_("To be read within"),
        help_text=_("Leave it empty for no limit. No national figure is shipped with this product."),
        required=False,
    )
    limit_unit = forms.ChoiceField(label=_("Unit"), choices=_UNITS, required=False)
    source_note = LongTextField(
        label=_("Where the limit comes from"),
        help_text=_("For example: policy RAD-12, agreed by the imaging board in March 2026."),
        max_length=2000,
        required=False,
    )
    needs_direct_contact = forms.BooleanField(
        label=_("Somebody must be spoken to: ask a fail-safe officer to call at once"), required=False
    )
    asks_primary_site = forms.BooleanField(
        label=_("Ask for the suspected primary site, and new or recurrence"), required=False
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    looks = {
        "label": FieldLook(width=20),
        "meaning": FieldLook(rows=2),
        "limit_amount": FieldLook(width=4),
        "source_note": FieldLook(rows=2),
    }

    def facts(self) -> CategoryFacts:
        """What was typed."""
        given = self.cleaned_data
        return CategoryFacts(
            label=given["label"],
            meaning=given["meaning"],
            limit_amount=given["limit_amount"],
            limit_unit=given["limit_unit"],
            needs_direct_contact=given["needs_direct_contact"],
            asks_primary_site=given["asks_primary_site"],
            source_note=given["source_note"],
            active_from=given.get("active_from") or self.initial.get("active_from") or today(),
        )


class AddCategoryForm(CategoryForm):
    """A new category, with its code."""

    code = forms.CharField(label=_("Code"), help_text=_("Short: letters, digits and hyphens."), max_length=30)
    active_from = DayField(label=_("In use from"), help_text=_("Empty means today."), required=False)
    field_order = ["code", "label"]
    looks = {**CategoryForm.looks, "code": FieldLook(width=10)}


class RuleForm(PlatformForm):
    """One step of the escalation."""

    level = forms.IntegerField(label=_("Level"), min_value=1, max_value=99)
    waits_for = forms.ChoiceField(
        label=_("As long as the report was not"),
        choices=[(ActKind.READ, _("read")), (ActKind.ACTED, _("acted on"))],
        widget=forms.RadioSelect,
        initial=ActKind.READ,
    )
    after_amount = forms.IntegerField(label=_("After"), help_text=_("Counted from when the alert was raised."))
    after_unit = forms.ChoiceField(label=_("Unit"), choices=WaitUnit.choices)
    channel = forms.ChoiceField(label=_("What happens then"), choices=Channel.choices, widget=forms.RadioSelect)
    person = forms.ChoiceField(label=_("Who is told"), required=False)
    looks = {
        "level": FieldLook(width=3),
        "waits_for": FieldLook(inline=True),
        "after_amount": FieldLook(width=4),
        "channel": FieldLook(small=True, reveals={Channel.PERSON.value: ("person",)}),
    }
    needed_when_revealed = frozenset({"person"})

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["person"], people, empty=_("Choose one"))

    def facts(self) -> RuleFacts:
        """What was typed."""
        given = self.cleaned_data
        return RuleFacts(
            level=given["level"],
            after_amount=given["after_amount"],
            after_unit=given["after_unit"],
            channel=given["channel"],
            waits_for=given["waits_for"],
            person_id=UUID(given["person"]) if given["person"] else None,
        )

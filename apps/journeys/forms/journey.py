"""Putting a step on a journey, taking back what was typed, and saying whose study it is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import ClinicalTimeField, TextField
from apps.core.forms.look import FieldLook
from apps.journeys.domain.journey_steps import LONGEST_REASON, LONGEST_RESPONSIBLE
from apps.journeys.enums import INSIDE_RADIOLOGY, JourneyStage, ResponsibleRole

Choices = Sequence[tuple[str, Any]]
_EMPTY = ("", _("Not known"))


def roles_to_choose() -> list[tuple[Any, Any]]:
    """The roles, those of radiology first and the two sides apart."""
    inside = [(role.value, role.label) for role in ResponsibleRole if role in INSIDE_RADIOLOGY]
    outside = [(role.value, role.label) for role in ResponsibleRole if role not in INSIDE_RADIOLOGY]
    return [_EMPTY, (_("Inside radiology"), inside), (_("Outside radiology"), outside)]


class StudyForm(PlatformForm):
    """A form about a study as it was when the form was opened."""

    expected_version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This page is out of date. Open it again."),
            "invalid": _("Open this page again."),
        },
    )


class StepForm(StudyForm):
    """When a step happened, and in whose hands it was."""

    stage = forms.ChoiceField(label=_("Which step?"), choices=[("", _("Choose one")), *JourneyStage.choices])
    time = ClinicalTimeField(
        label=_("When did it happen?"),
        help_text=_("London time. Leave the time empty when only the day is known."),
        source="manual",
        # An appointment may lie ahead; the domain refuses it for every other step.
        future=True,
    )
    role = forms.ChoiceField(label=_("In whose hands was it?"), choices=roles_to_choose, required=False)
    responsible = TextField(
        label=_("In your own words"),
        help_text=_("For example: ward 7, evening team. A role, not the name of a patient."),
        max_length=LONGEST_RESPONSIBLE,
        required=False,
    )
    reason = TextField(
        label=_("Why, if another time is recorded already"),
        help_text=_("For example: the referrer’s letter says so. What the systems say stays beside it."),
        max_length=LONGEST_REASON,
        required=False,
    )
    looks = {"responsible": FieldLook(width=30), "reason": FieldLook(width=30)}


class TakeBackForm(StudyForm):
    """What was typed in by mistake."""

    stage = forms.ChoiceField(label=_("Which step?"))
    reason = TextField(
        label=_("Why do you take it back?"),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why this is taken back.")},
    )

    def __init__(self, *args: Any, typed: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["stage"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [("", _("Choose one")), *typed]


class GroupsForm(StudyForm):
    """Which patient group a study belongs to, and how pressing it was."""

    patient_group = forms.ChoiceField(label=_("Patient group"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)

    def __init__(self, *args: Any, groups: Choices = (), priorities: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("patient_group", groups), ("priority", priorities)):
            chooser = self.fields[name]
            if isinstance(chooser, forms.ChoiceField):
                chooser.choices = [_EMPTY, *choices]

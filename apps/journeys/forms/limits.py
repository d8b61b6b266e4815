"""Limits, the words that divide studies, and a trust's working calendar."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import DayField, LongTextField, TextField
from apps.core.forms.look import FieldLook
from apps.journeys.domain.calendars import LONGEST_WHY, LONGEST_WORD
from apps.journeys.domain.clocks import LARGEST_AMOUNT
from apps.journeys.domain.limiting import LONGEST_LABEL, LONGEST_SOURCE
from apps.journeys.enums import GroupKind, JourneyStage, LimitUnit, Nation

Choices = Sequence[tuple[str, Any]]
_CHOOSE = ("", _("Choose one"))
OPEN, CLOSED, AS_USUAL = "worked", "closed", "as_usual"


class LimitForm(PlatformForm):
    """What a limit says."""

    label = TextField(
        label=_("What is the limit called?"),
        help_text=_("For example: reports for the emergency department."),
        max_length=LONGEST_LABEL,
    )
    start_stage = forms.ChoiceField(label=_("Counted from"), choices=[_CHOOSE, *JourneyStage.choices])
    stop_stage = forms.ChoiceField(label=_("Counted to"), choices=[_CHOOSE, *JourneyStage.choices])
    amount = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=LARGEST_AMOUNT,
        help_text=_("A whole number, at least 1."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    unit = forms.ChoiceField(
        label=_("Of what"),
        choices=LimitUnit.choices,
        widget=forms.RadioSelect,
        help_text=_("Days are London dates: the limit is kept until the end of the last day."),
    )
    patient_group = forms.ChoiceField(label=_("Patient group"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    active_from = DayField(
        label=_("In force from"),
        help_text=_("Clocks that start on or after this day are held to it. Older clocks keep the limit they had."),
    )
    source_note = LongTextField(
        label=_("Who set this limit, and where is it written down?"),
        help_text=_("For example: imaging board, minute of 3 March 2026, item 4."),
        max_length=LONGEST_SOURCE,
    )
    looks = {
        "label": FieldLook(width=30),
        "amount": FieldLook(width=5),
        "source_note": FieldLook(rows=3),
    }

    def __init__(self, *args: Any, groups: Choices = (), priorities: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words, choices in (
            ("patient_group", _("Every patient group"), groups),
            ("priority", _("Every priority"), priorities),
        ):
            chooser = self.fields[name]
            if isinstance(chooser, forms.ChoiceField):
                chooser.choices = [("", words), *choices]


class ReplaceLimitForm(LimitForm):
    """A newer version of a limit, and why."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(label=_("Why does it change?"), max_length=500)


class RetireLimitForm(PlatformForm):
    """The last day of a limit, and why."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput)
    last_day = DayField(
        label=_("Last day on which a clock that starts is held to it"),
        help_text=_("Clocks that started before stay held to it."),
    )
    reason = TextField(label=_("Why does it end?"), max_length=500)


class GroupForm(PlatformForm):
    """A word of the trust's own."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=GroupKind.choices, widget=forms.RadioSelect)
    label = TextField(label=_("Name"), max_length=LONGEST_WORD)
    looks = {"label": FieldLook(width=20)}


class NationForm(PlatformForm):
    """Whose bank holidays the trust keeps."""

    nation = forms.ChoiceField(label=_("Whose bank holidays does the trust keep?"), choices=Nation.choices,
                               widget=forms.RadioSelect)  # fmt: skip


class CalendarDayForm(PlatformForm):
    """A day on which the trust differs from weekends and bank holidays."""

    day = DayField(label=_("Day"))
    what = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (CLOSED, _("Closed: not a working day")),
            (OPEN, _("Worked: a working day, whatever the weekday or holiday")),
            (AS_USUAL, _("As usual: weekends and bank holidays decide; take the day out of the list")),
        ],
        widget=forms.RadioSelect,
    )
    why = TextField(label=_("Why"), max_length=LONGEST_WHY, required=False)
    looks = {"why": FieldLook(width=30)}

    def clean(self) -> dict[str, Any]:
        """A day that is put on the list needs its reason."""
        given = super().clean()
        if given.get("what") in (OPEN, CLOSED) and not given.get("why") and "why" not in self.errors:
            self.add_error("why", forms.ValidationError(_("Say why, for example: trust closure."), code="required"))
        return given

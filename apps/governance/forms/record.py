"""Forms of the governance record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import DayField, LongTextField, TextField
from apps.core.forms.look import FieldLook
from apps.governance.domain.assessing import MOST_DAYS, Assessment
from apps.governance.enums import (
    Decision,
    ErrorAssessment,
    EventType,
    NeverEvent,
    PhysicalHarm,
    PsychologicalHarm,
    Response,
    StepKind,
)

_NOT_RECORDED = ("", _("Not recorded"))


class OpenForm(PlatformForm):
    """Which case."""

    reference = TextField(label=_("Reference of the case"), max_length=24, help_text=_("Such as RLP-2026-000123."))

    looks = {"reference": FieldLook(width=20)}


class ReferenceForm(PlatformForm):
    """The number that the incident system gave."""

    reference = TextField(label=_("Number in the incident system"), max_length=60)
    system = TextField(label=_("Which system"), max_length=60, required=False)

    looks = {"reference": FieldLook(width=20), "system": FieldLook(width=20)}


class DecisionForm(PlatformForm):
    """A named person's decision on the threshold."""

    decision = forms.ChoiceField(
        label=_("Is the threshold of the duty of candour met?"), choices=Decision.choices, widget=forms.RadioSelect
    )
    decided_by = TextField(label=_("Who decided?"), help_text=_("Name and post of the person who judged it."))
    decided_on = DayField(label=_("On which day?"), future=False)
    reason = LongTextField(label=_("Why?"), max_length=5_000)

    looks = {"decided_by": FieldLook(width=30), "reason": FieldLook(rows=5)}


class StepForm(PlatformForm):
    """What was done, or tried, towards the patient or family."""

    kind = forms.ChoiceField(label=_("What was done?"), choices=StepKind.choices, widget=forms.RadioSelect)
    apology_given = forms.TypedChoiceField(
        label=_("Was an apology given?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: {"yes": True, "no": False}.get(value),
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("For a conversation or a letter. To be sorry is not to admit fault."),
    )
    done_on = DayField(label=_("On which day?"), future=False)
    done_by = TextField(label=_("Who did it?"), help_text=_("Name and post."))
    words = LongTextField(
        label=_("What was said, given or tried?"),
        max_length=5_000,
        help_text=_("A true account of what is known, what will be looked into, and what was offered."),
    )

    looks = {"done_by": FieldLook(width=30), "words": FieldLook(rows=5), "apology_given": FieldLook(inline=True)}


class WhyForm(PlatformForm):
    """A reason, or how something ended."""

    words = LongTextField(label=_("Say why"), max_length=5_000)

    looks = {"words": FieldLook(rows=4)}

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["words"].label = label


def _optional(label: Any, choices: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[_NOT_RECORDED, *choices], required=False, help_text=help_text)


class AssessmentForm(PlatformForm):
    """What governance says of the event; grades and response only where the trust keeps them."""

    never_event = forms.ChoiceField(
        label=_("Is it a Never Event?"),
        choices=NeverEvent.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "A Never Event makes a patient safety incident investigation mandatory. Nothing is chosen for you."
        ),
    )
    error_assessment = forms.ChoiceField(
        label=_("Was it an error?"),
        choices=ErrorAssessment.choices,
        widget=forms.RadioSelect,
        help_text=_("A difference of opinion is not an error by itself. The meeting is neither asked nor told."),
    )
    error_words = LongTextField(label=_("What does that rest on?"), max_length=5_000, required=False)
    event_type = _optional(_("Type of event (LFPSE)"), EventType.choices)
    physical_harm = _optional(
        _("Physical harm (LFPSE)"),
        PhysicalHarm.choices,
        _("By NHS England’s definitions, on the best information now. It decides nothing about candour."),
    )
    psychological_harm = _optional(
        _("Psychological harm (LFPSE)"), PsychologicalHarm.choices, _("A scale of its own, with other codes.")
    )
    response = _optional(
        _("Response (PSIRF)"), Response.choices, _("Chosen for what can be learnt, not by the degree of harm.")
    )
    response_reason = LongTextField(label=_("Why this response?"), max_length=5_000, required=False)
    handover_words = LongTextField(
        label=_("Account for the incident system"),
        max_length=5_000,
        required=False,
        help_text=_("Without names, numbers and places: it is screened before it is handed over."),
    )

    looks = {
        "error_words": FieldLook(rows=4),
        "response_reason": FieldLook(rows=4),
        "handover_words": FieldLook(rows=6),
    }

    def __init__(self, *args: Any, keeps_lfpse: bool, keeps_psirf: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not keeps_lfpse:
            for name in ("event_type", "physical_harm", "psychological_harm"):
                del self.fields[name]
        if not keeps_psirf:
            for name in ("response", "response_reason"):
                del self.fields[name]

    def assessment(self) -> Assessment:
        """What was typed, as the domain takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "submission_key"}
        for name in ("physical_harm", "psychological_harm"):
            given[name] = int(given[name]) if given.get(name) else None
        return Assessment(**given)


class TrustForm(PlatformForm):
    """What a trust keeps besides candour."""

    keeps_lfpse = forms.BooleanField(
        label=_("Record the LFPSE type of event and both harm scales"),
        required=False,
        help_text=_("Only on governance pages. No list, figure or route uses them."),
    )
    keeps_psirf = forms.BooleanField(label=_("Record the PSIRF response, with its reason"), required=False)
    in_person_days = forms.IntegerField(
        label=_("Local limit: days from the decision to the conversation"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text=_("The regulation says “as soon as reasonably practicable” and sets no number."),
    )
    written_days = forms.IntegerField(
        label=_("Local limit: days from the decision to the written notice"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
    )
    source_note = LongTextField(label=_("Where do these limits come from?"), max_length=5_000, required=False)

    looks = {
        "in_person_days": FieldLook(width=3),
        "written_days": FieldLook(width=3),
        "source_note": FieldLook(rows=2),
    }

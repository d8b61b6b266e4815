"""Forms for working on a case: amending, giving a view, acting for the patient, following up, presenting."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.domain.completeness import words_for
from apps.cases.enums import ActionKind, CaseField, CaseKind, HowDiscovered
from apps.cases.forms.base import Choices, VersionedForm, with_empty
from apps.cases.forms.kinds import WORDS_OF, AsksByKind, is_asked_at_all, looks_by_kind
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import ClinicalTimeField, DayField, LongTextField, TextField
from apps.core.forms.look import FieldLook

# What each field is in the table of completeness; shown for the kinds that have it at any step.
AMENDED_AS: Mapping[str, CaseField] = {
    "procedure": CaseField.PROCEDURE,
    "system_affected": CaseField.SYSTEM_AFFECTED,
    "how_discovered": CaseField.HOW_DISCOVERED,
    "discovered": CaseField.DISCOVERED,
}


class AmendForm(AsksByKind, VersionedForm):
    """What was logged, to be put right; the earlier version stays in the trail."""

    what = forms.ChoiceField(label=_("What was it?"), choices=list(WORDS_OF.items()))
    narrative = LongTextField(
        label=_("What happened, in your words"),
        max_length=10_000,
        error_messages={"required": words_for(CaseField.NARRATIVE)},
    )
    procedure = TextField(label=_("Which procedure?"), max_length=120, required=False)
    system_affected = TextField(label=_("Which system or equipment?"), max_length=120, required=False)
    modality = TextField(label=_("Modality"), max_length=16, required=False)
    body_region = TextField(label=_("Part of the body"), max_length=60, required=False)
    subspecialty = TextField(label=_("Subspecialty"), max_length=60, required=False)
    how_discovered = forms.ChoiceField(
        label=_("How did it come to light?"), choices=HowDiscovered.choices, required=False
    )
    discovered = ClinicalTimeField(label=_("When it came to light"), required=False, source="submitter")
    study_key = TextField(
        label=_("Add a study: its accession number"),
        help_text=_("The exact number. Leave it empty to add none."),
        max_length=64,
        required=False,
    )
    author = forms.ChoiceField(label=_("Add who wrote the report"), required=False)
    verifier = forms.ChoiceField(label=_("Add who verified it"), required=False)
    external_reader = TextField(label=_("Add a reader outside this trust"), max_length=200, required=False)
    readers_unknown_reason = LongTextField(
        label=_("If the readers cannot be known, why"), max_length=2_000, required=False
    )
    reason = TextField(label=_("Why you change it"), max_length=300, required=False)

    asked_as = AMENDED_AS
    looks = looks_by_kind(
        {
            "narrative": FieldLook(rows=6),
            "modality": FieldLook(width=10),
            "body_region": FieldLook(width=20),
            "subspecialty": FieldLook(width=20),
            "study_key": FieldLook(width=20),
            "readers_unknown_reason": FieldLook(rows=2),
        },
        AMENDED_AS,
        is_asked_at_all,
    )

    def asks(self, field: CaseField, kind: CaseKind) -> bool:
        """Whatever the kind has at any step can be put right."""
        return is_asked_at_all(field, kind)

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("author", "verifier"):
            chooser = self.fields[name]
            if isinstance(chooser, forms.ChoiceField):
                chooser.choices = with_empty(people, _("Nobody"))


class CompleteEscalationForm(PlatformForm):
    """What was done for the patient."""

    done_what = LongTextField(
        label=_("What was done for the patient"),
        help_text=_("For example: spoke to the GP, CT booked for Thursday, patient told."),
        max_length=5_000,
        error_messages={"required": _("Say what was done for the patient.")},
    )
    acted = ClinicalTimeField(
        label=_("When it was done"),
        source="typed",
        error_messages={"required": _("Say when it was done, or that it is not known.")},
    )
    looks = {"done_what": FieldLook(rows=4)}


class HandOverForm(PlatformForm):
    """Who acts instead."""

    lead = forms.ChoiceField(
        label=_("Who should act instead"), error_messages={"required": _("Choose who should act.")}
    )

    def __init__(self, *args: Any, leads: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["lead"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = with_empty(leads, _("Choose one"))


class AddActionForm(PlatformForm):
    """Something that must still be done because of the case."""

    kind = forms.ChoiceField(label=_("What kind of action"), choices=ActionKind.choices, widget=forms.RadioSelect)
    what = TextField(
        label=_("What is to be done"),
        help_text=_("Leave it empty if the kind says it all."),
        max_length=500,
        required=False,
    )
    owner = forms.ChoiceField(label=_("Who does it"), error_messages={"required": _("Choose who does it.")})
    due_on = DayField(
        label=_("By when"),
        help_text=_("Empty means in 14 days: 28 for “Another action”."),
        past=False,
        required=False,
    )
    looks = {"kind": FieldLook(small=True)}

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["owner"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = with_empty(people, _("Choose one"))


class CancelActionForm(PlatformForm):
    """Why it is no longer needed."""

    reason = LongTextField(
        label=_("Why it is no longer needed"),
        max_length=2_000,
        error_messages={"required": _("Say why it is no longer needed.")},
    )
    looks = {"reason": FieldLook(rows=3)}


class PresentationForm(VersionedForm):
    """What the room will see. Never the submission: write it fresh, without anybody's name."""

    title = TextField(label=_("Title"), max_length=120)
    vignette = LongTextField(
        label=_("Vignette"),
        help_text=_("What the reader knew at the time. No names, dates or places."),
        max_length=4_000,
    )
    question = LongTextField(
        label=_("Question to the room"),
        help_text=_("For example: what would you report?"),
        max_length=1_000,
        required=False,
    )
    reveal = LongTextField(
        label=_("Reveal"),
        help_text=_("What it turned out to be. Shown after the question."),
        max_length=4_000,
        required=False,
    )
    looks = {
        "vignette": FieldLook(rows=7),
        "question": FieldLook(rows=2),
        "reveal": FieldLook(rows=5),
    }


class JustifyForm(PlatformForm):
    """Why one finding of the identifier screen may stay."""

    field = forms.CharField(widget=forms.HiddenInput)
    kind = forms.CharField(widget=forms.HiddenInput)
    start = forms.IntegerField(widget=forms.HiddenInput)
    justification = TextField(label=_("Why it may stay"), max_length=500)

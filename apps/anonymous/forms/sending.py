"""The one screen on which a case is logged without a name; its questions are those of the signed-in screen."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from apps.cases.domain.completeness import words_for
from apps.cases.domain.registering import Submission
from apps.cases.enums import CaseField, HowDiscovered, Modality, PatientAction
from apps.cases.forms.base import with_empty
from apps.cases.forms.kinds import KIND_OF, WHAT, WORDS_OF, AsksByKind, looks_by_kind
from apps.cases.forms.log import ANSWERS
from apps.core.forms.fields import LongTextField, TextField
from apps.core.forms.look import FieldLook

SCREENED = ("narrative", "escalation_why", "procedure", "system_affected")
_FOLDED = ("study_key", "modality", "body_region", "how_discovered", "escalation_why")


# What each field is in the table of completeness; the table says which kinds are asked for it.
ASKED_AS = {
    "procedure": CaseField.PROCEDURE,
    "system_affected": CaseField.SYSTEM_AFFECTED,
    "how_discovered": CaseField.HOW_DISCOVERED,
}


class AnonymousCaseForm(AsksByKind):
    """What, in which words, and whether anyone still needs to act. No names are chosen from lists, no times asked for.

    `form_key` carries the key that the thread will have; `agreed` names the findings that the writer means to keep.
    """

    form_key = forms.CharField(widget=forms.HiddenInput(attrs={"id": False}), required=False, max_length=200)
    what = forms.ChoiceField(
        label=gettext_lazy("What was it?"),
        choices=list(WORDS_OF.items()),
        widget=forms.RadioSelect,
        error_messages={"required": words_for(CaseField.KIND)},
    )
    narrative = LongTextField(
        label=gettext_lazy("What happened, in a few plain words"),
        help_text=gettext_lazy(
            "Write it as anybody could have: no names, nothing that only you would know, none of your usual phrases."
        ),
        max_length=10_000,
        error_messages={"required": words_for(CaseField.NARRATIVE)},
    )
    study_key = TextField(
        label=gettext_lazy("Accession number"),
        help_text=gettext_lazy(
            "The exact number, if you have it. The study is joined to the case when there is one; this page does not "
            "say whether there is. In PACS and RIS it may be recorded who opened that study."
        ),
        max_length=64,
        required=False,
    )
    modality = forms.ChoiceField(
        label=gettext_lazy("Modality"), choices=with_empty(Modality.choices, gettext_lazy("Choose")), required=False
    )
    body_region = TextField(label=gettext_lazy("Part of the body"), max_length=60, required=False)
    procedure = TextField(label=gettext_lazy("Which procedure?"), max_length=120, required=False)
    system_affected = TextField(label=gettext_lazy("Which system or equipment?"), max_length=120, required=False)
    how_discovered = forms.ChoiceField(
        label=gettext_lazy("How did it come to light?"),
        choices=HowDiscovered.choices,
        initial=HowDiscovered.NOT_SAID.value,
        required=False,
    )
    escalation_why = LongTextField(
        label=gettext_lazy("What needs to be done for the patient, or what you do not know"),
        max_length=2_000,
        required=False,
    )
    patient_action = forms.ChoiceField(
        label=gettext_lazy("Does anyone still need to act for this patient?"),
        choices=PatientAction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": words_for(CaseField.PATIENT_ACTION)},
    )
    agreed = forms.CharField(widget=forms.HiddenInput(attrs={"id": False}), required=False, max_length=64)

    asked_as = ASKED_AS
    looks = looks_by_kind(
        {
            "what": FieldLook(
                choice_hints={code: hint for code, _words, hint, _kind, _coding in WHAT if hint}, small=True
            ),
            "narrative": FieldLook(rows=4),
            "study_key": FieldLook(width=20),
            "body_region": FieldLook(width=20),
            "escalation_why": FieldLook(rows=2),
            "patient_action": FieldLook(small=True),
        },
        ASKED_AS,
    )

    def answers(self) -> list[dict[str, str]]:
        """The buttons that answer the question about the patient and send the form."""
        return [{"value": str(code), "text": str(words)} for code, words in ANSWERS.items()]

    def more_is_needed(self) -> bool:
        """Whether something in the part that folds away was answered or has to be put right."""
        said = (self.data.get(name) for name in _FOLDED)
        return any(self[name].errors for name in _FOLDED) or any(
            one not in (None, "", HowDiscovered.NOT_SAID.value) for one in said
        )

    def texts(self) -> Mapping[str, str]:
        """What was typed freely; call it on a cleaned form."""
        return {name: self.cleaned_data.get(name, "") for name in SCREENED}

    def submission(self, department_id: UUID) -> Submission:
        """What the domain takes; call it on a valid form."""
        given = self.cleaned_data
        kind, coding = KIND_OF[given["what"]]
        action = PatientAction(given["patient_action"])
        return Submission(
            department_id=department_id,
            kind=kind,
            discrepancy_type=coding,
            narrative=given["narrative"],
            how_discovered=HowDiscovered(self.answer("how_discovered") or HowDiscovered.NOT_SAID),
            procedure=self.answer("procedure"),
            system_affected=self.answer("system_affected"),
            patient_action=action,
            escalation_why=given["escalation_why"],
            modality=given["modality"],
            body_region=given["body_region"],
        )

    def only_check(self) -> None:
        """Nothing is sent yet, so the question about the patient may stay open."""
        self.fields["patient_action"].required = False

    def clean(self) -> dict[str, Any]:
        """What needs to be done is not asked for where nobody needs to act."""
        cleaned = super().clean()
        if cleaned.get("patient_action") == PatientAction.NO and cleaned.get("escalation_why"):
            problem = forms.ValidationError(self._not_asked("patient_action", "escalation_why"), "not_asked")
            self.add_error("escalation_why", problem)
        return cleaned

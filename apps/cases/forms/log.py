"""The one screen on which a case is logged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.policy import Confidentiality
from apps.cases.domain.completeness import is_needed_to_log, words_for
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, Submission
from apps.cases.domain.second_opinions import SecondOpinionFacts
from apps.cases.enums import (
    CaseField,
    HowDiscovered,
    Modality,
    OpinionContext,
    PatientAction,
    ReaderPart,
    ReaderStanding,
    StudyPart,
)
from apps.cases.forms.base import Choices, IdsField, with_empty
from apps.cases.forms.kinds import KIND_OF, WHAT, WORDS_OF, AsksByKind, looks_by_kind
from apps.core.clock import UNKNOWN_TIME, ClinicalTime, clinical_day, today
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import ClinicalTimeField, LongTextField, TextField
from apps.core.forms.look import FieldLook


def part_name(study_id: UUID) -> str:
    """The name of the field that says what a study is to the case."""
    return f"part_{study_id.hex}"


def _today() -> ClinicalTime:
    """Most cases are logged when they are found; the form says so, and lets it be changed."""
    return clinical_day(today(), "submitter")


# What each answer about the patient does, as the button says it.
ANSWERS: Mapping[str, Any] = {
    PatientAction.YES: gettext_lazy("Yes: log it and tell the lead now"),
    PatientAction.NO: gettext_lazy("No: log it"),
    PatientAction.UNKNOWN: gettext_lazy("I don’t know: log it and ask the lead"),
}

OPINION = ("opinion_giver", "opinion_giver_name", "opinion_context", "opinion_given", "opinion_words")
READERS_LATER, READERS_KNOWN, READERS_UNKNOWN = "later", "known", "unknown"


@dataclass(frozen=True)
class LogChoices:
    """What the screen offers, gathered by the view."""

    departments: Choices
    leads: Choices
    people: Choices
    who_reads: Mapping[str, object] = field(default_factory=dict)
    found: Sequence[Any] = field(default_factory=tuple)


# Asked for in the part of the screen that folds away.
FOLDED = (
    "opinion_giver", "opinion_giver_name", "opinion_context", "opinion_given",
    "opinion_words", "how_discovered", "discovered", "escalation_lead", "escalation_why", "modality", "body_region",
    "readers", "author", "verifier", "external_reader", "readers_unknown_reason", "incident_reference",
)  # fmt: skip


# What each field of the screen is in the table of completeness; the table says which kinds are asked for it.
ASKED_AS: Mapping[str, CaseField] = {
    "procedure": CaseField.PROCEDURE,
    "system_affected": CaseField.SYSTEM_AFFECTED,
    "opinion_giver": CaseField.SECOND_OPINION,
    "opinion_giver_name": CaseField.SECOND_OPINION,
    "opinion_context": CaseField.SECOND_OPINION,
    "opinion_given": CaseField.SECOND_OPINION,
    "opinion_words": CaseField.SECOND_OPINION,
    "how_discovered": CaseField.HOW_DISCOVERED,
    "discovered": CaseField.DISCOVERED,
    "readers": CaseField.READERS,
    "incident_reference": CaseField.INCIDENT_REFERENCE,
}


class LogCaseForm(AsksByKind, PlatformForm):
    """Three questions must be answered; everything else has a default and can be added until the case is accepted.

    What it was decides which other questions are asked; what does not go with it is not sent on, and not lost either.

    The third is drawn as buttons that send the form (`patient_action`), so that nobody is logged as safe by a default.
    """

    department = forms.ChoiceField(label=gettext_lazy("Department"))
    what = forms.ChoiceField(
        label=gettext_lazy("What was it?"),
        choices=list(WORDS_OF.items()),
        widget=forms.RadioSelect,
        required=is_needed_to_log(CaseField.KIND),
        error_messages={"required": words_for(CaseField.KIND)},
    )
    narrative = LongTextField(
        label=gettext_lazy("What happened, in your words"),
        help_text=gettext_lazy("A sentence or two will do. Leave out names of patients and staff where you can."),
        max_length=10_000,
        required=is_needed_to_log(CaseField.NARRATIVE),
        error_messages={"required": words_for(CaseField.NARRATIVE)},
    )
    study_key = TextField(
        label=gettext_lazy("Accession number"),
        help_text=gettext_lazy("The exact number, or the study UID. Only your own department is searched."),
        max_length=64,
        required=False,
    )
    studies = IdsField(required=False)
    modality = forms.ChoiceField(
        label=gettext_lazy("Modality"), choices=with_empty(Modality.choices, gettext_lazy("Choose")), required=False
    )
    body_region = TextField(label=gettext_lazy("Part of the body"), max_length=60, required=False)
    procedure = TextField(
        label=gettext_lazy("Which procedure?"),
        help_text=gettext_lazy("For example: CT-guided lung biopsy."),
        max_length=120,
        required=False,
    )
    system_affected = TextField(
        label=gettext_lazy("Which system or equipment?"),
        help_text=gettext_lazy("For example: PACS, the voice recognition, CT 2, the on-call rota."),
        max_length=120,
        required=False,
    )
    opinion_giver = forms.ChoiceField(label=gettext_lazy("Whose second opinion?"), required=False)
    opinion_giver_name = TextField(label=gettext_lazy("Or somebody outside this trust"), max_length=200, required=False)
    opinion_context = forms.ChoiceField(
        label=gettext_lazy("On what occasion?"),
        choices=with_empty(OpinionContext.choices, gettext_lazy("Choose")),
        required=False,
    )
    opinion_given = ClinicalTimeField(
        label=gettext_lazy("When was it given?"),
        help_text=gettext_lazy("Leave the time empty if you only know the day, and all of it if you do not know."),
        required=False,
        source="submitter",
    )
    opinion_words = LongTextField(label=gettext_lazy("What does it say?"), max_length=5_000, required=False)
    how_discovered = forms.ChoiceField(
        label=gettext_lazy("How did it come to light?"),
        choices=HowDiscovered.choices,
        initial=HowDiscovered.NOT_SAID.value,
        required=False,
    )
    discovered = ClinicalTimeField(
        label=gettext_lazy("When did it come to light?"),
        help_text=gettext_lazy("Leave the time empty if you only know the day, and all of it if you do not know."),
        initial=_today,
        required=False,
        source="submitter",
    )
    patient_action = forms.ChoiceField(
        label=gettext_lazy("Does anyone still need to act for this patient?"),
        choices=PatientAction.choices,
        widget=forms.RadioSelect,
        required=is_needed_to_log(CaseField.PATIENT_ACTION),
        error_messages={"required": words_for(CaseField.PATIENT_ACTION)},
    )
    escalation_lead = forms.ChoiceField(label=gettext_lazy("Who should act, or find out"), required=False)
    escalation_why = LongTextField(
        label=gettext_lazy("What needs to be done, or what you do not know"), max_length=2_000, required=False
    )
    confidentiality = forms.ChoiceField(
        label=gettext_lazy("Who may read what you wrote?"),
        choices=[
            (Confidentiality.OPEN.value, gettext_lazy("Those who run the learning in this department")),
            (Confidentiality.CONFIDENTIAL.value, gettext_lazy("Confidential: the chair and deputy chairs only")),
        ],
        widget=forms.RadioSelect,
        initial=Confidentiality.OPEN.value,
    )
    readers = forms.ChoiceField(
        label=gettext_lazy("Who wrote or verified the report?"),
        choices=[
            (READERS_LATER, gettext_lazy("Leave this to the chair, or take it from the study")),
            (READERS_KNOWN, gettext_lazy("I know who it was")),
            (READERS_UNKNOWN, gettext_lazy("It cannot be known")),
        ],
        widget=forms.RadioSelect,
        initial=READERS_LATER,
        required=False,
    )
    author = forms.ChoiceField(label=gettext_lazy("Wrote the report"), required=False)
    verifier = forms.ChoiceField(label=gettext_lazy("Verified the report"), required=False)
    external_reader = TextField(
        label=gettext_lazy("Somebody outside this trust"),
        help_text=gettext_lazy("A name or a company, for example a teleradiology service."),
        max_length=200,
        required=False,
    )
    readers_unknown_reason = LongTextField(
        label=gettext_lazy("Why it cannot be known"), max_length=2_000, required=False
    )
    incident_reference = TextField(
        label=gettext_lazy("Incident reference"),
        help_text=gettext_lazy("If an incident report exists. Only clinical governance sees it."),
        max_length=60,
        required=False,
    )

    asked_as = ASKED_AS
    looks = looks_by_kind(
        {
            "what": FieldLook(
                choice_hints={code: hint for code, _words, hint, _kind, _coding in WHAT if hint}, small=True
            ),
            "narrative": FieldLook(rows=4),
            "study_key": FieldLook(width=20),
            "body_region": FieldLook(width=20),
            "patient_action": FieldLook(small=True),
            "escalation_why": FieldLook(rows=2),
            "readers": FieldLook(
                small=True,
                optional_mark=False,
                reveals={
                    READERS_KNOWN: ("author", "verifier", "external_reader"),
                    READERS_UNKNOWN: ("readers_unknown_reason",),
                },
            ),
            "readers_unknown_reason": FieldLook(rows=2),
            "incident_reference": FieldLook(width=20),
            "confidentiality": FieldLook(small=True),
            "opinion_words": FieldLook(rows=3),
        },
        ASKED_AS,
    )
    needed_when_revealed = frozenset({"readers_unknown_reason"})

    def __init__(self, *args: Any, choices: LogChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = list(choices.found)
        self._set_choices("department", choices.departments)
        if len(choices.departments) == 1:
            # Somebody with one department is not asked which.
            self.fields["department"].widget = forms.HiddenInput()
            self.fields["department"].initial = choices.departments[0][0]
        default = gettext_lazy("The department’s lead (default)")
        self._set_choices("escalation_lead", with_empty(choices.leads, default))
        # How many people that is stands under each choice, where it is read before it is made.
        look = FieldLook(small=True, choice_hints=choices.who_reads)
        self.looks = {**self.looks, "confidentiality": look}  # type: ignore[misc]  # counted anew for each department
        for name in ("author", "verifier", "opinion_giver"):
            self._set_choices(name, with_empty(choices.people, gettext_lazy("Choose")))

        for place, study in enumerate(self.found):
            self.fields[part_name(study.pk)] = forms.ChoiceField(
                label=gettext_lazy("What is this study to the case?"),
                choices=StudyPart.choices,
                initial=StudyPart.INDEX if place == 0 else StudyPart.LATER,
                required=False,
            )

    def answers(self) -> list[dict[str, str]]:
        """The buttons that answer the question about the patient and send the form."""
        return [{"value": str(code), "text": str(words)} for code, words in ANSWERS.items()]

    def more_is_needed(self) -> bool:
        """Whether something in the part that folds away was answered or has to be put right."""
        bound = self.is_bound
        return any(self[name].errors or (bound and self._changed(name)) for name in FOLDED if name in self.fields)

    def _changed(self, name: str) -> bool:
        value = self[name].value()
        return value not in (None, "", [], READERS_LATER, HowDiscovered.NOT_SAID.value) and name != "discovered"

    def part_field_of(self, study_id: str) -> Any:
        """The question that goes with one study."""
        return self[part_name(UUID(study_id))]

    def keep_as_typed(self) -> None:
        """Show what was typed without judging it: a study was looked up, nothing was sent yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def _set_choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        chooser = self.fields[name]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Checks what needs more than one field: a reader has to be somebody."""
        cleaned = super().clean()
        named = [cleaned.get(name) for name in ("author", "verifier", "external_reader")]
        if cleaned.get("readers") == READERS_KNOWN and not any(named):
            self.add_error("author", ValidationError(_("Choose a person, or type a name below."), code="required"))
        self._check_opinion(cleaned)
        if cleaned.get("patient_action") == PatientAction.NO:
            for name in ("escalation_lead", "escalation_why"):
                if cleaned.get(name):
                    self.add_error(name, ValidationError(self._not_asked("patient_action", name), "not_asked"))
        return cleaned

    def _check_opinion(self, cleaned: Mapping[str, Any]) -> None:
        """A second opinion is somebody's, given on some occasion, and says something; or it is added later, whole."""
        if not self.is_asked("opinion_words") or not any(cleaned.get(name) for name in OPINION):
            return
        wanting = {
            "opinion_giver": (cleaned.get("opinion_giver") or cleaned.get("opinion_giver_name"),
                              _("Choose a person, or type a name below.")),
            "opinion_context": (cleaned.get("opinion_context"), _("Choose an occasion.")),
            "opinion_words": (cleaned.get("opinion_words"), _("Say what the second opinion is.")),
        }  # fmt: skip
        for name, (there, words) in wanting.items():
            if not there and name not in self.errors:
                self.add_error(name, ValidationError(words, code="required"))

    def _opinion(self) -> SecondOpinionFacts | None:
        given = self.cleaned_data
        if not self.is_asked("opinion_words") or not given["opinion_words"]:
            return None
        return SecondOpinionFacts(
            giver_id=UUID(given["opinion_giver"]) if given["opinion_giver"] else None,
            giver_name=given["opinion_giver_name"],
            context=given["opinion_context"],
            given=given["opinion_given"] or UNKNOWN_TIME,
            opinion=given["opinion_words"],
        )

    def submission(self) -> Submission:
        """What the domain takes; call it on a valid form."""
        given = self.cleaned_data
        studies = [study.pk for study in self.found]
        kind, coding = KIND_OF[given["what"]]
        action = PatientAction(given["patient_action"])
        lead = given["escalation_lead"]
        return Submission(
            department_id=UUID(given["department"]),
            kind=kind,
            discrepancy_type=coding,
            narrative=given["narrative"],
            how_discovered=HowDiscovered(self.answer("how_discovered") or HowDiscovered.NOT_SAID),
            discovered=self.answer("discovered") or UNKNOWN_TIME,
            procedure=self.answer("procedure"),
            system_affected=self.answer("system_affected"),
            second_opinion=self._opinion(),
            patient_action=action,
            escalation_lead_id=UUID(lead) if lead else None,
            escalation_why=given["escalation_why"],
            confidentiality=Confidentiality(given["confidentiality"]),
            studies=tuple(
                StudyInput(study, StudyPart(given.get(part_name(study)) or StudyPart.INDEX)) for study in studies
            ),
            readers=readers_from(given) if self.is_asked("readers") else (),
            readers_unknown_reason=given["readers_unknown_reason"] if self.is_asked("readers") else "",
            modality="" if studies else given["modality"],
            body_region="" if studies else given["body_region"],
            incident_reference=self.answer("incident_reference"),
            submission_key=given["submission_key"],
        )


def readers_from(given: Mapping[str, Any]) -> tuple[ReaderInput, ...]:
    """The readers that were named; nobody unless the form said that they are known."""
    if given.get("readers") != READERS_KNOWN:
        return ()
    named = []
    for name, part in (("author", ReaderPart.AUTHOR), ("verifier", ReaderPart.VERIFIER)):
        if given.get(name):
            named.append(ReaderInput(person_id=UUID(given[name]), part=part))
    if given.get("external_reader"):
        named.append(ReaderInput(external_name=given["external_reader"], standing=ReaderStanding.EXTERNAL))
    return tuple(named)

"""One form for each event of the case's own page; what it asks is what the lifecycle demands."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases.enums import DECIDING, CaseEvent, CaseField, Standing
from apps.cases.forms.base import Choices, VersionedForm
from apps.cases.forms.kinds import AsksByKind, confirm_kind_field, kind_chosen, looks_by_kind
from apps.cases.forms.reviewing import KEPT_LABEL, NOTE_HELP, REQUEST_HELP
from apps.core.forms.fields import DayField, LongTextField, TextField
from apps.core.forms.look import FieldLook

# The kind is there already, to be confirmed or changed.
CONFIRMED = FieldLook(optional_mark=False)


class EventForm(VersionedForm):
    """An event that needs nothing but the wish."""

    button: ClassVar[Any] = gettext_lazy("Go on")
    lead: ClassVar[Any] = ""
    warning: ClassVar[bool] = False

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields.get("reviewers")
        if isinstance(chooser, forms.MultipleChoiceField):
            chooser.choices = list(people)

    def payload(self) -> dict[str, Any]:
        """What goes to the domain with the event."""
        left_out = {"submission_key", "expected_version"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class DecidingForm(EventForm):
    """A decision that the case goes on, with which the chair confirms or changes its kind."""

    what = confirm_kind_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looks = {**self.looks, "what": CONFIRMED}  # type: ignore[misc]  # besides those of the event's own form

    def payload(self) -> dict[str, Any]:
        """The kind in the domain's words."""
        given = super().payload()
        return kind_chosen(given.pop("what")) | given


class AcceptForm(DecidingForm):
    """Accept for a meeting."""

    button = gettext_lazy("Accept for a meeting")
    lead = gettext_lazy("The case becomes ready for an agenda. The submitter sees that it was accepted.")


class AskForm(EventForm):
    """Ask the submitter."""

    button = gettext_lazy("Send the question")
    lead = gettext_lazy("The submitter sees the question and answers it on the case’s page.")
    question = LongTextField(label=gettext_lazy("Your question"), max_length=5_000)
    looks = {"question": FieldLook(rows=4)}


class AnswerForm(EventForm):
    """Answer the chair."""

    button = gettext_lazy("Send the answer")
    lead = gettext_lazy("The case goes back to the chair’s list.")
    answer = LongTextField(label=gettext_lazy("Your answer"), max_length=5_000)
    looks = {"answer": FieldLook(rows=4)}


class SendToReviewForm(DecidingForm):
    """Ask colleagues who did not read it for their view."""

    button = gettext_lazy("Send to review")
    lead = gettext_lazy("Each reviewer sees the request and the images, and commits a view before the outcome opens.")
    reviewers = forms.MultipleChoiceField(
        label=gettext_lazy("Reviewers"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one reviewer.")},
    )
    request = LongTextField(label=gettext_lazy("Request, as it was"), help_text=REQUEST_HELP, max_length=4_000)
    request_kept_because = LongTextField(label=KEPT_LABEL, max_length=500, required=False)
    note = LongTextField(
        label=gettext_lazy("Note to the reviewers"), help_text=NOTE_HELP, max_length=2_000, required=False
    )
    due_on = DayField(label=gettext_lazy("By when"), past=False, required=False)
    looks = {
        "reviewers": FieldLook(small=True),
        "request": FieldLook(rows=4),
        "request_kept_because": FieldLook(rows=2),
        "note": FieldLook(rows=2),
    }


class FinishReviewForm(EventForm):
    """End the review."""

    button = gettext_lazy("Finish the review")
    lead = gettext_lazy("The case becomes ready for an agenda.")
    reason = LongTextField(
        label=gettext_lazy("Why go on without a missing opinion"),
        help_text=gettext_lazy("Only needed when an opinion is missing."),
        max_length=2_000,
        required=False,
    )
    looks = {"reason": FieldLook(rows=2)}


class GiveFeedbackForm(DecidingForm):
    """Feedback only: a learning point without a meeting."""

    button = gettext_lazy("Give feedback")
    lead = gettext_lazy("The case does not go to a meeting. Its learning point goes to everybody.")
    learning_point = LongTextField(
        label=gettext_lazy("Learning point"),
        help_text=gettext_lazy("What colleagues should take from it, without names."),
        max_length=2_000,
    )
    looks = {"learning_point": FieldLook(rows=3)}


class ReasonForm(EventForm):
    """An event that needs a reason."""

    reason = LongTextField(label=gettext_lazy("Reason"), max_length=5_000)
    looks = {"reason": FieldLook(rows=3)}


class DeclineForm(ReasonForm):
    """Decline, with a reason that the submitter reads."""

    button, warning = gettext_lazy("Decline"), True
    lead = gettext_lazy("The submitter reads your reason. The case can be reopened.")


class WithdrawForm(ReasonForm):
    """Withdraw."""

    button, warning = gettext_lazy("Withdraw the case"), True
    lead = gettext_lazy("Nothing is deleted: the case and its history stay readable to those who may read them.")


class ReopenForm(ReasonForm):
    """Open a closed case again."""

    button = gettext_lazy("Reopen")
    lead = gettext_lazy("The case goes back to the chair’s list of new cases.")


class MergeForm(EventForm):
    """Merge into another case."""

    button, warning = gettext_lazy("Merge"), True
    lead = gettext_lazy("Discussion goes on in the case that is kept. The submitter sees which.")
    into = TextField(
        label=gettext_lazy("Reference of the case to keep"),
        help_text=gettext_lazy("For example, RLP-2026-000123"),
        max_length=40,
    )
    reason = LongTextField(
        label=gettext_lazy("Why they belong together"),
        help_text=gettext_lazy("Needed when they are not about the same patient."),
        max_length=2_000,
        required=False,
    )
    looks = {"into": FieldLook(width=20), "reason": FieldLook(rows=2)}


class CloseForm(EventForm):
    """Close."""

    button = gettext_lazy("Close the case")
    lead = gettext_lazy("It can be reopened.")
    reason = LongTextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed when nothing was published from it."),
        max_length=2_000,
        required=False,
    )
    looks = {"reason": FieldLook(rows=3)}


FORMS: dict[CaseEvent, type[EventForm]] = {
    CaseEvent.ACCEPT: AcceptForm,
    CaseEvent.ASK: AskForm,
    CaseEvent.ANSWER: AnswerForm,
    CaseEvent.SEND_TO_REVIEW: SendToReviewForm,
    CaseEvent.FINISH_REVIEW: FinishReviewForm,
    CaseEvent.GIVE_FEEDBACK: GiveFeedbackForm,
    CaseEvent.DECLINE: DeclineForm,
    CaseEvent.WITHDRAW: WithdrawForm,
    CaseEvent.MERGE: MergeForm,
    CaseEvent.CLOSE: CloseForm,
    CaseEvent.REOPEN: ReopenForm,
}

# By kind or by choice, never forced (DESIGN C6).
REVIEW_HINT = gettext_lazy("Worth most for a missed or misread finding. A case goes to a meeting without it too.")
READERS_STAY, READERS_KNOWN, READERS_UNKNOWN = "stay", "known", "unknown"


# What a kind is asked besides, so that a chair who changes the kind can answer on the same screen.
DECIDED_AS = {"procedure": CaseField.PROCEDURE, "system_affected": CaseField.SYSTEM_AFFECTED}


class TriageForm(AsksByKind, VersionedForm):
    """Kind, readers and decision on one screen: the decision's own questions are shown under it."""

    what = confirm_kind_field()
    procedure = TextField(label=gettext_lazy("Which procedure?"), max_length=120, required=False)
    system_affected = TextField(label=gettext_lazy("Which system or equipment?"), max_length=120, required=False)
    readers = forms.ChoiceField(
        label=gettext_lazy("Original readers"),
        widget=forms.RadioSelect,
        required=False,
    )
    author = forms.ChoiceField(label=gettext_lazy("Wrote the report"), required=False)
    verifier = forms.ChoiceField(label=gettext_lazy("Verified the report"), required=False)
    external_reader = TextField(label=gettext_lazy("Somebody outside this trust"), max_length=200, required=False)
    readers_unknown_reason = LongTextField(
        label=gettext_lazy("Why they cannot be known"), max_length=2_000, required=False
    )
    report_stands = forms.ChoiceField(
        label=gettext_lazy("Does an issued report still stand wrong?"),
        help_text=gettext_lazy("If so, the addendum and telling referrer and reader are due within 14 days."),
        widget=forms.RadioSelect,
        choices=Standing.choices,
        required=False,
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("What should happen with it?"),
        widget=forms.RadioSelect,
        choices=[
            (CaseEvent.ACCEPT.value, gettext_lazy("Accept for a meeting")),
            (CaseEvent.ASK.value, gettext_lazy("Ask the submitter something first")),
            (CaseEvent.SEND_TO_REVIEW.value, gettext_lazy("Send to review")),
            (CaseEvent.GIVE_FEEDBACK.value, gettext_lazy("Feedback only, no meeting")),
            (CaseEvent.MERGE.value, gettext_lazy("Merge into another case")),
            (CaseEvent.DECLINE.value, gettext_lazy("Decline")),
        ],
        error_messages={"required": gettext_lazy("Choose what should happen with it.")},
    )
    question = LongTextField(label=gettext_lazy("Your question"), max_length=5_000, required=False)
    reviewers = forms.MultipleChoiceField(
        label=gettext_lazy("Reviewers"), widget=forms.CheckboxSelectMultiple, required=False
    )
    request = LongTextField(
        label=gettext_lazy("Request, as it was"), help_text=REQUEST_HELP, max_length=4_000, required=False
    )
    request_kept_because = LongTextField(label=KEPT_LABEL, max_length=500, required=False)
    note = LongTextField(
        label=gettext_lazy("Note to the reviewers"), help_text=NOTE_HELP, max_length=2_000, required=False
    )
    learning_point = LongTextField(label=gettext_lazy("Learning point"), max_length=2_000, required=False)
    into = TextField(label=gettext_lazy("Reference of the case to keep"), max_length=40, required=False)
    merge_reason = LongTextField(
        label=gettext_lazy("Why they belong together, if the patients differ"), max_length=2_000, required=False
    )
    decline_reason = LongTextField(
        label=gettext_lazy("Reason, which the submitter reads"), max_length=5_000, required=False
    )

    asked_as = DECIDED_AS
    looks = looks_by_kind(
        {
            "what": CONFIRMED,
            "readers": FieldLook(
                small=True,
                optional_mark=False,
                reveals={
                    READERS_KNOWN: ("author", "verifier", "external_reader"),
                    READERS_UNKNOWN: ("readers_unknown_reason",),
                },
            ),
            "readers_unknown_reason": FieldLook(rows=2),
            "report_stands": FieldLook(small=True, optional_mark=False),
            "decision": FieldLook(
                small=True,
                choice_hints={CaseEvent.SEND_TO_REVIEW.value: REVIEW_HINT},
                reveals={
                    CaseEvent.ASK.value: ("question",),
                    CaseEvent.SEND_TO_REVIEW.value: ("reviewers", "request", "request_kept_because", "note"),
                    CaseEvent.GIVE_FEEDBACK.value: ("learning_point",),
                    CaseEvent.MERGE.value: ("into", "merge_reason"),
                    CaseEvent.DECLINE.value: ("decline_reason",),
                },
            ),
            "question": FieldLook(rows=3),
            "reviewers": FieldLook(small=True),
            "request": FieldLook(rows=4),
            "request_kept_because": FieldLook(rows=2),
            "note": FieldLook(rows=2),
            "learning_point": FieldLook(rows=3),
            "into": FieldLook(width=20),
            "merge_reason": FieldLook(rows=2),
            "decline_reason": FieldLook(rows=3),
        },
        DECIDED_AS,
    )
    needed_when_revealed = frozenset(
        {"readers_unknown_reason", "question", "reviewers", "request", "learning_point", "into", "decline_reason"}
    )

    def __init__(
        self, *args: Any, people: Choices = (), reviewers: Choices = (), stay: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [
            (READERS_KNOWN, gettext_lazy("Name them")),
            (READERS_UNKNOWN, gettext_lazy("They cannot be known")),
        ]
        if stay:
            choices.insert(0, (READERS_STAY, stay))
            self.fields["readers"].initial = READERS_STAY
        self._offer("readers", choices)
        for name in ("author", "verifier"):
            self._offer(name, [("", gettext_lazy("Choose")), *people])
        self._offer("reviewers", reviewers)

    def _offer(self, name: str, choices: Any) -> None:
        chooser = self.fields[name]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Known readers are somebody."""
        cleaned = super().clean()
        named = [cleaned.get(name) for name in ("author", "verifier", "external_reader")]
        if cleaned.get("readers") == READERS_KNOWN and not any(named):
            self.add_error("author", ValidationError(_("Choose a person, or type a name below."), code="required"))
        return cleaned

    def event(self) -> CaseEvent:
        """The decision."""
        return CaseEvent(self.cleaned_data["decision"])

    def changes(self) -> dict[str, str]:
        """What the chair put in or right about the case itself."""
        return {name: self.cleaned_data[name] for name in DECIDED_AS if name in self.data and name in self.changed_data}

    def payload(self) -> dict[str, Any]:
        """What goes to the domain with the decision."""
        given = self.cleaned_data
        goes_on = self.event() in DECIDING
        reasons = {CaseEvent.MERGE: given["merge_reason"], CaseEvent.DECLINE: given["decline_reason"]}
        return {
            **(kind_chosen(given["what"]) if goes_on else {}),
            "question": given["question"],
            "reviewers": given["reviewers"],
            "request": given["request"],
            "request_kept_because": given["request_kept_because"],
            "note": given["note"],
            "learning_point": given["learning_point"],
            "report_stands": given["report_stands"],
            "into": given["into"],
            "reason": reasons.get(self.event(), ""),
        }

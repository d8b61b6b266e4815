"""Forms of a review: the view itself, declining, and what the chair does with reviewers and the request."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import Confidence, ReviewEnd
from apps.cases.forms.base import Choices, with_empty
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import DayField, LongTextField
from apps.core.forms.look import FieldLook

REQUEST_HELP = _(
    "The clinical question and history as they stood on the request. Reviewers read only this and the images before "
    "they commit a view: do not say what was found, by whom, or how it came to light. No names, dates or places."
)
NOTE_HELP = _("They read it before they commit a view: do not say what was found.")
KEPT_LABEL = _("If something that may identify a person must stay, why")


class OpinionForm(PlatformForm):
    """A view, committed once: what is seen, which type of finding, how confident, what to recommend."""

    view = LongTextField(
        label=_("What do you see?"),
        help_text=_("As you would report it. Once committed it is never altered; you can add a second view later."),
        max_length=10_000,
        error_messages={"required": _("Say what you see.")},
    )
    finding_term = forms.ChoiceField(label=_("Which type of finding is it, if any?"), required=False)
    confidence = forms.ChoiceField(
        label=_("How confident are you in your view?"),
        choices=Confidence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how confident you are.")},
    )
    recommendation = LongTextField(label=_("What would you recommend?"), max_length=5_000, required=False)
    learning = LongTextField(label=_("What could others learn from it?"), max_length=5_000, required=False)
    declared_not_read = forms.BooleanField(
        label=_("I did not write or verify the report of this study"),
        help_text=_("It is not known who reported it, so everybody who reviews it is asked."),
        required=False,
    )
    looks = {
        "view": FieldLook(rows=6),
        "confidence": FieldLook(small=True, inline=True),
        "recommendation": FieldLook(rows=3),
        "learning": FieldLook(rows=3),
        "declared_not_read": FieldLook(small=True, optional_mark=False),
    }

    def __init__(
        self,
        *args: Any,
        terms: Iterable[tuple[UUID, str]] = (),
        declares: bool = False,
        second: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["finding_term"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = with_empty(terms, _("None, or none of these"))
        if not declares:
            del self.fields["declared_not_read"]
        if second:
            self.fields["confidence"].required = False
            self.fields["view"].label = _("What do you see now?")
            self.fields["view"].help_text = _("Your first view is kept beside it, and the difference is shown.")

    def given(self) -> dict[str, Any]:
        """What goes to the domain."""
        cleaned = self.cleaned_data
        term = cleaned["finding_term"]
        return {
            "view": cleaned["view"],
            "finding_term_id": UUID(term) if term else None,
            "confidence": cleaned["confidence"],
            "recommendation": cleaned["recommendation"],
            "learning": cleaned["learning"],
            "declared_not_read": cleaned.get("declared_not_read", False),
        }


class DeclineReviewForm(PlatformForm):
    """Why somebody cannot give a view."""

    why = forms.ChoiceField(
        label=_("Why can you not review it?"),
        choices=[(one.value, one.label) for one in (ReviewEnd.CONFLICT, ReviewEnd.NO_TIME, ReviewEnd.OTHER)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why you cannot review it.")},
    )
    reason = LongTextField(
        label=_("Anything that the chair should know"),
        help_text=_("Needed for another reason. The chair reads it."),
        max_length=2_000,
        required=False,
    )
    looks = {"why": FieldLook(small=True), "reason": FieldLook(rows=3)}


class AddReviewersForm(PlatformForm):
    """More people to ask."""

    reviewers = forms.MultipleChoiceField(
        label=_("Who else should give a view?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reviewer.")},
    )
    note = LongTextField(
        label=_("Note to the reviewers"),
        help_text=NOTE_HELP,
        max_length=2_000,
        required=False,
    )
    due_on = DayField(label=_("By when"), past=False, required=False)
    looks = {"reviewers": FieldLook(small=True), "note": FieldLook(rows=2)}

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["reviewers"]
        if isinstance(chooser, forms.MultipleChoiceField):
            chooser.choices = list(people)


class TakeOffForm(PlatformForm):
    """Why somebody is no longer asked, and who is asked instead."""

    reason = LongTextField(label=_("Why"), max_length=2_000, error_messages={"required": _("Say why.")})
    replacement = forms.ChoiceField(label=_("Ask somebody else instead"), required=False)
    looks = {"reason": FieldLook(rows=3)}

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["replacement"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = with_empty(people, _("Nobody"))


class ReviewRequestForm(PlatformForm):
    """What reviewers are shown before they commit a view."""

    request = LongTextField(
        label=_("Request, as it was"),
        help_text=REQUEST_HELP,
        max_length=4_000,
        error_messages={"required": _("Say what was asked, as it stood on the request.")},
    )
    request_kept_because = LongTextField(label=KEPT_LABEL, max_length=500, required=False)
    looks = {"request": FieldLook(rows=5), "request_kept_because": FieldLook(rows=2)}

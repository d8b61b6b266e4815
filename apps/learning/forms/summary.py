"""Typing a learning summary: one line is one point."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import LongTextField, TextField
from apps.core.forms.look import FieldLook
from apps.learning.forms.months import MonthField

ONE_PER_LINE = _("One on each line.")


def lines(text: str) -> list[str]:
    """The non-empty lines of a text."""
    return [line.strip() for line in text.split("\n") if line.strip()]


class CaseSummaryForm(PlatformForm):
    """The text of a single-case learning summary. There is no field for a patient, a person or a site."""

    title = TextField(label=_("Title"), max_length=120, help_text=_("What the reader should remember it by."))
    learning_points = LongTextField(label=_("Learning points"), max_length=3000, help_text=ONE_PER_LINE)
    vignette = LongTextField(label=_("Vignette"), required=False)
    question = LongTextField(label=_("Question put to the room"), required=False, max_length=1000)
    reveal = LongTextField(label=_("What the images showed"), required=False)
    consensus = LongTextField(label=_("Consensus, in words"), required=False)
    contributing_factors = LongTextField(
        label=_("Contributing factors"), required=False, max_length=2000, help_text=ONE_PER_LINE
    )
    pitfalls = LongTextField(label=_("Pitfalls"), required=False, max_length=2000, help_text=ONE_PER_LINE)
    further_reading = LongTextField(label=_("Further reading"), required=False, max_length=2000, help_text=ONE_PER_LINE)
    modality = TextField(label=_("Modality"), required=False, max_length=60)
    region = TextField(label=_("Body region"), required=False, max_length=60)
    kind = TextField(label=_("Kind of case"), required=False, max_length=60)
    discussed_month = MonthField(label=_("Month of discussion"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    looks: ClassVar[Mapping[str, FieldLook]] = {
        "title": FieldLook(label_size="m"),
        "learning_points": FieldLook(label_size="m", rows=6),
        "question": FieldLook(rows=3),
        "contributing_factors": FieldLook(rows=3),
        "pitfalls": FieldLook(rows=3),
        "further_reading": FieldLook(rows=3),
        "modality": FieldLook(width=20),
        "region": FieldLook(width=20),
        "kind": FieldLook(width=30),
        "discussed_month": FieldLook(width=10),
    }
    LISTS = ("learning_points", "contributing_factors", "pitfalls", "further_reading")
    NOT_CONTENT = ("version", "submission_key")

    def content(self) -> dict[str, Any]:
        """The pack's plain data."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in self.NOT_CONTENT}
        return {name: lines(value) if name in self.LISTS else value for name, value in kept.items()}

    @classmethod
    def initial_from(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows for stored content."""
        return {name: "\n".join(value) if isinstance(value, list) else value for name, value in content.items()}


TOPIC_LISTS = ("learning_points", "pitfalls", "good_spots")


class MeetingSummaryForm(PlatformForm):
    """The frame of a meeting's learning summary; its topics are TopicForm rows."""

    title = TextField(label=_("Title"), max_length=120)
    introduction = LongTextField(label=_("Introduction"), required=False, max_length=2000)
    further_reading = LongTextField(label=_("Further reading"), required=False, max_length=2000, help_text=ONE_PER_LINE)
    discussed_month = MonthField(label=_("Month of the meeting"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    looks: ClassVar[Mapping[str, FieldLook]] = {
        "title": FieldLook(label_size="m"),
        "introduction": FieldLook(rows=4),
        "further_reading": FieldLook(rows=3),
        "discussed_month": FieldLook(width=10),
    }

    @classmethod
    def initial_from(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows for stored content."""
        return {
            name: "\n".join(v) if name == "further_reading" else v for name, v in content.items() if name != "topics"
        }


class TopicForm(PlatformForm):
    """One topic; a row without a heading and without text is left out."""

    heading = TextField(label=_("Topic"), required=False, max_length=120)
    summary = LongTextField(label=_("In short"), required=False, max_length=2000)
    learning_points = LongTextField(label=_("Learning points"), required=False, max_length=3000, help_text=ONE_PER_LINE)
    pitfalls = LongTextField(label=_("Pitfalls"), required=False, max_length=2000, help_text=ONE_PER_LINE)
    good_spots = LongTextField(label=_("Good spots"), required=False, max_length=2000, help_text=ONE_PER_LINE)

    looks: ClassVar[Mapping[str, FieldLook]] = {
        "heading": FieldLook(label_size="m"),
        "summary": FieldLook(rows=3),
        "learning_points": FieldLook(rows=4),
        "pitfalls": FieldLook(rows=3),
        "good_spots": FieldLook(rows=3),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["submission_key"]

    def clean(self) -> dict[str, Any]:
        """A topic with text needs a heading."""
        cleaned = super().clean()
        said = any(cleaned.get(name) for name in ("summary", *TOPIC_LISTS))
        if said and not cleaned.get("heading"):
            self.add_error("heading", _("Give this topic a heading, or empty its other boxes to leave it out."))
        return cleaned

    def content(self) -> dict[str, Any] | None:
        """The topic's plain data; None when the row is empty."""
        if not self.cleaned_data.get("heading"):
            return None
        return {n: lines(v) if n in TOPIC_LISTS else v for n, v in self.cleaned_data.items()}


class ReasonForm(PlatformForm):
    """Why something is sent back or given up."""

    reason = LongTextField(label=_("Reason"), max_length=2000)

    looks: ClassVar[Mapping[str, FieldLook]] = {"reason": FieldLook(rows=4)}


class JustifyForm(PlatformForm):
    """Why a finding of the identifier screen may stay."""

    justification = TextField(label=_("Why may this stay?"), max_length=500)

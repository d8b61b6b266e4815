"""Where a journey failed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases.domain.failing import LONGEST_NOTE, Place
from apps.cases.forms.base import Choices, with_empty
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import LongTextField, TextField
from apps.core.forms.look import FieldLook
from apps.journeys.enums import JourneyStage

NOT_KNOWN = gettext_lazy("Not known")
NO_FAILING = "none"
STAGES = with_empty(JourneyStage.choices, NOT_KNOWN)


class FailureForm(PlatformForm):
    """One place: the step, in whose hands it was, and how it failed; what is not known stays not known."""

    stage = forms.ChoiceField(label=gettext_lazy("At which step did it fail?"), choices=STAGES, required=False)
    party = forms.ChoiceField(
        label=gettext_lazy("In whose hands was it?"),
        help_text=gettext_lazy("A role, never a person. Inside radiology or outside."),
        required=False,
    )
    failing = forms.ChoiceField(
        label=gettext_lazy("How did it fail?"),
        help_text=gettext_lazy("Failings that the Ombudsman found in imaging journeys (2021)."),
        widget=forms.RadioSelect,
        required=False,
    )
    note = TextField(
        label=gettext_lazy("In a few words, if it helps"),
        help_text=gettext_lazy("For example: the alert went to a mailbox that nobody reads. No names."),
        max_length=LONGEST_NOTE,
        required=False,
    )
    looks = {"failing": FieldLook(small=True)}

    def __init__(
        self,
        *args: Any,
        parties: Iterable[tuple[Any, Any]] = (),
        failings: Choices = (),
        hints: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("party", with_empty(parties, NOT_KNOWN)),
            ("failing", [*failings, (NO_FAILING, _("None of these, or not known"))]),
        ):
            chooser = self.fields[name]
            if isinstance(chooser, forms.ChoiceField):
                chooser.choices = choices
        self.looks = {"failing": FieldLook(small=True, choice_hints=hints or {}, optional_mark=False)}  # type: ignore[misc]  # the failings are data

    def clean(self) -> dict[str, Any]:
        """Something of it is known."""
        cleaned = super().clean()
        if not self.errors and not place_from(cleaned).says_something:
            words = _("Say at which step it failed, in whose hands it was, or how it failed.")
            self.add_error("stage", ValidationError(words, code="required"))
        return cleaned

    def place(self) -> Place:
        """What was chosen."""
        return place_from(self.cleaned_data)


def place_from(given: dict[str, Any]) -> Place:
    """The place in these answers."""
    failing = given.get("failing") or NO_FAILING
    return Place(
        stage=given.get("stage") or "",
        party=given.get("party") or "",
        failing_id=None if failing == NO_FAILING else UUID(failing),
        note=given.get("note") or "",
    )


class TakeOffFailureForm(PlatformForm):
    """Why a place is taken off."""

    reason = LongTextField(
        label=gettext_lazy("Why it is taken off"),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say why it is taken off.")},
    )
    looks = {"reason": FieldLook(rows=2)}

"""Raising an alert, and saying who has to read the report."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.alerts.domain.raising import FINDING_LENGTH, AlertFacts, RecipientFacts
from apps.alerts.enums import CancerKind
from apps.alerts.forms.choosing import Choices, set_choices
from apps.core.clock import UNKNOWN_TIME
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import ClinicalTimeField, LongTextField, TextField
from apps.core.forms.look import FieldLook


class RecipientForm(PlatformForm):
    """A referrer: somebody without an account here."""

    recipient_name = TextField(
        label=_("Who has to read the report"),
        help_text=_("The referrer, or who acts for them. By name."),
        max_length=200,
    )
    recipient_organisation = TextField(label=_("Practice, ward or team"), max_length=200, required=False)
    recipient_email = TextField(
        label=_("Their e-mail address"),
        help_text=_("They get a link that works once. The e-mail names no patient and no finding."),
        max_length=254,
        required=False,
    )
    recipient_team_email = TextField(
        label=_("E-mail address of their team"),
        help_text=_("A shared mailbox that somebody reads when they are away."),
        max_length=254,
        required=False,
    )
    recipient_telephone = TextField(label=_("Their telephone number"), max_length=60, required=False)

    looks = {
        "recipient_name": FieldLook(width=20),
        "recipient_telephone": FieldLook(width=20),
    }

    def recipient(self) -> RecipientFacts:
        """What was typed."""
        given = self.cleaned_data
        names = ("name", "organisation", "email", "team_email", "telephone")
        return RecipientFacts(**{name: given[f"recipient_{name}"] for name in names})


class RaiseForm(RecipientForm):
    """What the alert is about, in as few words as will do."""

    category = forms.ChoiceField(label=_("What kind of alert is it?"), widget=forms.RadioSelect)
    finding = LongTextField(
        label=_("What was found, in a few words"),
        help_text=_("For example: new 3 cm mass in the right upper lobe. No names, dates or numbers of the patient."),
        max_length=FINDING_LENGTH,
        error_messages={"required": _("Say in a few words what was found.")},
    )
    keep_words = forms.BooleanField(
        label=_("The words that were found identify nobody; keep them"),
        required=False,
    )
    primary_site = TextField(
        label=_("Suspected primary site"),
        help_text=_("Only for a cancer alert. “Unknown primary” is an answer."),
        max_length=120,
        required=False,
    )
    cancer_kind = forms.ChoiceField(
        label=_("New or recurrence"),
        help_text=_("Only for a cancer alert. Simple progression of a known cancer is none."),
        choices=[("", _("Not a cancer alert")), *CancerKind.choices],
        required=False,
    )
    reported = ClinicalTimeField(label=_("When the report was verified"), required=False, source="alert")
    team = TextField(label=_("Team responsible for the patient"), max_length=200, required=False)

    field_order = [
        "category", "finding", "keep_words", "primary_site", "cancer_kind", "reported", "team", "recipient_name",
        "recipient_organisation", "recipient_email", "recipient_team_email", "recipient_telephone",
    ]  # fmt: skip

    def __init__(
        self, *args: Any, categories: Choices = (), hints: dict[str, object] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["category"], categories)
        self.looks = {  # type: ignore[misc]  # the categories are data, so their looks are known only here
            **RecipientForm.looks,
            "category": FieldLook(choice_hints=hints or {}),
            "finding": FieldLook(rows=3),
            "primary_site": FieldLook(width=20),
            "team": FieldLook(width=20),
        }

    def hide_what_is_not_asked(self) -> None:
        """The box that keeps words is asked for only when the screen found some, or when it was ticked."""
        found = self.is_bound and self.has_error("finding", code="identifiers")
        if not found and not self["keep_words"].value():
            self.fields["keep_words"].widget = forms.HiddenInput()

    def facts(self, study_id: UUID) -> AlertFacts:
        """What was typed, about this study."""
        given = self.cleaned_data
        return AlertFacts(
            study_id=study_id,
            category_id=UUID(given["category"]),
            finding=given["finding"],
            recipient=self.recipient(),
            primary_site=given["primary_site"],
            cancer_kind=given["cancer_kind"],
            reported=given["reported"] or UNKNOWN_TIME,
            team=given["team"],
            keep_words=given["keep_words"],
            key=UUID(str(given["submission_key"])),
        )


class ReaddressForm(RecipientForm):
    """Somebody else has to read it."""

    why = TextField(label=_("Why it goes to somebody else"), max_length=500)
    field_order = ["why"]

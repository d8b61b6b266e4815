"""What an outcome asks of the case besides the discussion."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.domain.failing import Place
from apps.cases.enums import Standing
from apps.core.forms.base import PlatformForm
from apps.core.forms.look import FieldLook
from apps.journeys.enums import JourneyStage
from apps.meetings.domain.about_the_case import AboutTheCase

NOT_KNOWN = ("", _("Not known, or not said"))


class AboutTheCaseFields(PlatformForm):
    """Whether an issued report stands wrong, and one place where it failed; nothing of it must be answered."""

    report_stands = forms.ChoiceField(
        label=_("Does an issued report still stand wrong?"),
        help_text=_(
            "Yes opens the addendum, telling the referrer and telling the original reader, each due 14 days after the "
            "difference was identified."
        ),
        choices=Standing.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    failure_stage = forms.ChoiceField(
        label=_("At which step did it fail?"), choices=[NOT_KNOWN, *JourneyStage.choices], required=False
    )
    failure_party = forms.ChoiceField(
        label=_("In whose hands was it?"), help_text=_("A role, never a person."), required=False
    )
    failure_failing = forms.ChoiceField(label=_("How did it fail?"), required=False)

    CASE_LOOKS = {
        "report_stands": FieldLook(label_size="m", small=True, optional_mark=False),
        "failure_stage": FieldLook(optional_mark=False),
        "failure_party": FieldLook(optional_mark=False),
        "failure_failing": FieldLook(optional_mark=False),
    }

    def offer(self, *, parties: Iterable[Any] = (), failings: Iterable[Any] = (), report_stands: str = "") -> None:
        """The choices that are data, and the answer that stands."""
        for name, choices in (("failure_party", parties), ("failure_failing", failings)):
            chooser = self.fields[name]
            if isinstance(chooser, forms.ChoiceField):
                chooser.choices = [NOT_KNOWN, *choices]
        self.fields["report_stands"].initial = report_stands

    def about_the_case(self) -> AboutTheCase:
        """What was answered."""
        given = self.cleaned_data
        failing = given["failure_failing"]
        place = Place(
            stage=given["failure_stage"],
            party=given["failure_party"],
            failing_id=UUID(failing) if failing else None,
        )
        return AboutTheCase(report_stands=given["report_stands"], places=(place,) if place.says_something else ())

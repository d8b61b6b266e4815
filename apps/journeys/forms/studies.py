"""Finding a study by its exact key, and asking who its patient is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlainForm, PlatformForm
from apps.core.forms.fields import LongTextField, TextField
from apps.core.forms.look import FieldLook
from apps.journeys.domain.identifying import LONGEST_REASON


class FindStudyForm(PlainForm):
    """An accession number, study instance UID or study key, typed in full."""

    key = TextField(
        label=_("Accession number or study instance UID"),
        max_length=64,
        help_text=_("Type or paste the whole number. It is not kept in the address of the page."),
    )
    looks = {"key": FieldLook(label_size="m")}

    def __init__(self, *args: Any, departments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = forms.ChoiceField(label=_("Department"), choices=departments)
        if len(departments) == 1:
            field.widget = forms.HiddenInput()
            field.initial = departments[0][0]
        self.fields["department"] = field


class RevealForm(PlatformForm):
    """Why somebody needs to know who the patient is."""

    reason = LongTextField(
        label=_("Why do you need to know who the patient is?"),
        max_length=LONGEST_REASON,
        help_text=_("Your name, the time and this reason are recorded, and information governance can read them."),
    )
    looks = {"reason": FieldLook(label_size="s", rows=2)}

"""What a referrer fills in behind a one-time link; plain forms, for there is nobody to keep words for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlainForm
from apps.core.forms.fields import LongTextField, TextField
from apps.core.forms.look import FieldLook


class WhoForm(PlainForm):
    """Who holds the link."""

    name = TextField(label=_("Your name"), max_length=120)
    role = TextField(label=_("Your role"), help_text=_("For example GP, consultant or ward sister."), max_length=120)
    looks = {"name": FieldLook(width=20), "role": FieldLook(width=20)}


class NotForMeForm(WhoForm):
    """It went to the wrong person."""

    why = LongTextField(
        label=_("Who should get it, if you know"),
        help_text=_("A name, a practice or a ward. Do not name the patient."),
        max_length=400,
        required=False,
    )
    looks = {**WhoForm.looks, "why": FieldLook(rows=2)}
    prefix = "other"


class DoneForm(WhoForm):
    """What the referrer did."""

    done = LongTextField(
        label=_("What was done"),
        help_text=_("For example: referred on the two-week pathway; patient called in for Thursday."),
        max_length=2000,
        error_messages={"required": _("Say what was done.")},
    )
    patient_told = forms.BooleanField(label=_("The patient has been told"), required=False)
    field_order = ["done", "patient_told", "name", "role"]
    looks = {**WhoForm.looks, "done": FieldLook(rows=4)}

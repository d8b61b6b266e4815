"""The receipt of an anonymous case, typed by somebody who is signed in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import TextField
from apps.core.forms.look import FieldLook


class ClaimForm(PlatformForm):
    """One receipt."""

    receipt = TextField(
        label=_("Receipt"),
        help_text=_("Eight groups of four letters and figures. It is not the key of the thread: never type that here."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the receipt that was shown with the key.")},
    )
    looks = {"receipt": FieldLook(width=30)}

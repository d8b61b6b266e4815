"""The forms of the thread: the key, a message, other words, and taking the case back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlainForm, PlatformForm
from apps.core.forms.fields import LongTextField, TextField
from apps.core.forms.look import FieldLook


class KeyForm(PlainForm):
    """The key, as it was copied. It is a field of a form and never part of an address."""

    key = TextField(
        label=_("Your key"),
        help_text=_("Seven groups of four letters and figures. Hyphens, spaces and capitals make no difference."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": _("Type the key that you were shown when you sent the case.")},
    )
    looks = {"key": FieldLook(width=30)}


class ThreadMessageForm(PlatformForm):
    """What the holder of the key writes to the chair."""

    prefix = "message"
    text = LongTextField(
        label=_("Write to the chair"),
        help_text=_("No names, and nothing that only you would know."),
        max_length=5_000,
        error_messages={"required": _("Write a message.")},
    )
    looks = {"text": FieldLook(rows=3)}


class OtherWordsForm(PlatformForm):
    """What happened, said otherwise."""

    prefix = "words"
    narrative = LongTextField(
        label=_("What happened"),
        help_text=_("The earlier words stay in the record, which the chair can read."),
        max_length=10_000,
        error_messages={"required": _("Say what happened, in a sentence or two.")},
    )
    looks = {"narrative": FieldLook(rows=4)}


class WithdrawForm(PlatformForm):
    """Why the case is taken back."""

    prefix = "withdraw"
    reason = LongTextField(
        label=_("Why do you take it back?"),
        max_length=2_000,
        error_messages={"required": _("Say why, in a few words.")},
    )
    looks = {"reason": FieldLook(rows=2)}

"""A message in the thread, and finding a case by its reference."""

from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlainForm, PlatformForm
from apps.core.forms.fields import LongTextField, TextField
from apps.core.forms.look import FieldLook


class MessageForm(PlatformForm):
    """What chair and submitter write to each other."""

    text = LongTextField(
        label=_("Write a message"),
        max_length=5_000,
        error_messages={"required": _("Write a message.")},
    )
    looks = {"text": FieldLook(rows=3)}


class ReferenceForm(PlainForm):
    """The reference of one case."""

    reference = TextField(label=_("Reference of the case"), help_text=_("For example, RLP-2026-000123"), max_length=40)
    looks = {"reference": FieldLook(width=20)}

"""Searching the library, and withdrawing a document from it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlainForm, PlatformForm
from apps.core.forms.fields import LongTextField, TextField
from apps.core.forms.look import FieldLook
from apps.documents.domain.withdrawing import REASON_LIMIT
from apps.documents.enums import KIND_WORDS, STATE_WORDS, DocumentKind, DocumentState


class LibraryFilter(PlainForm):
    """Words of a title or a reference, a kind and a state; all may be left empty."""

    q = TextField(label=_("Title or reference"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Any kind")), *((kind.value, KIND_WORDS[kind]) for kind in DocumentKind)],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), *((state.value, STATE_WORDS[state]) for state in DocumentState)],
    )


class WithdrawForm(PlatformForm):
    """Why a document is closed."""

    reason = LongTextField(
        label=_("Why is it withdrawn?"),
        max_length=REASON_LIMIT,
        help_text=_("Everybody who can see the library reads this reason. Do not name a patient or a colleague in it."),
    )
    looks = {"reason": FieldLook(label_size="m", rows=4)}

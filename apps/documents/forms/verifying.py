"""Checking a document: a file, or the hash that it prints."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.forms.base import PlainForm
from apps.core.forms.fields import TextField
from apps.core.forms.look import FieldLook
from apps.core.presenting import file_size

# Far more than any document of ours; a larger file is not ours and is not worth reading.
FILE_LIMIT = 20 * 1024 * 1024


class VerifyForm(PlainForm):
    """One of the two is needed; the file decides when both are given.

    A file comes with its hash alone; `is_file_too_large` says that one was let go instead.
    """

    is_file_too_large = False

    file = forms.FileField(
        label=gettext_lazy("The PDF file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("It is not kept: only its fingerprint is computed and compared."),
    )
    hash = TextField(
        label=gettext_lazy("Or the content hash"),
        required=False,
        help_text=gettext_lazy("64 characters, printed under “About this document”. Spaces do not matter."),
    )
    looks = {"file": FieldLook(optional_mark=False), "hash": FieldLook(optional_mark=False)}

    def clean(self) -> dict[str, Any]:
        """Ask for at least one of the two; a file that is far too large is not a document of ours."""
        cleaned = super().clean()
        if self.is_file_too_large:
            words = _("The file is larger than %(limit)s, so it is not one of these documents.")
            self.add_error("file", ValidationError(words % {"limit": file_size(FILE_LIMIT)}, code="file_too_large"))
        elif not self.errors and not cleaned.get("file") and not cleaned.get("hash"):
            raise ValidationError(_("Choose the PDF file, or enter the content hash."), code="nothing_to_check")
        return cleaned

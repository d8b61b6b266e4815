"""The base of the forms about one case: they carry the version that was on the screen."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlatformForm

Choices = Sequence[tuple[str, str]]


def choices_of(people: Iterable[tuple[UUID, str]]) -> list[tuple[str, str]]:
    """People, or other records, as the choices of a field."""
    return [(str(one), name) for one, name in people]


def with_empty(choices: Iterable[tuple[Any, Any]], words: Any) -> list[tuple[Any, Any]]:
    """The choices after an empty one that says what leaving it means."""
    return [("", words), *choices]


class IdsField(forms.Field):
    """Ids that the page itself put in: hidden, several, each once; gives UUIDs."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        """The ids in order. Raises ValidationError for what is no id."""
        try:
            return list(dict.fromkeys(UUID(str(one)) for one in value or []))
        except ValueError as wrong:
            raise forms.ValidationError(_("Open this page again."), code="invalid") from wrong


class VersionedForm(PlatformForm):
    """A form about a record as it was when the form was opened."""

    expected_version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This page is out of date. Open it again."),
            "invalid": _("Open this page again."),
        },
    )

    @property
    def key(self) -> str:
        """What tells a double click from a second wish."""
        return str(self.cleaned_data["submission_key"])

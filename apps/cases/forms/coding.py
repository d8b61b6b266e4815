"""Forms for coding a case: what to add, and why something is taken off."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import LongTextField
from apps.core.forms.look import FieldLook


class CodingForm(PlatformForm):
    """Codes of every scheme in use that the case does not carry yet, as checkboxes; several may be added at once.

    A code that was on the page when it was opened and is offered no longer is kept, so that the domain can say why.
    """

    def __init__(self, *args: Any, schemes: Sequence[Mapping[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        looks: dict[str, FieldLook] = {}
        for scheme in schemes:
            self.fields[scheme["name"]] = forms.MultipleChoiceField(
                label=scheme["title"],
                help_text=scheme["source"],
                choices=scheme["choices"],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            looks[scheme["name"]] = FieldLook(small=True, choice_hints=scheme["hints"], optional_mark=False)
        self.looks = looks  # type: ignore[misc]  # the schemes are data, so their looks are known only here
        self._names = [scheme["name"] for scheme in schemes]

    def clean(self) -> dict[str, Any]:
        """At least one code; what is no longer offered goes on to the domain, which says what became of it."""
        given = super().clean()
        for name in self._names:
            if self.has_error(name, "invalid_choice"):
                del self.errors[name]
        if self._names and not self.errors and not self.term_ids():
            self.add_error(self._names[0], forms.ValidationError(_("Choose at least one code."), code="required"))
        return given

    def term_ids(self) -> list[UUID]:
        """Everything that is ticked, also under a scheme whose edition was replaced while the page was open."""
        sent = [value for name, values in _lists(self.data) if name.startswith("scheme_") for value in values]
        found = []
        for one in dict.fromkeys(sent):
            try:
                found.append(UUID(one))
            except ValueError:
                continue
        return found


def _lists(data: Any) -> list[tuple[str, list[str]]]:
    return [(name, data.getlist(name)) for name in data] if hasattr(data, "getlist") else []


class TakeOffForm(PlatformForm):
    """Why a code is taken off."""

    reason = LongTextField(
        label=gettext_lazy("Why it is taken off"),
        help_text=gettext_lazy("For example: the room saw it differently."),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say why it is taken off.")},
    )
    looks = {"reason": FieldLook(rows=3)}

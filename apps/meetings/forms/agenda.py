"""Putting a case on an agenda and changing its line."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.forms.base import PlatformForm
from apps.core.forms.look import FieldLook

Choices = Iterable[tuple[str, str | Promise]]


class LineForm(PlatformForm):
    """Minutes and leader of one line."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=120)
    led_by = forms.ChoiceField(
        label=_("Who leads the discussion"),
        required=False,
        help_text=_("Automatic: the chair, or the deputy when the chair read a report in the case."),
    )

    looks: Mapping[str, FieldLook] = {  # type: ignore[misc]  # PlaceForm adds a look of its own
        "minutes": FieldLook(width=3, suffix=_("minutes")),
        "led_by": FieldLook(optional_mark=False),
    }

    def __init__(self, *args: Any, leaders: Choices, automatic: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [("", _("Automatic"))] if automatic else [("", _("As it is now"))]
        self.fields["led_by"].choices = [*first, *leaders]  # type: ignore[attr-defined]  # a ChoiceField


class PlaceForm(LineForm):
    """Which of the ready cases goes on the agenda."""

    case = forms.ChoiceField(label=_("Case"), widget=forms.RadioSelect)

    field_order = ("case", "minutes", "led_by")

    def __init__(self, *args: Any, cases: Choices, hints: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = list(cases)  # type: ignore[attr-defined]  # a ChoiceField
        self.looks = {**self.looks, "case": FieldLook(choice_hints=hints, label_size="m")}

"""What a list of cases can be narrowed to."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import CaseKind, CaseStatus, Modality
from apps.cases.forms.base import with_empty
from apps.cases.queries.failures import INSIDE, OUTSIDE, UNKNOWN
from apps.cases.queries.lists import Filters
from apps.core.forms.base import PlainForm
from apps.core.forms.blank import BlankForm, blank
from apps.core.forms.fields import TextField
from apps.core.forms.look import FieldLook
from apps.journeys.enums import JourneyStage, ResponsibleRole

_PLAIN = FieldLook(optional_mark=False)


class CaseFilterForm(PlainForm):
    """Words and some choices; sent by GET, so that a list can be kept as a bookmark."""

    words = TextField(label=_("Words or reference"), max_length=100, required=False)
    status = forms.ChoiceField(label=_("State"), choices=with_empty(CaseStatus.choices, _("Any")), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=with_empty(CaseKind.choices, _("Any")), required=False)
    modality = forms.ChoiceField(label=_("Modality"), choices=with_empty(Modality.choices, _("Any")), required=False)
    whose = forms.ChoiceField(
        label=_("Whose"),
        choices=[("", _("All that I may see")), ("mine", _("Logged by me")), ("review", _("For my review"))],
        required=False,
    )
    failed_at = forms.ChoiceField(
        label=_("Where it failed"),
        choices=[("", _("Any")), *JourneyStage.choices, (UNKNOWN, _("Nothing is recorded"))],
        required=False,
    )
    failed_with = forms.ChoiceField(
        label=_("In whose hands"),
        choices=[
            ("", _("Any")),
            (INSIDE, _("Inside radiology")),
            (OUTSIDE, _("Outside radiology")),
            *ResponsibleRole.choices,
        ],
        required=False,
    )
    looks = dict.fromkeys(("words", "status", "kind", "modality", "whose", "failed_at", "failed_with"), _PLAIN)

    def filters(self) -> Filters:
        """The filters as typed; what is malformed narrows nothing."""
        given: dict[str, Any] = self.cleaned_data if self.is_bound else {}
        return Filters(**{one.name: given.get(one.name) or "" for one in fields(Filters)})

    def applied(self) -> list[tuple[str, str]]:
        """(field, words) of each filter that narrows the list."""
        found = []
        for name, value in vars(self.filters()).items():
            if value:
                found.append((name, f"{self.fields[name].label}: {self._said(name, value)}"))
        return found

    def _said(self, name: str, value: str) -> str:
        chooser = self.fields[name]
        choices: Any = chooser.choices if isinstance(chooser, forms.ChoiceField) else ()
        return str(dict(choices).get(value, value))


@dataclass(frozen=True)
class Narrowing:
    """What an address asks of the list: the filters, each in words, and the form to change them."""

    filters: Filters
    applied: list[tuple[str, str]]
    form: CaseFilterForm | BlankForm


def narrowing_from(asked: Mapping[str, str]) -> Narrowing:
    """What the address says; the form of an address that says nothing is not drawn again."""
    if not any(asked.get(name) for name in CaseFilterForm.base_fields):
        return Narrowing(Filters(), [], blank(CaseFilterForm))
    form = CaseFilterForm(asked)
    form.is_valid()
    return Narrowing(form.filters(), form.applied(), form)

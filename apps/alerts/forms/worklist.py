"""What the worklist can be narrowed to, and the moment of which one asks how it stood."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.alerts.enums import AlertStatus
from apps.alerts.forms.choosing import Choices, set_choices
from apps.alerts.queries.worklist import Filters
from apps.core.forms.base import PlainForm
from apps.core.forms.fields import InstantField
from apps.core.forms.look import FieldLook

STATES = [
    ("", _("Open")),
    (AlertStatus.UNREAD, AlertStatus.UNREAD.label),
    (AlertStatus.READ, AlertStatus.READ.label),
    ("late", _("Open, and past the limit for reading")),
    ("closed", _("Closed")),
    ("all", _("All")),
]
LEVELS = [(str(n), str(n)) for n in range(1, 6)]


class AlertFilterForm(PlainForm):
    """Sent by GET, so that a list can be kept as a bookmark."""

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    level = forms.ChoiceField(label=_("Escalated to level"), choices=[("", _("Any")), *LEVELS], required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    looks = dict.fromkeys(("state", "category", "level", "department"), FieldLook(optional_mark=False))

    def __init__(self, *args: Any, categories: Choices = (), departments: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["category"], categories, empty=_("Any"))
        set_choices(self.fields["department"], departments, empty=_("All that I may see"))

    def filters(self) -> Filters:
        """The filters as chosen; what is malformed narrows nothing."""
        given: dict[str, Any] = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if self.is_bound and not given:
            given = self.cleaned_data
        return Filters(**{name: given.get(name) or "" for name in ("state", "category", "level", "department")})

    def applied(self) -> list[tuple[str, str]]:
        """(field, words) of each filter that narrows the list."""
        found = []
        for name, value in vars(self.filters()).items():
            if value:
                chooser = self.fields[name]
                choices: Any = chooser.choices if isinstance(chooser, forms.ChoiceField) else ()
                found.append((name, f"{chooser.label}: {dict(choices).get(value, value)}"))
        return found


class AsOfForm(PlainForm):
    """How the alerts stood at a moment."""

    at = InstantField(label=_("How it stood at"), future=False, required=False)

    def moment(self) -> datetime | None:
        """The moment that was asked for; None for now."""
        found: datetime | None = self.cleaned_data.get("at") if self.is_bound and self.is_valid() else None
        return found

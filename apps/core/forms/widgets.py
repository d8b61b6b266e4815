"""Controls made of several parts: a date in three boxes, and a date with a time."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.clock import LONDON, AmbiguousTime, ClinicalTime, NonexistentTime, Precision, from_local
from apps.core.forms.dates import BadDate, parse_day, parse_time

#: Values of the part that answers "which of the two".
FIRST, SECOND = "first", "second"


def _box(width: int, **attrs: str) -> forms.TextInput:
    classes = f"nhsuk-input nhsuk-input--width-{width} nhsuk-date-input__input"
    return forms.TextInput(attrs={"class": classes, "inputmode": "numeric", "autocomplete": "off", **attrs})


class DayInput(forms.MultiWidget):
    """Day, month and year in three boxes, which suits known dates better than a calendar to click through."""

    template_name = "forms/widgets/day.html"
    use_fieldset = True
    labels: tuple[Promise, ...] = (_("Day"), _("Month"), _("Year"))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"day": _box(2), "month": _box(2), "year": _box(4)}, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Parts of a date; what was typed wrongly stays as it was typed."""
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the words over each box, and whether the boxes are wrong."""
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], self.labels, strict=False):
            part["label"] = label
        context["wrong"] = bool(context["widget"]["attrs"].get("aria-invalid"))
        return context


class MomentInput(DayInput):
    """A date, a time that may be left empty, "not known", and which of the two when the clocks go back.

    The last question is drawn only for a time that happened twice, so that nobody else meets it.
    """

    template_name = "forms/widgets/moment.html"
    labels = (_("Day"), _("Month"), _("Year"), _("Time"))

    def __init__(self, attrs: dict[str, Any] | None = None, *, may_be_unknown: bool = True) -> None:
        self.may_be_unknown = may_be_unknown
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": _box(2),
            "month": _box(2),
            "year": _box(4),
            "time": _box(5, inputmode="text"),
            "unknown": forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
            "which": forms.HiddenInput(),
        }
        forms.MultiWidget.__init__(self, parts, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Parts of a clinical time or of an instant, as the clock in London said it."""
        if isinstance(value, datetime):
            value = ClinicalTime(at=value, precision=Precision.INSTANT)
        if not isinstance(value, ClinicalTime):
            return ["", "", "", "", False, ""]
        if value.at is None:
            return ["", "", "", "", True, ""]
        local = value.at.astimezone(LONDON)
        said = f"{local:%H:%M}" if value.precision is Precision.INSTANT else ""
        which = SECOND if local.fold else FIRST
        return [str(local.day), str(local.month), str(local.year), said, False, which]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds whether to ask which of two, and the times to choose from."""
        context = super().get_context(name, value, attrs)
        parts = value if isinstance(value, list) else self.decompress(value)
        context["may_be_unknown"] = self.may_be_unknown
        context["twice"] = twice(parts)
        context["which"] = parts[5]
        return context


def twice(parts: list[Any]) -> str:
    """The typed time, if the clocks show it twice on that day; else empty."""
    try:
        day = parse_day(*(str(part or "").strip() for part in parts[:3]))
        at = parse_time(str(parts[3] or ""))
        from_local(datetime.combine(day, at))
    except AmbiguousTime:
        return f"{at:%H:%M}"
    except (BadDate, NonexistentTime):
        return ""
    return ""

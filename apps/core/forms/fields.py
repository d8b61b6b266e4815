"""Fields of our forms: text that is safe to keep, real dates, clinical times with their precision."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.clock import (
    UNKNOWN_TIME,
    AmbiguousTime,
    ClinicalTime,
    NonexistentTime,
    clinical_day,
    clinical_instant,
    from_local,
    now,
    today,
)
from apps.core.forms.dates import BadDate, parse_day, parse_time
from apps.core.forms.text import UnsafeText, normalise
from apps.core.forms.widgets import FIRST, SECOND, DayInput, MomentInput
from apps.core.presenting import date_words


class TextField(forms.CharField):
    """One line of text, cleaned by `apps.core.forms.text.normalise`; the length is counted after cleaning."""

    multiline = False

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, strip=False, **kwargs)
        # The browser must not cut a paste short: the server says how much is too much.
        self.widget.attrs.pop("maxlength", None)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: cutting a pasted text short loses words without a sign."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        """The cleaned text. Raises ValidationError for characters that hide what is stored."""
        try:
            return normalise(str(super().to_python(value) or ""), multiline=self.multiline)
        except UnsafeText as problem:
            raise ValidationError(str(problem), code="unsafe_text") from problem

    def run_validators(self, value: Any) -> None:
        """Says how many characters were typed, so that a person knows how much to cut."""
        if self.max_length is not None and len(value) > self.max_length:
            raise ValidationError(
                _("Shorten this to %(limit)s characters or fewer. It has %(length)s.")
                % {"limit": f"{self.max_length:,}", "length": f"{len(value):,}"},
                code="max_length",
            )
        super().run_validators(value)


class LongTextField(TextField):
    """Several lines of text, with a counter."""

    multiline = True
    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, *, max_length: int = 4000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class DayField(forms.Field):
    """A date typed as day, month and year.

    `future` and `past` say whether a date after or before today may be given.
    """

    widget = DayInput

    def __init__(self, *, future: bool = True, past: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.future, self.past = future, past

    def clean(self, value: Any) -> date | None:
        """The date; None when empty and not required. Raises ValidationError with what to change."""
        parts = [str(part or "").strip() for part in (value or ["", "", ""])[:3]]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        day = _day(parts)
        self.check_bounds(day)
        return day

    def check_bounds(self, day: date) -> None:
        """Raises ValidationError for a day that may not lie on that side of today."""
        if not self.future and day > today():
            raise ValidationError(_("The date must be today or in the past"), code="future")
        if not self.past and day < today():
            raise ValidationError(_("The date must be today or in the future"), code="past")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares the parts as typed."""
        return DayInput().decompress(initial) != [str(part or "").strip() for part in data or ["", "", ""]]


def _day(parts: Sequence[str]) -> date:
    try:
        return parse_day(*parts)
    except BadDate as problem:
        raise ValidationError(str(problem), code="bad_date") from problem


class ClinicalTimeField(DayField):
    """When something happened: an instant, a day, or not known; gives `apps.core.clock.ClinicalTime`.

    An empty time means that only the day is known. A time that happened twice, when the clocks go back, is
    asked about and not guessed; one that never happened is refused (DESIGN C0). Empty and not required gives None.
    """

    widget = MomentInput

    def __init__(
        self,
        *,
        source: str = "typed",
        may_be_unknown: bool = True,
        time_required: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", MomentInput(may_be_unknown=may_be_unknown))
        kwargs.setdefault("future", False)
        super().__init__(**kwargs)
        self.source, self.may_be_unknown, self.time_required = source, may_be_unknown, time_required

    def clean(self, value: Any) -> Any:
        """The clinical time; raises ValidationError with what to change."""
        parts = list(value or [])
        parts += [""] * (6 - len(parts))
        day_parts = [str(part or "").strip() for part in parts[:3]]
        said, unknown, which = str(parts[3] or "").strip(), bool(parts[4]), str(parts[5] or "")
        if unknown and self.may_be_unknown:
            if any(day_parts) or said:
                raise ValidationError(_("Give the date, or say that it is not known, but not both"), code="both")
            return UNKNOWN_TIME
        if not any(day_parts) and not said:
            return self._empty()
        day = _day(day_parts)
        self.check_bounds(day)
        if not said:
            return self._day_only(day)
        return self._instant(day, said, which)

    def _empty(self) -> None:
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def _day_only(self, day: date) -> ClinicalTime:
        if self.time_required:
            raise ValidationError(_("Give the time as well, for example 14:05"), code="time_required")
        return clinical_day(day, source=self.source)

    def _instant(self, day: date, said: str, which: str) -> ClinicalTime:
        try:
            naive = datetime.combine(day, parse_time(said))
            at = from_local(naive, fold={FIRST: 0, SECOND: 1}.get(which))
        except BadDate as problem:
            raise ValidationError(str(problem), code="bad_time") from problem
        except AmbiguousTime as problem:
            words = {"time": f"{naive:%H:%M}", "date": date_words(day)}
            raise ValidationError(
                _("On %(date)s the clocks went back, so %(time)s happened twice. Choose which one.") % words,
                code="ambiguous",
            ) from problem
        except NonexistentTime as problem:
            words = {"time": f"{naive:%H:%M}", "date": date_words(day)}
            raise ValidationError(
                _("On %(date)s the clocks went forward, so there was no %(time)s. Check the time.") % words,
                code="nonexistent",
            ) from problem
        if not self.future and at > now():
            raise ValidationError(_("The time must be in the past"), code="future")
        if not self.past and at < now():
            raise ValidationError(_("The time must be in the future"), code="past")
        return clinical_instant(at, source=self.source)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares the parts as typed; which of two counts only for a doubled time."""
        before, typed = MomentInput().decompress(initial)[:5], list(data or [])[:5]
        typed += [""] * (5 - len(typed))
        return [str(part or "").strip() for part in before] != [str(part or "").strip() for part in typed]


class InstantField(ClinicalTimeField):
    """A date and time that must both be known, such as a meeting's; gives a UTC datetime."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("future", True)
        super().__init__(may_be_unknown=False, time_required=True, **kwargs)

    def clean(self, value: Any) -> Any:
        """The instant in UTC; None when empty and not required."""
        given = super().clean(value)
        return given.at if isinstance(given, ClinicalTime) else None


class YesNoField(forms.TypedChoiceField):
    """Yes or no as radios, since a box that is not ticked may also be one that was not seen; gives a bool."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))])
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored bool as the choice that shows it."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

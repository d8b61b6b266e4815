"""Choosing a month in words."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.clock import today
from apps.core.presenting import date_words

HOW_FAR_BACK = 60


def month_choices() -> list[tuple[str, Any]]:
    """This month and the five years before it, newest first; a meeting is written up within that."""
    day = today()
    months = (divmod(day.year * 12 + day.month - 1 - back, 12) for back in range(HOW_FAR_BACK))
    firsts = [date(year, month + 1, 1) for year, month in months]
    return [("", _("Not stated")), *((f"{d:%Y-%m}", date_words(d).split(" ", 1)[1]) for d in firsts)]


class MonthField(forms.ChoiceField):
    """A month as YYYY-MM, shown in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=month_choices, **kwargs)

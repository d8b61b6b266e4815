"""Checks a clinical time that somebody gives for what they did."""

from datetime import date

from django.utils.translation import gettext as _

from apps.core.clock import ClinicalTime, Precision, now, today
from apps.core.errors import Invalid
from apps.core.presenting import date_words


def check_past(time: ClinicalTime, name: str) -> None:
    """Raise Invalid naming the field for a time that has not come yet."""
    late = time.at is not None and (time.at > now() if time.precision is Precision.INSTANT else time.day > today())  # type: ignore[operator]  # a time with an instant has a day
    if late:
        raise Invalid("in_the_future", _("Check when it was."), {name: _("This must not be in the future.")})


def check_not_before(time: ClinicalTime, day: date, name: str) -> None:
    """Raise Invalid naming the field for a time before the day given."""
    if time.day is not None and time.day < day:
        words = _("This was before the difference was identified, on %(day)s. Check the date.")
        raise Invalid("before_identification", _("Check when it was."), {name: words % {"day": date_words(day)}})


def check_known(time: ClinicalTime | None, name: str) -> ClinicalTime:
    """The time, where at least its day is known; raises Invalid naming the field."""
    if time is None or time.precision is Precision.UNKNOWN:
        raise Invalid("required", _("Something is missing."), {name: _("Say when it happened, at least the day.")})
    return time

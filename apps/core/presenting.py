"""How values are said to people: dates and times in London words, ages, sizes and intervals."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.clock import LONDON, ClinicalTime, Precision

_KIBIBYTE: Final = 1024
_NOON: Final = 12


def _local(value: datetime) -> datetime:
    return value.astimezone(LONDON) if timezone.is_aware(value) else value


def date_words(value: date | datetime | None) -> str:
    """`3 March 2026`, in London; empty for None."""
    if value is None:
        return ""
    day = _local(value) if isinstance(value, datetime) else value
    return format_date(day, "j F Y")


def short_date(value: date | datetime | None) -> str:
    """`3 Mar 2026`, for tables; empty for None."""
    if value is None:
        return ""
    day = _local(value) if isinstance(value, datetime) else value
    return format_date(day, "j M Y")


def month_words(value: str) -> str:
    """`March 2026` for `2026-03`."""
    year, _dash, month = value.partition("-")
    return format_date(date(int(year), int(month), 1), "F Y")


def weekday_date(value: date | datetime | None) -> str:
    """`Thursday 3 March 2026`, for meetings; empty for None."""
    if value is None:
        return ""
    day = _local(value) if isinstance(value, datetime) else value
    return format_date(day, "l j F Y")


def time_words(value: datetime | None) -> str:
    """`2:05pm`, `midday` or `midnight`, in London; in the doubled October hour it says which of the two."""
    if value is None:
        return ""
    local = _local(value)
    if (local.hour, local.minute) == (0, 0):
        return _("midnight")
    if (local.hour, local.minute) == (_NOON, 0):
        return _("midday")
    half = _("am") if local.hour < _NOON else _("pm")
    said = f"{(local.hour - 1) % 12 + 1}:{local.minute:02d}{half}"
    return _("%(time)s %(zone)s") % {"time": said, "zone": local.tzname()} if _doubled(local) else said


def _doubled(local: datetime) -> bool:
    """Whether the clock shows this time twice that day."""
    return local.tzinfo is not None and local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def datetime_words(value: datetime | None) -> str:
    """`3 March 2026 at 2:05pm`, in London; empty for None."""
    if value is None:
        return ""
    return _("%(date)s at %(time)s") % {"date": date_words(value), "time": time_words(value)}


def moment_words(value: datetime) -> str:
    """`2:05pm on 3 March 2026`, in London, for a sentence that says when something was done."""
    return _("%(time)s on %(date)s") % {"time": time_words(value), "date": date_words(value)}


def clinical_time(value: ClinicalTime | None) -> str:
    """A time with precision, said no more exactly than it is known."""
    if value is None or value.at is None:
        return _("Not known")
    if value.precision == Precision.DAY:
        return _("%(date)s, time not known") % {"date": date_words(value.at)}
    return datetime_words(value.at)


def ago(value: date | datetime | None, now: datetime | None = None) -> str:
    """`just now`, `5 minutes ago`, `3 days ago`, `in 2 days`; counts days by the London calendar."""
    if value is None:
        return ""
    now = _local(now or timezone.now())
    if isinstance(value, datetime):
        local = _local(value)
        if local.date() == now.date():
            return _ago_today(now - local)
        days = (now.date() - local.date()).days
    else:
        days = (now.date() - value).days
    return _days_ago(days)


def _ago_today(gone: timedelta) -> str:
    minutes = int(gone.total_seconds() // 60)
    if minutes < 0:
        return _("later today")
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}


def _days_ago(days: int) -> str:
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days == -1:
        return _("tomorrow")
    if days < 0:
        return ngettext("in %(n)s day", "in %(n)s days", -days) % {"n": -days}
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


def due(value: date | datetime | None, now: datetime | None = None) -> str:
    """`due today`, `due in 3 days`, `2 days overdue`; empty for None."""
    if value is None:
        return ""
    today = _local(now or timezone.now()).date()
    day = _local(value).date() if isinstance(value, datetime) else value
    days = (day - today).days
    if days < 0:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": -days}
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    return ngettext("due in %(n)s day", "due in %(n)s days", days) % {"n": days}


def interval(value: timedelta | None) -> str:
    """`42 minutes`, `3 hours 5 minutes`, `2 days 4 hours`; the two largest units; empty for None."""
    if value is None:
        return ""
    minutes = int(abs(value).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [
        (days, ngettext("%(n)s day", "%(n)s days", days) % {"n": days}),
        (hours, ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}),
        (left, ngettext("%(n)s minute", "%(n)s minutes", left) % {"n": left}),
    ]
    first = next((i for i, (count, _words) in enumerate(parts) if count), 2)
    return " ".join(words for count, words in parts[first : first + 2] if count) or parts[2][1]


def file_size(value: int | None) -> str:
    """`312 bytes`, `4.5 KB`, `12 MB`; empty for None."""
    if value is None:
        return ""
    if value < _KIBIBYTE:
        return ngettext("%(n)s byte", "%(n)s bytes", value) % {"n": value}
    if value < _KIBIBYTE**2:
        return _("%(n)s KB") % {"n": _tenths(value / _KIBIBYTE)}
    return _("%(n)s MB") % {"n": _tenths(value / _KIBIBYTE**2)}


def _tenths(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def time_tag(value: date | datetime | None, words: str | None = None) -> SafeString | str:
    """A `<time>` element: machine-readable inside, London words shown; empty for None."""
    if value is None:
        return ""
    said = words or (datetime_words(value) if isinstance(value, datetime) else date_words(value))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), said)


def short_reference(value: object) -> str:
    """The first eight characters of a long identifier or hash, for showing beside the whole one."""
    return str(value)[:8]


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "date_words": date_words,
    "short_date": short_date,
    "weekday_date": weekday_date,
    "time_words": time_words,
    "datetime_words": datetime_words,
    "clinical_time": clinical_time,
    "ago": ago,
    "due": due,
    "interval": interval,
    "file_size": file_size,
    "time_tag": time_tag,
    "short_reference": short_reference,
}

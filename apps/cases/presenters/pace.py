"""How long logging takes, in words; small numbers are not said."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.cases.models import LoggingPace
from apps.cases.queries.pace import PaceLine
from apps.core.presenting import interval, month_words
from apps.disclosure.domain.suppression import SuppressionRules, rules_from_settings


def pace_rows(lines: Iterable[PaceLine]) -> list[dict[str, Any]]:
    """The rows of the table. A month with too few saves shows no time, and no count says how few."""
    rules = rules_from_settings()
    return [{"cells": _cells(line, rules)} for line in lines]


def _cells(line: PaceLine, rules: SuppressionRules) -> dict[str, str]:
    enough = line.saved > rules.max_suppressed
    return {
        "month": month_words(f"{line.month:%Y-%m}"),
        "department": line.department,
        "saved": _number(line.saved, rules),
        "median": _band(line.bands[0]) if enough else _("too few to show"),
        "ninetieth": _band(line.bands[1]) if enough else _("too few to show"),
        "abandoned": _number(line.abandoned, rules),
    }


def _number(count: int, rules: SuppressionRules) -> str:
    if rules.is_small(count):
        return _("%(n)s or fewer") % {"n": rules.max_suppressed}
    return str(rules.rounded(count)) if count else "0"


def _band(seconds: int) -> str:
    if seconds == LoggingPace.MORE:
        return _("more than half an hour")
    if seconds < 60:
        return _("up to %(n)s seconds") % {"n": seconds}
    rest = _(" %(n)s seconds") % {"n": seconds % 60} if seconds % 60 else ""
    return _("up to %(time)s") % {"time": interval(timedelta(seconds=seconds)) + rest}

"""The share of reports standing wrong for which each action was recorded in time, as a table and a list."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.cases.domain.standing_share import KINDS, Period, Tally, percent
from apps.cases.models import FollowUpAction
from apps.cases.presenters.words import title_of
from apps.core.presenting import due, month_words

MONTHS_IN_QUARTER = 3


def share_table(periods: Sequence[Period], total: Period, *, by_quarter: bool) -> dict[str, Any]:
    """Columns and rows by period and a last row for all of them; each cell says n and out of how many."""
    columns = [
        {"key": "name", "text": _("Identified in")},
        {"key": "cases", "text": _("Cases checked")},
        *({"key": kind.value, "text": kind.label} for kind in KINDS),
        {"key": "not_yet", "text": _("Not yet at 14 days")},
    ]
    rows = [_row(period, _period_words(period, by_quarter)) for period in periods]
    return {"columns": columns, "rows": [*rows, _row(total, _("All periods"))] if rows else []}


def _row(period: Period, name: str) -> dict[str, Any]:
    shares = {kind.value: _share(period.kinds[kind]) for kind in KINDS}
    counts = {"cases": str(len(period.cases)), "not_yet": str(len(period.not_yet_due))}
    return {"cells": {"name": name, **counts, **shares}}


def _share(tally: Tally) -> str:
    if not tally.denominator:
        return _("none applies")
    share = percent(tally.in_time, tally.denominator)
    words = _("%(n)s of %(all)s (%(share)s%%)") % {"n": tally.in_time, "all": tally.denominator, "share": share}
    notes = [
        (tally.recorded_later, _("%(n)s done in time, recorded later")),
        (tally.late, _("%(n)s later")),
        (tally.still_open, _("%(n)s still open")),
    ]
    return "; ".join([words, *(text % {"n": n} for n, text in notes if n)])


def _period_words(period: Period, by_quarter: bool) -> str:
    first = period.first_day or date.min
    if not by_quarter:
        return month_words(f"{first:%Y-%m}")
    last = first.replace(month=first.month + MONTHS_IN_QUARTER - 1)
    return _("%(first)s to %(last)s") % {"first": month_words(f"{first:%Y-%m}"), "last": month_words(f"{last:%Y-%m}")}


def overdue_cards(found: Iterable[FollowUpAction]) -> list[dict[str, Any]]:
    """What is overdue, as cards."""
    return [
        {
            "title": _("%(what)s: %(case)s") % {"what": one.get_kind_display(), "case": title_of(one.case)},
            "href": one.case.get_absolute_url(),
            "what": _("%(name)s was asked to do this.") % {"name": one.owner.full_name},
            "reference": one.case.reference,
            "due": due(one.due_on),
            "overdue": True,
            "button": {"text": _("Open the case"), "href": f"{one.case.get_absolute_url()}#actions"},
        }
        for one in found
    ]


def unanswered_words(n: int) -> str:
    """How many cases wait for an answer; empty for none."""
    if not n:
        return ""
    words = ngettext(
        "%(n)s case of these twelve months says that a report is wrong, and nobody has said whether it still stands. "
        "It is not counted.",
        "%(n)s cases of these twelve months say that a report is wrong, and nobody has said whether it still stands. "
        "They are not counted.",
        n,
    )
    return words % {"n": n}


def links(by_quarter: bool) -> list[dict[str, str]]:
    """The other way of counting."""
    here = reverse("cases:standing-share")
    return [
        {"text": _("By month"), "href": here} if by_quarter else {"text": _("By quarter"), "href": f"{here}?by=quarter"}
    ]

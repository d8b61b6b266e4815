"""Clocks in words: how long, against which limit, and what is missing. Shared by the study's page and the case's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.presenting import date_words, datetime_words, interval
from apps.journeys.domain.clocks import ClockState, Due, Elapsed, Missing, Reading
from apps.journeys.domain.trust_rules import Held
from apps.journeys.enums import LimitUnit
from apps.journeys.models import StageLimit

# From here on hours say nothing that days do not.
_DAYS_SUFFICE = timedelta(days=3)
# How the clock component draws a state.
_LOOKS = {
    ClockState.MET: "within",
    ClockState.RUNNING: "within",
    ClockState.BREACHED: "over",
    ClockState.BETWEEN: "between",
    ClockState.NO_LIMIT: "no_limit",
    ClockState.NOT_STARTED: "unknown",
    ClockState.UNKNOWN: "unknown",
}


def clock_item(name: str, held: Sequence[Held], ends: tuple[str, str], *, definition: str = "") -> dict[str, Any]:
    """One clock for the component: its length, the limit that holds, and every national one besides.

    `ends` names the two moments, for saying which of them is missing.
    """
    first = held[0]
    reading = first.reading
    item: dict[str, Any] = {"name": name, "definition": definition, "state": _LOOKS[reading.state]}
    if reading.elapsed is None:
        return item | {"words": "", "why": why_unknown(reading, ends)}
    item["words"] = elapsed_words(reading)
    if reading.state is ClockState.UNKNOWN:
        return item | {"state": "no_limit", "says": why_unknown(reading, ends)}
    if first.limit is not None:
        item |= {
            "limit_words": limit_words(first.limit),
            "share": share_used(reading, first.limit),
            "says": verdict_words(reading, first.limit),
        }
    return item | {"also": [also_words(one) for one in held[1:]]}


def elapsed_words(reading: Reading) -> str:
    """How long it took, no more exactly than it is known; a clock that still runs says "so far"."""
    if reading.elapsed is None:
        return _("Not known")
    said = length_words(reading.elapsed)
    return _("%(length)s so far") % {"length": said} if reading.is_open else said


def length_words(elapsed: Elapsed) -> str:
    """`42 minutes` or `2 days 4 hours` where both times are exact and near, else days."""
    if elapsed.is_exact and elapsed.least < _DAYS_SUFFICE:
        return interval(elapsed.least)
    return days_words(elapsed.days)


def days_words(days: int) -> str:
    """`1 day`, `4,017 days`; less than one is said as the same day, never as nought."""
    if days == 0:
        return _("The same day")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": f"{days:,}"}


def limit_words(limit: StageLimit) -> str:
    """`28 calendar days`."""
    return amount_words(limit.amount, LimitUnit(limit.unit))


def amount_words(amount: int, unit: LimitUnit) -> str:
    """A length in the unit of a limit."""
    words = {
        LimitUnit.HOURS: ngettext("%(n)s hour", "%(n)s hours", amount),
        LimitUnit.CALENDAR_DAYS: ngettext("%(n)s calendar day", "%(n)s calendar days", amount),
        LimitUnit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", amount),
    }
    return words[unit] % {"n": f"{amount:,}"}


def verdict_words(reading: Reading, limit: StageLimit) -> str:
    """How the clock stands against the limit; empty where the component's own words say it."""
    words = {"limit": limit_words(limit), "due": due_words(reading.due)}
    if reading.state is ClockState.BETWEEN:
        return _(
            "Between keeping and breaking the limit of %(limit)s: only the day is known, so the time spent lies "
            "between %(least)s and %(most)s."
        ) % (words | _range(reading))
    if reading.state is ClockState.RUNNING:
        return _("Still open. The limit of %(limit)s ends %(due)s.") % words
    if reading.state is ClockState.BREACHED and reading.is_open:
        return _("Still open, over the limit of %(limit)s, which ended %(due)s.") % words
    return ""


def also_words(held: Held) -> str:
    """A national limit that holds besides the trust's own."""
    if held.limit is None:
        return ""
    words = {"name": held.limit.label, "limit": limit_words(held.limit)}
    said = {
        ClockState.MET: _("Also within the national limit of %(limit)s."),
        ClockState.RUNNING: _("Also within the national limit of %(limit)s so far."),
        ClockState.BREACHED: _("Over the national limit of %(limit)s."),
        ClockState.BETWEEN: _("Whether the national limit of %(limit)s was kept cannot be told."),
    }
    return said.get(held.reading.state, _("The national limit is %(limit)s.")) % words


def due_words(due: Due | None) -> str:
    """`at the end of 6 September 2026`, `on 2 March 2026 at 10:00am`, or a range."""
    if due is None:
        return ""
    if due.day is not None:
        return _("at the end of %(day)s") % {"day": date_words(due.day)}
    if due.earliest == due.latest:
        return _("on %(at)s") % {"at": datetime_words(due.latest)}
    words = {"earliest": datetime_words(due.earliest), "latest": datetime_words(due.latest)}
    return _("between %(earliest)s and %(latest)s") % words


def why_unknown(reading: Reading, ends: tuple[str, str]) -> str:
    """What is missing, by name."""
    start, stop = ends
    if reading.state is ClockState.NOT_STARTED:
        return _("Not started: no time of %(what)s") % {"what": start}
    words = {
        Missing.START: _("Not known: time of %(what)s") % {"what": start},
        Missing.STOP: _("Not known: time of %(what)s") % {"what": stop},
        Missing.BOTH: _("Not known: time of %(start)s and of %(stop)s") % {"start": start, "stop": stop},
        Missing.ORDER: _("The later time lies before the earlier one: check both."),
        Missing.CALENDAR: _("A limit in working days is set, and the trust has not said whose bank holidays it keeps."),
    }
    return words[reading.missing] if reading.missing else ""


def share_used(reading: Reading, limit: StageLimit) -> int | None:
    """How much of the limit was used, in per cent; None where only a range is known."""
    elapsed = reading.elapsed
    if elapsed is None or reading.state is ClockState.BETWEEN:
        return None
    used: float = elapsed.days
    if limit.unit == LimitUnit.WORKING_DAYS:
        used = elapsed.working_days or 0
    elif limit.unit == LimitUnit.HOURS:
        used = elapsed.least / timedelta(hours=1)
    return round(100 * used / limit.amount)


def tag_of(held: Sequence[Held]) -> dict[str, str] | None:
    """How the clock stands, as a tag for a list; None where nothing can be said."""
    reading = held[0].reading
    days = reading.elapsed.days if reading.elapsed else 0
    said = {
        ClockState.MET: (_("Within limit"), "done"),
        ClockState.RUNNING: (_("Open, day %(n)s") % {"n": f"{days:,}"}, "working"),
        ClockState.BETWEEN: (_("Cannot be told"), "plain"),
    }
    if reading.state is ClockState.BREACHED:
        words = _("Open and over limit, day %(n)s") if reading.is_open else _("Over limit, %(n)s days")
        return {"text": words % {"n": f"{days:,}"}, "tone": "urgent"}
    if reading.state not in said:
        return None
    text, tone = said[reading.state]
    return {"text": text, "tone": tone}


def _range(reading: Reading) -> dict[str, str]:
    elapsed = reading.elapsed
    if elapsed is None:
        return {"least": "", "most": ""}
    return {"least": _nought(elapsed.least), "most": interval(elapsed.most + timedelta.resolution)}


def _nought(length: timedelta) -> str:
    return interval(length) if length >= timedelta(minutes=1) else _("no time at all")

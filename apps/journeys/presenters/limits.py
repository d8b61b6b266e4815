"""Limits and calendars in words, for the people who look after them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.presenting import date_words, short_date, weekday_date
from apps.journeys.domain.working_days import bank_holidays
from apps.journeys.enums import GroupKind, JourneyStage, Nation
from apps.journeys.models import CalendarDay, StageLimit, StudyGroup, WorkingCalendar
from apps.journeys.presenters.clocks import limit_words

Words = Mapping[tuple[str, str], str]


def columns() -> list[dict[str, Any]]:
    """The columns of the list of limits."""
    return [
        {"key": "limit", "text": _("Limit")},
        {"key": "between", "text": _("From and to")},
        {"key": "amount", "text": _("How long")},
        {"key": "who", "text": _("For whom")},
        {"key": "valid", "text": _("In force")},
        {"key": "source", "text": _("Source"), "typed": True},
    ]


def words_of(groups: Iterable[StudyGroup]) -> dict[tuple[str, str], str]:
    """The names of groups and priorities by kind and code."""
    return {(one.kind, one.code): one.label for one in groups}


def row(limit: StageLimit, words: Words, today: date, *, may_manage: bool) -> dict[str, Any]:
    """One limit; it opens for whoever may change it."""
    ended = limit.inactive_from is not None and limit.inactive_from <= today
    manageable = may_manage and not limit.locked and limit.inactive_from is None
    return {
        "href": reverse("journeys:replace-limit", args=[limit.pk]) if manageable else "",
        "ended": ended,
        "cells": {
            "limit": limit.label,
            "between": between_words(limit),
            "amount": limit_words(limit),
            "who": who_words(limit, words),
            "valid": valid_words(limit),
            "source": limit.source_note,
        },
    }


def between_words(limit: StageLimit) -> str:
    """`Examination performed to report verified`."""
    stop = str(JourneyStage(limit.stop_stage).label)
    return _("%(start)s to %(stop)s") % {
        "start": JourneyStage(limit.start_stage).label,
        "stop": stop[:1].lower() + stop[1:],
    }


def who_words(limit: StageLimit, words: Words) -> str:
    """Which patient group and priority, in the trust's words."""
    said = [
        words.get((kind.value, getattr(limit, kind.value)), getattr(limit, kind.value))
        for kind in GroupKind
        if getattr(limit, kind.value)
    ]
    return ", ".join(said) or _("Everybody")


def valid_words(limit: StageLimit) -> str:
    """From when, until when; a locked one says that it is national."""
    words = {"from": short_date(limit.active_from)}
    if limit.locked:
        return _("From %(from)s. National, locked.") % words
    if limit.inactive_from is None:
        return _("From %(from)s") % words
    if limit.inactive_from <= limit.active_from:
        return _("Never came into force")
    last = date.fromordinal(limit.inactive_from.toordinal() - 1)
    return _("From %(from)s to %(last)s; older clocks keep it") % (words | {"last": short_date(last)})


def group_rows(groups: Iterable[StudyGroup], *, may_manage: bool) -> list[dict[str, Any]]:
    """The words, those for all first."""
    return [
        {
            "kind": str(GroupKind(one.kind).label),
            "label": one.label,
            "note": _note(one),
            "retire": reverse("journeys:retire-group", args=[one.trust_id, one.pk])
            if may_manage and one.trust_id and one.retired_on is None
            else "",
        }
        for one in groups
    ]


def _note(group: StudyGroup) -> str:
    if group.retired_on is not None:
        return _("Not offered since %(day)s") % {"day": short_date(group.retired_on)}
    return "" if group.trust_id else _("For every trust")


def calendar_facts(calendar: WorkingCalendar | None) -> str:
    """Whose bank holidays, or that nobody has said so."""
    if calendar is None:
        return _("Nobody has said whose bank holidays the trust keeps, so limits in working days are not judged.")
    return _("Bank holidays of %(nation)s.") % {"nation": Nation(calendar.nation).label}


def day_rows(days: Iterable[CalendarDay]) -> list[dict[str, str]]:
    """The days on which the trust differs."""
    return [
        {"day": weekday_date(one.day), "what": _("Worked") if one.works else _("Closed"), "why": one.why}
        for one in days
    ]


def holiday_words(calendar: WorkingCalendar | None, year: int) -> list[str]:
    """The bank holidays of this year and the next, so that a person can check them."""
    if calendar is None:
        return []
    days = sorted(day for each in (year, year + 1) for day in bank_holidays(Nation(calendar.nation), each))
    return [f"{weekday_date(day).partition(' ')[0]} {date_words(day)}" for day in days]

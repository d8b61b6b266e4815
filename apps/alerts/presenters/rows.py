"""Rows of the worklist."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.alerts.models import Alert
from apps.alerts.presenters.words import clock_words, examination, status_tag
from apps.alerts.queries.worklist import Page, Standing
from apps.core.clock import now
from apps.core.presenting import ago, datetime_words, interval


def columns() -> list[dict[str, Any]]:
    """The columns of the worklist."""
    return [
        {"key": "reference", "text": _("Alert"), "short": True},
        {"key": "about", "text": _("About")},
        {"key": "raised", "text": _("Raised"), "short": True},
        {"key": "clock", "text": _("Limit")},
        {"key": "state", "text": _("State")},
    ]


def rows(alerts: Sequence[Alert]) -> list[dict[str, Any]]:
    """Each alert as the table draws it."""
    moment = now()
    return [
        {
            "href": reverse("alerts:detail", args=[one.pk]),
            "cells": {
                "reference": one.reference,
                "about": f"{one.category.label}: {examination(one.study)}",
                "raised": ago(one.raised_at),
                "clock": _clock(one, moment),
                "state": status_tag(one),
            },
        }
        for one in alerts
    ]


def _clock(one: Alert, moment: Any) -> str:
    said = [clock_words(one, moment) if one.limit_at else _("No limit, no clock")]
    if one.level:
        said.append(_("Escalated to level %(level)s") % {"level": one.level})
    if getattr(one, "call_waits", False):
        said.append(_("A call waits to be made"))
    return ". ".join(said)


def more_href(page: Page, query: dict[str, str]) -> str:
    """The address of the page with later alerts; empty where there is none."""
    if not page.has_more:
        return ""
    last = page.rows[-1]
    return f"?{urlencode({**query, 'after': f'{last.raised_at.isoformat()}_{last.pk}'})}"


def _age(gone: timedelta) -> str:
    return interval(gone) if gone >= timedelta(minutes=1) else _("less than a minute")


def standing_figures(found: Standing) -> list[dict[str, str]]:
    """How many are open, how many of them unread, and the age of the oldest, at that moment."""
    oldest = _age(found.at - found.oldest) if found.oldest else "–"
    note = _("since %(when)s") % {"when": datetime_words(found.oldest)} if found.oldest else _("none is open")
    return [
        {"label": _("Open"), "value": f"{found.open:,}"},
        {"label": _("Of these, not read yet"), "value": f"{found.unread:,}"},
        {"label": _("The oldest has been open for"), "value": oldest, "note": note},
    ]

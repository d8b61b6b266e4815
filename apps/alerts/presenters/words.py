"""An alert in words: its state, its limit, a wait, its examination."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.alerts.enums import AlertStatus, WaitUnit
from apps.alerts.models import Alert, AlertCategory
from apps.core.clock import now
from apps.core.presenting import ago, datetime_words, interval
from apps.journeys.models import Study

_TONES = {
    AlertStatus.UNREAD: "urgent",
    AlertStatus.READ: "waiting",
    AlertStatus.ACTED: "done",
    AlertStatus.WITHDRAWN: "stopped",
}


def status_tag(alert: Alert) -> dict[str, Any]:
    """The state as the components draw it."""
    state = AlertStatus(alert.status)
    return {"text": state.label, "tone": _TONES[state]}


def wait_words(amount: int, unit: str) -> str:
    """`2 hours`, `1 working day`: amount and unit as entered."""
    words = {
        WaitUnit.MINUTES: ngettext("%(n)s minute", "%(n)s minutes", amount),
        WaitUnit.HOURS: ngettext("%(n)s hour", "%(n)s hours", amount),
        WaitUnit.DAYS: ngettext("%(n)s calendar day", "%(n)s calendar days", amount),
        WaitUnit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", amount),
    }
    return words[WaitUnit(unit)] % {"n": amount}


def limit_words(category: AlertCategory) -> str:
    """The limit of a category; says so when there is none."""
    if category.limit_amount is None:
        return _("No limit is set, so no clock runs")
    return _("To be read within %(wait)s") % {"wait": wait_words(category.limit_amount, category.limit_unit)}


def clock_words(alert: Alert, moment: datetime | None = None) -> str:
    """Where an alert stands against its limit, never with a limit that nobody set."""
    at = moment or now()
    if alert.limit_at is None:
        return _("No limit is set for this category, so no clock runs")
    if alert.was_late_at(at):
        if alert.read_at is None:
            return _("Not read for %(time)s after the limit") % {"time": interval(at - alert.limit_at)}
        return _("Read %(time)s after the limit") % {"time": interval(alert.read_at - alert.limit_at)}
    if alert.read_at is not None:
        return _("Read within the limit")
    return _("To be read by %(when)s") % {"when": datetime_words(alert.limit_at)}


def examination(study: Study) -> str:
    """What was examined; never an identifier."""
    return study.description or _("%(modality)s study") % {"modality": study.modalities or _("Imaging")}


def age_words(alert: Alert) -> str:
    """How long ago it was raised."""
    return _("raised %(when)s") % {"when": ago(alert.raised_at)}

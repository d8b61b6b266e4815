"""What a department decided about alerts, in words."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Department
from apps.alerts.enums import ActKind, Channel
from apps.alerts.models import AlertCategory, AlertSwitch, EscalationRule
from apps.alerts.presenters.words import limit_words, wait_words
from apps.core.clock import today
from apps.core.presenting import date_words, datetime_words


def columns() -> list[dict[str, Any]]:
    """The columns of the list of departments."""
    return [
        {"key": "department", "text": _("Department")},
        {"key": "trust", "text": _("Trust")},
        {"key": "alerts", "text": _("Alerts")},
    ]


def department_rows(departments: Sequence[Department]) -> list[dict[str, Any]]:
    """Each department, and whether it uses alerts."""
    return [
        {
            "href": reverse("alerts:department", args=[one.pk]),
            "cells": {"department": one.name, "trust": one.trust.name, "alerts": _switch_tag(one)},
        }
        for one in departments
    ]


def _switch_tag(department: Department) -> dict[str, str]:
    switch: AlertSwitch | None = getattr(department, "alert_switch", None)
    if switch is not None and switch.is_on:
        return {"text": _("On"), "tone": "done"}
    return {"text": _("Off"), "tone": "stopped"}


def switch_values(switch: AlertSwitch | None) -> dict[str, Any]:
    """What the form of the switch starts from."""
    if switch is None:
        return {"is_on": False, "link_hours": 168}
    return {"is_on": switch.is_on, "telephone": switch.telephone, "link_hours": switch.link_hours}


def decided_words(switch: AlertSwitch | None) -> str:
    """Whether they are on, since when and by whom."""
    if switch is None:
        return _("Alerts are off: nobody has decided yet.")
    words = (
        _("Alerts are on, decided by %(who)s, %(when)s.")
        if switch.is_on
        else _("Alerts are off, decided by %(who)s, %(when)s.")
    )
    return words % {"who": switch.decided_by.full_name, "when": datetime_words(switch.decided_at)}


def category_values(category: AlertCategory) -> dict[str, Any]:
    """What the form of a category starts from."""
    names = (
        "label", "meaning", "limit_amount", "limit_unit", "needs_direct_contact", "asks_primary_site", "source_note",
        "active_from",
    )  # fmt: skip
    return {**{name: getattr(category, name) for name in names}, "expected_version": category.version}


def category_cards(categories: Sequence[AlertCategory], rules: Sequence[EscalationRule]) -> list[dict[str, Any]]:
    """Each category with its limit, where it comes from, and its steps."""
    return [_card(one, [rule for rule in rules if rule.category_id == one.pk]) for one in categories]


def _card(category: AlertCategory, rules: list[EscalationRule]) -> dict[str, Any]:
    is_retired = category.active_until is not None and category.active_until < today()
    used = _("from %(day)s") % {"day": date_words(category.active_from)}
    if category.active_until:
        words = _("from %(day)s to %(last)s")
        used = words % {"day": date_words(category.active_from), "last": date_words(category.active_until)}
    return {
        "category": category,
        "title": _title(category),
        "is_retired": is_retired,
        "can_retire": category.active_until is None,
        "rows": [
            {"key": _("What it is for"), "value": category.meaning},
            {"key": _("Limit"), "value": limit_words(category)},
            {"key": _("Where the limit comes from"), "value": category.source_note},
            {"key": _("Direct contact"), "value": _("Asked for at once") if category.needs_direct_contact else _("No")},
            {"key": _("In use"), "value": used},
        ],
        "rules": [{"rule": one, "words": rule_words(one)} for one in rules],
    }


def _title(category: AlertCategory) -> str:
    """The name, with the code that other systems use where it is another word."""
    if category.label.casefold() == category.code.casefold():
        return category.label
    return _("%(label)s (%(code)s)") % {"label": category.label, "code": category.code}


def rule_words(rule: EscalationRule) -> str:
    """A step in one sentence."""
    how = str(Channel(rule.channel).label)
    if rule.person:
        how = _("%(how)s: %(name)s") % {"how": how, "name": rule.person.full_name}
    words = (
        _("Level %(level)s: not read after %(wait)s: %(how)s")
        if rule.waits_for == ActKind.READ
        else _("Level %(level)s: not acted on after %(wait)s: %(how)s")
    )
    return words % {"level": rule.level, "wait": wait_words(rule.after_amount, rule.after_unit), "how": how}

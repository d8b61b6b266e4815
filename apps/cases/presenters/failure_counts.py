"""How often journeys failed where, as tables that name their denominator and hide small numbers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.cases.domain.failure_counts import FailureCounts
from apps.cases.queries.failures import INSIDE, OUTSIDE, UNKNOWN
from apps.core.presenting import date_words
from apps.disclosure.domain.suppression import (
    CountTable,
    SuppressedTable,
    SuppressionRules,
    printed,
    rules_from_settings,
    suppress,
)
from apps.journeys.enums import JourneyStage, ResponsibleRole


def counts_shown(counts: FailureCounts) -> dict[str, Any]:
    """One department's tables, and out of how many."""
    rules = rules_from_settings()
    return {
        "summary": _summary(counts, rules),
        "tables": [_shown(title, table) for title, table in tables_of(counts, rules)] if counts.places else [],
    }


def tables_of(counts: FailureCounts, rules: SuppressionRules) -> list[tuple[str, SuppressedTable]]:
    """The four ways of counting the same places, each with its small numbers hidden."""
    nobody_knows = _("Not known")
    sides = {INSIDE: _("Inside radiology"), OUTSIDE: _("Outside radiology"), UNKNOWN: nobody_knows}
    by_failing = {label or _("None of these, or not known"): n for label, n in sorted(counts.by_failing.items())}
    return [
        (_("By side"), _suppressed(sides.items(), counts.by_side, rules)),
        (_("By step"), _suppressed([*JourneyStage.choices, ("", nobody_knows)], counts.by_stage, rules)),
        (
            _("By whose hands it was in"),
            _suppressed([*_named(counts.by_party), ("", nobody_knows)], counts.by_party, rules),
        ),
        (_("By failing"), _suppressed([(one, one) for one in by_failing], by_failing, rules)),
    ]


def since_words(day: date) -> str:
    """From which day on cases are counted."""
    return _("Cases logged since %(day)s, without those that were declined, withdrawn or merged.") % {
        "day": date_words(day)
    }


def _summary(counts: FailureCounts, rules: SuppressionRules) -> str:
    return _("Somebody has said where it failed for %(n)s of %(all)s cases.") % {
        "n": _number(counts.with_a_place, rules),
        "all": _number(counts.cases, rules),
    }


def _named(counted: Mapping[str, int]) -> list[tuple[str, Any]]:
    """The list of roles is long; one that nobody named is left out. Steps stay, with their noughts."""
    return [(code, label) for code, label in ResponsibleRole.choices if counted.get(code)]


def _suppressed(
    choices: Iterable[tuple[str, Any]], counted: Mapping[str, int], rules: SuppressionRules
) -> SuppressedTable:
    counts = {str(label): counted.get(code, 0) for code, label in choices}
    return suppress(CountTable.of_list(_("Places"), counts), rules)


def _shown(title: str, table: SuppressedTable) -> dict[str, Any]:
    return {
        "title": title,
        "columns": [
            {"key": "what", "text": title},
            {"key": "n", "text": _("Places"), "numeric": True},
            {"key": "share", "text": _("Out of %(all)s places") % {"all": printed(table.total)}, "numeric": True},
        ],
        "rows": [
            {"cells": {"what": label, "n": printed(count[0]), "share": share_words(count[0], table.total)}}
            for label, count in zip(table.rows, table.counts, strict=True)
        ],
    }


def share_words(count: int | None, total: int | None) -> str:
    """From what is shown, never from a true count; nothing where either is hidden."""
    if count is None or not total:
        return printed(None)
    return _("%(share)d%%") % {"share": (200 * count + total) // (2 * total)}


def _number(count: int, rules: SuppressionRules) -> str:
    if rules.is_small(count):
        return _("%(n)s or fewer") % {"n": rules.max_suppressed}
    return str(rules.rounded(count)) if count else "0"

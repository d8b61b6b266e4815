"""Counts of codings in words: each with out of how many, and small numbers hidden as everywhere."""

from typing import Any

from django.utils.translation import gettext as _

from apps.disclosure.domain.suppression import (
    CountTable,
    SuppressedTable,
    SuppressionRules,
    printed,
    rules_from_settings,
    suppress,
)
from apps.meetings.queries.coding_counts import CodingCounts, SchemeCounts


def columns() -> list[dict[str, Any]]:
    """The columns of a scheme's table."""
    return [
        {"key": "term", "text": _("Code")},
        {"key": "count", "text": _("Codings"), "numeric": True},
        {"key": "share", "text": _("Out of all codings of this scheme"), "numeric": True},
    ]


def department_counts(name: str, found: CodingCounts) -> dict[str, Any]:
    """One department's tables."""
    rules = rules_from_settings()
    return {
        "name": name,
        "cases": _number(found.cases, rules),
        "schemes": [_scheme(one, rules) for one in found.schemes],
    }


def _scheme(found: SchemeCounts, rules: SuppressionRules) -> dict[str, Any]:
    counts = dict(_unlike(found.in_order()))
    table = suppress(CountTable.of_list(_("Codings"), counts), rules)
    return {
        "title": found.title,
        "editions": _("Editions taken together: %(which)s") % {"which": ", ".join(map(str, sorted(found.editions)))}
        if len(found.editions) > 1
        else _("Edition %(n)d") % {"n": min(found.editions)},
        "codings": printed(table.total),
        "coded": _number(found.coded_cases, rules),
        "rows": [
            {"cells": {"term": label, "count": printed(count[0]), "share": _share(count[0], table)}}
            for label, count in zip(table.rows, table.counts, strict=True)
        ],
    }


def _unlike(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Two terms that are called the same keep their own row."""
    seen: dict[str, int] = {}
    told = []
    for label, count in rows:
        seen[label] = seen.get(label, 0) + 1
        told.append((label if seen[label] == 1 else f"{label} ({seen[label]})", count))
    return told


def _share(count: int | None, table: SuppressedTable) -> str:
    """From what is shown, never from a true count; nothing where either is hidden."""
    if count is None or not table.total:
        return printed(None)
    return _("%(share)d%%") % {"share": (200 * count + table.total) // (2 * table.total)}


def _number(count: int, rules: SuppressionRules) -> str:
    if rules.is_small(count):
        return _("%(n)s or fewer") % {"n": rules.max_suppressed}
    return str(rules.rounded(count)) if count else "0"

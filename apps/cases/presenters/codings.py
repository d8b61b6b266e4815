"""Codings in words: the term and the edition as they were when the case was coded, and what is newer."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cases.models import Case, Finding, Taxonomy, TaxonomyTerm
from apps.core.presenting import datetime_words, short_date

SHIPS_FROM_YEAR = 2000


def edition_words(edition: Taxonomy) -> str:
    """ "Themes of UK learning meetings, edition 2"."""
    return _("%(scheme)s, edition %(n)d") % {"scheme": edition.title, "n": edition.edition}


def since_words(edition: Taxonomy) -> str:
    """From when an edition holds: a day, or from the start where it came with the product."""
    if edition.active_from is None:
        return _("draft")
    if edition.active_from.year <= SHIPS_FROM_YEAR:
        return _("from the start")
    return _("from %(day)s") % {"day": short_date(edition.active_from)}


def codings_shown(
    codings: Iterable[Finding], in_use: Mapping[str, Taxonomy] | None = None, case: Case | None = None
) -> list[dict[str, Any]]:
    """Each coding; with what is newer where `in_use` is given, and with a way to take it off where `case` is."""
    return [
        {
            "term": one.term.label,
            "meaning": one.term.meaning,
            "edition": edition_words(one.term.taxonomy),
            "newer": newer_words(one.term.taxonomy, in_use or {}),
            "who": _who(one),
            "take_off": reverse("cases:coding-take-off", args=[case.pk, one.pk]) if case else "",
        }
        for one in codings
    ]


def _who(one: Finding) -> str:
    if one.coded_by is None or one.coded_at is None:
        return ""
    said = {"by": one.coded_by.full_name, "at": datetime_words(one.coded_at), "where": one.get_place_display()}
    return _("%(by)s, %(at)s. %(where)s.") % said


def newer_words(edition: Taxonomy, in_use: Mapping[str, Taxonomy]) -> str:
    """That another edition is in use by now, and that this case keeps its own; empty where it is the one in use."""
    now = in_use.get(edition.code)
    if now is None or now.pk == edition.pk:
        return ""
    return _("Edition %(new)d is in use %(since)s. This case keeps edition %(old)d.") % {
        "new": now.edition, "since": since_words(now), "old": edition.edition,
    }  # fmt: skip


def by_edition(codings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The codings under the edition to which they belong."""
    return [
        {"edition": edition, "newer": (rows := list(some))[0]["newer"], "terms": [one["term"] for one in rows]}
        for edition, some in groupby(codings, key=lambda one: one["edition"])
    ]


def schemes_to_choose(terms: Iterable[TaxonomyTerm], carried: Iterable[Finding]) -> list[dict[str, Any]]:
    """Each scheme with the terms that the case carries in no edition yet."""
    held = {(one.term.taxonomy.code, one.term.code) for one in carried}
    found = []
    for edition, some in groupby(terms, key=lambda term: term.taxonomy):
        rows = [one for one in some if (edition.code, one.code) not in held]
        if rows:
            found.append(
                {
                    "name": f"scheme_{edition.pk.hex}",
                    "title": edition_words(edition),
                    "source": edition.source_note,
                    "choices": [(str(term.pk), term.label) for term in rows],
                    "hints": {str(term.pk): term.meaning for term in rows if term.meaning},
                }
            )
    return found

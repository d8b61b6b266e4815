"""Coding schemes on their pages: which edition is in use where, what a draft changes, and what may be done."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Department
from apps.cases.enums import TaxonomyPurpose
from apps.cases.models import ReferenceChoice, Taxonomy, TaxonomyTerm
from apps.cases.presenters.codings import since_words
from apps.cases.queries.taxonomies import chosen_in_use
from apps.core.clock import today
from apps.core.presenting import datetime_words, short_date


def columns() -> list[dict[str, Any]]:
    """The columns of the table of schemes."""
    return [
        {"key": "scheme", "text": _("Scheme")},
        {"key": "edition", "text": _("Edition")},
        {"key": "whose", "text": _("Whose")},
        {"key": "state", "text": _("State")},
    ]


def state_words(one: Taxonomy, in_use: Mapping[str, Taxonomy]) -> str:
    """Whether an edition is a draft, to come, in use, or an older one."""
    if one.is_draft:
        return _("Draft")
    if one.purpose == TaxonomyPurpose.REFERENCE:
        return _("Reference only: never chosen, never counted")
    if not one.is_active:
        return _("Switched off by the installation")
    if one.active_from is not None and one.active_from > today():
        return _("To come, %(since)s") % {"since": since_words(one)}
    held = in_use.get(one.code)
    if held is not None and held.pk == one.pk:
        return _("In use, %(since)s") % {"since": since_words(one)}
    return _("Older: stays on the cases that were coded with it")


def whose_words(one: Taxonomy) -> str:
    """The trust's own, or the product's."""
    return one.trust.name if one.trust else _("Comes with the product")


def trust_table(editions: Sequence[Taxonomy], trust_id: UUID | None) -> list[dict[str, Any]]:
    """The rows of the editions that a trust has to do with, each leading to its page."""
    mine = [one for one in editions if one.trust_id in (None, trust_id)]
    in_use = chosen_in_use(mine, trust_id, today())
    return [
        {
            "href": reverse("cases:scheme", args=[one.pk]),
            "cells": {
                "scheme": one.title,
                "edition": str(one.edition),
                "whose": whose_words(one),
                "state": state_words(one, in_use),
            },
        }
        for one in mine
    ]


def term_rows(terms: Iterable[TaxonomyTerm], earlier: Iterable[TaxonomyTerm], *, changes: bool) -> list[dict[str, Any]]:
    """Each term with what is new about it against the edition before, and the ways to change it in a draft."""
    before = {one.code: one for one in earlier}
    return [
        {
            "label": one.label,
            "code": one.code,
            "meaning": one.meaning,
            "is_retired": one.is_retired,
            "said": _news(one, before.get(one.code)) if before else [],
            "rename": reverse("cases:scheme-term", args=[one.pk]) if changes else "",
            "retire": reverse("cases:scheme-term-retire", args=[one.pk]) if changes and not one.is_retired else "",
            "is_new": bool(before) and one.code not in before,
            "back": reverse("cases:scheme-term-back", args=[one.pk]) if changes and one.is_retired else "",
        }
        for one in terms
    ]


def _news(one: TaxonomyTerm, before: TaxonomyTerm | None) -> list[str]:
    if before is None:
        return [_("New")]
    said = []
    if one.label != before.label:
        said.append(_("Was: %(words)s") % {"words": before.label})
    elif one.meaning != before.meaning:
        said.append(_("Its meaning is said in other words"))
    if one.is_retired and not before.is_retired:
        said.append(_("Retired in this edition"))
    if before.is_retired and not one.is_retired:
        said.append(_("Brought back in this edition"))
    return said


def about_rows(edition: Taxonomy, in_use: Mapping[str, Taxonomy]) -> list[dict[str, Any]]:
    """What is to be known about an edition."""
    row = edition.history.latest()
    rows = [
        {"key": _("Edition"), "text": str(edition.edition)},
        {"key": _("Whose"), "text": whose_words(edition)},
        {"key": _("State"), "text": state_words(edition, in_use)},
        {"key": _("Source"), "text": edition.source_note},
    ]
    if edition.copied_from is not None:
        said = _("Edition %(n)d, %(whose)s") % {
            "n": edition.copied_from.edition, "whose": whose_words(edition.copied_from),
        }  # fmt: skip
        rows.append({"key": _("Copied from"), "text": said})
    if edition.trust_id is not None:
        last = _("%(by)s, %(at)s") % {"by": row.actor_name, "at": datetime_words(row.history_date)}
        rows.append({"key": _("Last changed"), "text": last})
    return rows


def reference_rows(departments: Iterable[Department], choices: Mapping[UUID, ReferenceChoice]) -> list[dict[str, Any]]:
    """What each department does with scores of a reference scheme that its spreadsheets bring."""
    return [
        {
            "department": one.name,
            "said": _kept_words(choices.get(one.pk)),
            "href": reverse("cases:scheme-reference", args=[one.pk]),
        }
        for one in departments
    ]


def _kept_words(choice: ReferenceChoice | None) -> str:
    if choice is None:
        return _("Left out. Nobody has decided otherwise.")
    said = {"by": choice.decided_by.full_name, "day": short_date(choice.decided_at.date()), "why": choice.reason}
    if choice.is_on:
        return _("Kept as imported. %(by)s, %(day)s: %(why)s") % said
    return _("Left out. %(by)s, %(day)s: %(why)s") % said

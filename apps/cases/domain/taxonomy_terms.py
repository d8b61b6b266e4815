"""The terms of a draft edition: adding, renaming, retiring and bringing back."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.cases.domain.payloads import clean_words
from apps.cases.domain.taxonomies import draft_for_change
from apps.cases.models import Taxonomy, TaxonomyTerm
from apps.cases.queries.taxonomies import term_seen, terms_of
from apps.core.actor import Actor
from apps.core.errors import Invalid, Refused
from apps.core.tracking import change

LONGEST_LABEL, LONGEST_MEANING, LONGEST_CODE = 200, 300, 60
MOST_TERMS = 200


def add_term(*, actor: Actor, edition_id: UUID, expected_version: int, label: str, meaning: str = "") -> TaxonomyTerm:
    """Add a term at the end of a draft. Its code is made of its label, and stays when the label changes later.

    Raises NotVisible, Forbidden, Invalid by field, Stale, Refused.
    """
    with change(reason="term added"):
        draft = draft_for_change(actor, edition_id, expected_version)
        held = terms_of(draft.pk)
        if len(held) >= MOST_TERMS:
            raise Refused("too_many_terms", _("A scheme has at most %(most)d terms.") % {"most": MOST_TERMS})
        label, meaning = _words(label, meaning, held)
        term = TaxonomyTerm.objects.create(
            taxonomy=draft,
            code=_code_for(label, {one.code for one in held}),
            label=label,
            meaning=meaning,
            position=max((one.position for one in held), default=-1) + 1,
        )
        draft.save()
        return term


def rename_term(*, actor: Actor, term_id: UUID, expected_version: int, label: str, meaning: str = "") -> TaxonomyTerm:
    """Say a term of a draft in other words; it is still the same term. `expected_version` is the draft's.

    Raises NotVisible, Forbidden, Invalid by field, Stale, Refused.
    """
    with change(reason="term renamed"):
        term, draft = _term_for_change(actor, term_id, expected_version)
        term.label, term.meaning = _words(label, meaning, [one for one in terms_of(draft.pk) if one.pk != term.pk])
        term.save()
        draft.save()
        return term


def retire_term(*, actor: Actor, term_id: UUID, expected_version: int) -> None:
    """Retire a term, so that it can no longer be chosen; one that is new in this draft is taken out again.

    Raises NotVisible, Forbidden, Stale, Refused.
    """
    with change(reason="term retired"):
        term, draft = _term_for_change(actor, term_id, expected_version)
        if is_new(term, draft):
            term.delete()
        else:
            term.is_retired = True
            term.save()
        draft.save()


def bring_back_term(*, actor: Actor, term_id: UUID, expected_version: int) -> TaxonomyTerm:
    """Let a retired term be chosen again. Raises NotVisible, Forbidden, Stale, Refused."""
    with change(reason="term brought back"):
        term, draft = _term_for_change(actor, term_id, expected_version)
        term.is_retired = False
        term.save()
        draft.save()
        return term


def is_new(term: TaxonomyTerm, draft: Taxonomy) -> bool:
    """Whether the edition from which the draft was copied lacks the term."""
    return not TaxonomyTerm.objects.filter(taxonomy=draft.copied_from_id, code=term.code).exists()


def _term_for_change(actor: Actor, term_id: UUID, expected_version: int) -> tuple[TaxonomyTerm, Taxonomy]:
    seen = term_seen(actor, term_id)
    draft = draft_for_change(actor, seen.term.taxonomy_id, expected_version)
    return TaxonomyTerm.objects.select_for_update().get(pk=term_id), draft


def _words(label: str, meaning: str, others: list[TaxonomyTerm]) -> tuple[str, str]:
    label = " ".join(clean_words(label, "label", LONGEST_LABEL).split())
    meaning = " ".join(clean_words(meaning, "meaning", LONGEST_MEANING).split())
    if not label:
        raise Invalid("required", _("Something is missing."), {"label": _("Say what the term is called.")})
    same = next((one for one in others if one.label.casefold() == label.casefold()), None)
    if same is not None:
        words = (
            _("There is a retired term of this name. Bring that one back.")
            if same.is_retired
            else _("There is a term of this name already.")
        )
        raise Invalid("same_name", _("Check the name."), {"label": words})
    return label, meaning


def _code_for(label: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", label)
    base = slugify(plain).replace("-", "_")[: LONGEST_CODE - 4] or "term"
    number, code = 1, base
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    return code

"""Coding a case: adding and taking off. A case keeps the edition that it was coded with; nothing recodes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import FINAL, CodingPlace
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, Finding, Taxonomy, TaxonomyTerm
from apps.cases.queries.loading import case_for_change
from apps.cases.queries.taxonomies import codes_for_cases, editions_in_use
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.tracking import change

LONGEST_REASON = 2_000
FIELD = "terms"


def add_codings(
    *, actor: Actor, case_id: UUID, term_ids: Sequence[UUID], place: CodingPlace = CodingPlace.CASE
) -> list[Finding]:
    """Add codings to the case, as many as there are (DOMAIN 5.1); one that it carries already stays as it is.

    Only terms of an edition that is in use today can be added. A term that the case carries under another edition
    is refused: take that one off first, so that nothing is recoded by accident. Raises NotVisible, Forbidden,
    TransitionRefused, Invalid.
    """
    with change(reason="case coded"):
        case = _case_for(actor, case_id)
        wanted = list(dict.fromkeys(term_ids))
        if not wanted:
            raise Invalid("required", _("Something is missing."), {FIELD: _("Choose at least one code.")})
        held = {one.term_id: one for one in Finding.objects.filter(case=case).select_related("term__taxonomy")}
        new = [one for one in wanted if one not in held]
        terms = choosable(case.department.trust_id, new, FIELD)
        _refuse_other_editions(terms, held.values())
        moment = now()
        made = {
            term.pk: Finding.objects.create(
                case=case, term=term, place=place, coded_at=moment, coded_by_id=_person(actor)
            )
            for term in terms
        }
        return [made.get(one) or held[one] for one in wanted]


def _person(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Forbidden("not_signed_in", refusal_words("not_signed_in"))
    return actor.user_id


def choosable(
    trust_id: UUID, term_ids: Iterable[UUID], field: str, schemes: Iterable[str] | None = None
) -> list[TaxonomyTerm]:
    """These terms, if each can be chosen today in the trust. Raises Invalid, which says of each why it cannot be."""
    wanted = list(dict.fromkeys(term_ids))
    in_use = editions_in_use(trust_id)
    codes = set(codes_for_cases(in_use)) if schemes is None else set(schemes) & set(in_use)
    terms = {one.pk: one for one in TaxonomyTerm.objects.filter(pk__in=wanted).select_related("taxonomy")}
    problems = []
    for term_id in wanted:
        term = terms.get(term_id)
        # What is not in use here is not named: it may be the draft of another trust.
        is_ours = term is not None and term.taxonomy.trust_id in (None, trust_id) and term.taxonomy.code in codes
        if term is None or not is_ours or term.taxonomy.is_draft:
            problems.append(_("Choose codes from the list."))
        elif problem := why_not(term, in_use[term.taxonomy.code]):
            problems.append(problem)
    if problems:
        raise Invalid("unknown_term", _("Check the codes."), {field: " ".join(dict.fromkeys(problems))})
    return [terms[one] for one in wanted]


def why_not(term: TaxonomyTerm, in_use: Taxonomy) -> str:
    """Why a term can not be chosen today, in words; empty when it can."""
    if term.taxonomy_id != in_use.pk:
        return _("“%(term)s” is of edition %(old)d; edition %(new)d is in use now. Choose again from the list.") % {
            "term": term.label, "old": term.taxonomy.edition, "new": in_use.edition,
        }  # fmt: skip
    if term.is_retired:
        return _("“%(term)s” is retired and can no longer be chosen.") % {"term": term.label}
    return ""


def _refuse_other_editions(terms: Sequence[TaxonomyTerm], held: Iterable[Finding]) -> None:
    carried = {(one.term.taxonomy.code, one.term.code): one.term for one in held}
    problems = [
        _("The case carries “%(term)s” of edition %(edition)d already and keeps it. Take it off first to code anew.")
        % {"term": old.label, "edition": old.taxonomy.edition}
        for term in terms
        if (old := carried.get((term.taxonomy.code, term.code))) is not None
    ]
    if problems:
        raise Invalid("coded_under_another_edition", _("Check the codes."), {FIELD: " ".join(problems)})


def take_off_coding(*, actor: Actor, case_id: UUID, coding_id: UUID, reason: str) -> None:
    """Take a coding off, and say why; the trail keeps it. Taking it off again changes nothing.

    Raises NotVisible, Forbidden, TransitionRefused, Invalid (no reason).
    """
    words = clean_words(reason, "reason", LONGEST_REASON)
    if not words:
        raise Invalid("required", _("Something is missing."), {"reason": _("Say why it is taken off.")})
    with change(reason=words):
        case = _case_for(actor, case_id)
        coding = Finding.objects.filter(case=case, pk=coding_id).first()
        if coding is not None:
            coding.delete()


def may_code(actor: Actor, case: Case) -> bool:
    """Whether this person may code the case now."""
    return case.status not in FINAL and bool(may(actor, P.CASE_CODE, case.access_facts()))


def _case_for(actor: Actor, case_id: UUID) -> Case:
    case = case_for_change(case_id)
    facts = case.access_facts()
    if not may(actor, P.CASE_VIEW, facts):
        raise NotVisible
    decision = may(actor, P.CASE_CODE, facts)
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    if case.status in FINAL:
        raise TransitionRefused("wrong_state", _("The case is closed. Reopen it to change its codings."))
    return case

"""Coding schemes of a department's trust in every state, a coding, and a score that came with a spreadsheet."""

from datetime import timedelta
from uuid import UUID

from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.cases.domain.reference_scheme import choose_reference
from apps.cases.domain.taxonomies import activate_edition, copy_edition
from apps.cases.domain.taxonomy_terms import add_term, retire_term
from apps.cases.models import Case, ReferenceCoding, Taxonomy, TaxonomyTerm
from apps.core.actor import acting_as
from apps.core.clock import today


def shipped(code: str) -> Taxonomy:
    """The edition of a scheme that comes with the product."""
    return Taxonomy.objects.get(code=code, trust__isnull=True)


def own_edition(where: Department, manager: User, code: str, label: str = "Invented for a test") -> Taxonomy:
    """A draft of the trust with one term more; the one that is there already, if there is one."""
    actor = actor_for(manager)
    with acting_as(actor):
        draft = copy_edition(actor=actor, edition_id=shipped(code).pk, trust_id=where.trust_id)
        if not TaxonomyTerm.objects.filter(taxonomy=draft, label=label).exists():
            add_term(actor=actor, edition_id=draft.pk, expected_version=draft.version, label=label)
    draft.refresh_from_db()
    return draft


def in_use(where: Department, manager: User, code: str, days: int = 0) -> Taxonomy:
    """An own edition that is in use from so many days ahead."""
    draft, actor = own_edition(where, manager, code), actor_for(manager)
    with acting_as(actor):
        return activate_edition(
            actor=actor,
            edition_id=draft.pk,
            expected_version=draft.version,
            active_from=today() + timedelta(days=days),
        )


def _retire_one(draft: Taxonomy, manager: User) -> None:
    """Retire the first term of a draft, so that there is one to bring back."""
    actor, first = actor_for(manager), TaxonomyTerm.objects.filter(taxonomy=draft).order_by("position")[0]
    if not first.is_retired:
        with acting_as(actor):
            retire_term(actor=actor, term_id=first.pk, expected_version=draft.version)


def furnish_schemes(where: Department, manager: User, coded: Case, scored: Case) -> dict[str, UUID]:
    """A draft with its new term, an edition to come, a coding and a kept score; editions once for each trust."""
    draft = own_edition(where, manager, "cognitive_biases")
    _retire_one(draft, manager)
    to_come = Taxonomy.objects.filter(trust=where.trust_id, code="kim_mansfield").first()
    to_come = to_come or in_use(where, manager, "kim_mansfield", days=30)
    actor = actor_for(manager)
    with acting_as(actor):
        choose_reference(actor=actor, department=where, is_on=True, reason="Decided for a test", expected_version=0)
        score = TaxonomyTerm.objects.get(taxonomy=shipped("radpeer"), code="2a")
        ReferenceCoding.objects.create(case=scored, term=score, as_written="Score 2A")
    return {
        "draft_edition": draft.pk,
        "draft_term": TaxonomyTerm.objects.filter(taxonomy=draft).order_by("-position")[0].pk,
        "edition_to_come": to_come.pk,
        "coding": coded.findings.get().pk,
    }

"""Coding schemes in their editions: what is in use in a trust, and what somebody may see or change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access.permissions import Permission as P
from apps.access.policy import AccessFacts, departments_where
from apps.accounts.models import Department
from apps.cases.enums import TaxonomyPurpose
from apps.cases.models import ReferenceChoice, Taxonomy, TaxonomyTerm
from apps.cases.taxonomies import JOURNEY_FAILINGS, RADPEER
from apps.core.actor import Actor
from apps.core.clock import today
from apps.core.errors import NotVisible
from apps.journeys.queries.limits import TrustSeen, trusts_where

# Its terms are chosen where it is said at which step a journey failed, and nowhere else.
WITH_A_FORM_OF_THEIR_OWN = frozenset({JOURNEY_FAILINGS.code})


@dataclass(frozen=True)
class EditionSeen:
    """An edition as somebody sees it: through a department of theirs."""

    edition: Taxonomy
    department_id: UUID

    @property
    def pk(self) -> UUID:
        """The edition's id, for the access log."""
        return self.edition.pk

    def access_facts(self) -> AccessFacts:
        """Judged in the department through which it is seen."""
        return AccessFacts(department_id=self.department_id, trust_id=self.edition.trust_id)


@dataclass(frozen=True)
class TermSeen:
    """A term of an edition that somebody sees."""

    term: TaxonomyTerm
    department_id: UUID

    @property
    def pk(self) -> UUID:
        """The term's id, for the access log."""
        return self.term.pk

    def access_facts(self) -> AccessFacts:
        """The facts of its edition."""
        return AccessFacts(department_id=self.department_id, trust_id=self.term.taxonomy.trust_id)


def chosen_in_use(editions: Iterable[Taxonomy], trust_id: UUID | None, day: date) -> dict[str, Taxonomy]:
    """Of each scheme the edition in use in a trust on a day: its own before the one that ships, the later before the
    earlier. A draft, an edition that is not in force yet, and one that the installation switched off are not in use.
    """
    found: dict[str, Taxonomy] = {}
    for one in editions:
        if one.trust_id not in (None, trust_id) or not one.is_active:
            continue
        if one.active_from is None or one.active_from > day:
            continue
        held = found.get(one.code)
        if held is None or _rank(one) > _rank(held):
            found[one.code] = one
    return found


def _rank(one: Taxonomy) -> tuple[bool, date, int]:
    return (one.trust_id is not None, one.active_from or date.min, one.edition)


def editions_in_use(trust_id: UUID | None, day: date | None = None) -> dict[str, Taxonomy]:
    """The edition of each scheme for coding that is in use in the trust, today unless told otherwise, by its code."""
    mine = Q(trust__isnull=True) | Q(trust=trust_id) if trust_id else Q(trust__isnull=True)
    found = Taxonomy.objects.filter(mine, purpose=TaxonomyPurpose.CODING)
    return chosen_in_use(found, trust_id, day or today())


def terms_in_use(trust_id: UUID | None, codes: Iterable[str] | None = None) -> QuerySet[TaxonomyTerm]:
    """The terms that can be chosen now in the trust, scheme by scheme; a retired one cannot."""
    editions = editions_in_use(trust_id)
    wanted = set(editions) if codes is None else set(codes)
    ids = [one.pk for code, one in editions.items() if code in wanted]
    terms = TaxonomyTerm.objects.filter(taxonomy__in=ids, is_retired=False).select_related("taxonomy")
    return terms.order_by("taxonomy__title", "position", "label")


def codes_for_cases(editions: Mapping[str, Taxonomy]) -> list[str]:
    """The schemes whose terms are chosen as codings of a case."""
    return [code for code in editions if code not in WITH_A_FORM_OF_THEIR_OWN]


def editions_visible_to(actor: Actor) -> QuerySet[Taxonomy]:
    """What ships, the editions of one's trusts, and the drafts of those in which one looks after schemes."""
    seen = [one.pk for one in trusts_where(actor, P.TAXONOMY_VIEW)]
    managed = [one.pk for one in trusts_where(actor, P.TAXONOMY_MANAGE)]
    if not seen:
        return Taxonomy.objects.none()
    open_to_all = Q(trust__isnull=True) | Q(trust__in=seen, active_from__isnull=False)
    found = Taxonomy.objects.filter(open_to_all | Q(trust__in=managed))
    return found.select_related("trust", "copied_from").order_by("title", "code", "-edition")


def edition_seen(actor: Actor, edition_id: UUID) -> EditionSeen:
    """One such edition, through the department in which the actor can do the most with it. Raises NotVisible."""
    edition = editions_visible_to(actor).filter(pk=edition_id).first()
    if edition is None:
        raise NotVisible
    return EditionSeen(edition, _through(actor, edition.trust_id))


def term_seen(actor: Actor, term_id: UUID) -> TermSeen:
    """A term of such an edition. Raises NotVisible."""
    found = TaxonomyTerm.objects.select_related("taxonomy__trust")
    term = found.filter(pk=term_id, taxonomy__in=editions_visible_to(actor)).first()
    if term is None:
        raise NotVisible
    return TermSeen(term, _through(actor, term.taxonomy.trust_id))


def _through(actor: Actor, trust_id: UUID | None) -> UUID:
    trusts = [*trusts_where(actor, P.TAXONOMY_MANAGE), *trusts_where(actor, P.TAXONOMY_VIEW)]
    fitting = (one.department_id for one in trusts if trust_id in (None, one.pk))
    found = next(fitting, None)
    if found is None:
        raise NotVisible
    return found


def trusts_managed(actor: Actor) -> list[TrustSeen]:
    """The trusts whose schemes the actor looks after, by name."""
    return trusts_where(actor, P.TAXONOMY_MANAGE)


def trust_to_manage(actor: Actor, trust_id: UUID) -> TrustSeen:
    """One of them, or else one whose schemes the actor sees. Raises NotVisible."""
    found = [*trusts_managed(actor), *trusts_where(actor, P.TAXONOMY_VIEW)]
    seen = next((one for one in found if one.pk == trust_id), None)
    if seen is None:
        raise NotVisible
    return seen


def newest_number(trust_id: UUID, code: str) -> int:
    """The highest number of an edition of the scheme that the trust sees."""
    found = Taxonomy.objects.filter(Q(trust__isnull=True) | Q(trust=trust_id), code=code)
    return max(found.values_list("edition", flat=True), default=0)


def terms_of(edition_id: UUID) -> list[TaxonomyTerm]:
    """Every term of an edition in order, the retired ones among them."""
    return list(TaxonomyTerm.objects.filter(taxonomy=edition_id))


def reference_schemes() -> QuerySet[Taxonomy]:
    """The schemes from which scores may be kept as imported, the newest edition of each."""
    return Taxonomy.objects.filter(purpose=TaxonomyPurpose.REFERENCE, code=RADPEER.code).order_by("code", "-edition")


def reference_terms() -> dict[str, UUID]:
    """The scores of RADPEER by their code."""
    newest = reference_schemes().first()
    return dict(TaxonomyTerm.objects.filter(taxonomy=newest).values_list("code", "pk")) if newest else {}


def reference_choice(department_id: UUID) -> ReferenceChoice | None:
    """What the department decided about scores of RADPEER; None when nobody did."""
    found = ReferenceChoice.objects.filter(department=department_id, scheme=RADPEER.code)
    return found.select_related("decided_by").first()


def keeps_reference(department_id: UUID) -> bool:
    """Whether the department keeps scores of RADPEER that its spreadsheets bring."""
    return ReferenceChoice.objects.filter(department=department_id, scheme=RADPEER.code, is_on=True).exists()


def departments_managed(actor: Actor) -> list[Department]:
    """The departments in which the actor looks after schemes, by name."""
    found = Department.objects.filter(pk__in=departments_where(actor, P.TAXONOMY_MANAGE))
    return list(found.select_related("trust").order_by("name", "id"))


def choices_of(department_ids: Iterable[UUID]) -> dict[UUID, ReferenceChoice]:
    """What these departments decided, by department."""
    found = ReferenceChoice.objects.filter(department__in=list(department_ids), scheme=RADPEER.code)
    return {one.department_id: one for one in found.select_related("decided_by")}

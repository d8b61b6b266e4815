"""What may be chosen when an outcome is recorded, and what was recorded."""

from uuid import UUID

from django.db.models import QuerySet

from apps.cases.models import Case, TaxonomyTerm
from apps.cases.queries.choosing import coding_terms
from apps.cases.queries.codings import codings_of
from apps.cases.queries.taxonomies import terms_in_use
from apps.meetings.models import AgendaItem, Outcome

# Failures of the system first, then biases of perception and thought (DOMAIN 5.3, 5.4).
FACTORS, BIASES = "contributory_factors", "cognitive_biases"
FACTOR_SCHEMES = (FACTORS, BIASES)


def factors_to_choose(trust_id: UUID) -> QuerySet[TaxonomyTerm]:
    """The contributing factors on offer in a trust, scheme by scheme, from the editions in use there."""
    return terms_in_use(trust_id, FACTOR_SCHEMES).order_by("-taxonomy__code", "position", "label")


def codes_to_choose(case: Case) -> list[TaxonomyTerm]:
    """The other codes that the room can give a case, scheme by scheme: those that it carries in no edition yet."""
    carried = {(one.term.taxonomy.code, one.term.code) for one in codings_of(case.pk)}
    found = coding_terms(case.department.trust_id).exclude(taxonomy__code__in=FACTOR_SCHEMES)
    return [term for term in found if (term.taxonomy.code, term.code) not in carried]


def kept_terms(outcome: Outcome) -> list[TaxonomyTerm]:
    """The factors that an outcome has already: they may stay, whatever edition is in use by now."""
    return [row.term for row in outcome.factor_rows.all()]


def outcome_with_details(outcomes: QuerySet[Outcome]) -> QuerySet[Outcome]:
    """Outcomes with their factors and learning points, in a fixed number of queries."""
    return outcomes.select_related("recorded_by").prefetch_related("factor_rows__term__taxonomy", "learning_points")


def outcome_of(item: AgendaItem) -> Outcome | None:
    """What was recorded about that line; None while nothing was."""
    return outcome_with_details(Outcome.objects.filter(agenda_item=item)).first()

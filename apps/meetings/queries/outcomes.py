"""What may be chosen when an outcome is recorded, and what was recorded."""

from django.db.models import QuerySet

from apps.cases.models import TaxonomyTerm
from apps.meetings.models import AgendaItem, Outcome

# Failures of the system first, then biases of perception and thought (DOMAIN 5.3, 5.4).
FACTORS, BIASES = "contributory_factors", "cognitive_biases"
FACTOR_SCHEMES = (FACTORS, BIASES)


def factors_to_choose() -> QuerySet[TaxonomyTerm]:
    """The contributing factors on offer, scheme by scheme."""
    return (
        TaxonomyTerm.objects.filter(taxonomy__code__in=FACTOR_SCHEMES, taxonomy__is_active=True)
        .select_related("taxonomy")
        .order_by("-taxonomy__code", "position", "label")
    )


def outcome_with_details(outcomes: QuerySet[Outcome]) -> QuerySet[Outcome]:
    """Outcomes with their factors and learning points, in a fixed number of queries."""
    return outcomes.select_related("recorded_by").prefetch_related("factor_rows__term", "learning_points")


def outcome_of(item: AgendaItem) -> Outcome | None:
    """What was recorded about that line; None while nothing was."""
    return outcome_with_details(Outcome.objects.filter(agenda_item=item)).first()

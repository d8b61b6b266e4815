"""Who and what can be chosen on a form about a case."""

from uuid import UUID

from django.db.models import QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.access.roles import Role
from apps.accounts.models import Department, User
from apps.accounts.queries.people import people_in, people_with_role
from apps.cases.models import TaxonomyTerm
from apps.cases.queries.taxonomies import WITH_A_FORM_OF_THEIR_OWN, terms_in_use
from apps.core.actor import Actor


def departments_to_log_in(actor: Actor) -> list[Department]:
    """The departments in which the actor may log a case, by name."""
    found = Department.objects.filter(pk__in=departments_where(actor, Permission.CASE_LOG))
    return list(found.select_related("trust"))


def people_of_trusts(trust_ids: list[UUID]) -> list[tuple[UUID, str]]:
    """Everybody who holds or held a role in these trusts, by name: readers of old reports may have left."""
    people = User.objects.filter(memberships__department__trust__in=trust_ids).distinct()
    return list(people.order_by("full_name").values_list("pk", "full_name"))


def possible_reviewers(department_id: UUID) -> list[tuple[UUID, str]]:
    """People who can be asked for an opinion: the reviewers and those who chair, by name."""
    people = people_with_role(department_id, Role.REVIEWER, Role.CHAIR, Role.DEPUTY)
    return list(people.order_by("full_name").values_list("pk", "full_name"))


def people_here(department_id: UUID) -> list[tuple[UUID, str]]:
    """Everybody who works in the department today, by name."""
    return list(people_in(department_id).order_by("full_name").values_list("pk", "full_name"))


# Schemes that code a finding; the others say why something happened, which nobody knows before the outcome.
FINDING_SCHEMES = ("uk_themes",)
# Says where a journey failed, beside a case's failure places (DOMAIN 2.1).
FAILING_SCHEME = "journey_failure"


def finding_terms(trust_id: UUID) -> QuerySet[TaxonomyTerm]:
    """The types of finding that a reviewer can choose, from the editions in use in the trust."""
    return terms_in_use(trust_id, FINDING_SCHEMES)


def coding_terms(trust_id: UUID) -> QuerySet[TaxonomyTerm]:
    """The codes that a case can carry, from the editions in use in the trust, scheme by scheme."""
    return terms_in_use(trust_id).exclude(taxonomy__code__in=WITH_A_FORM_OF_THEIR_OWN)


def failing_terms(trust_id: UUID | None = None) -> QuerySet[TaxonomyTerm]:
    """The failings of journeys on offer: they belong to a failure place and code no finding."""
    return terms_in_use(trust_id, [FAILING_SCHEME])


def terms_for(actor: Actor) -> list[TaxonomyTerm]:
    """Every code on offer in the trusts of the actor, each once."""
    trusts = dict.fromkeys(held.trust_id for held in actor.roles)
    found = {term.pk: term for trust_id in trusts for term in terms_in_use(trust_id)}
    return list(found.values())

"""Who and what can be chosen on a form about a case."""

from uuid import UUID

from django.db.models import QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.access.roles import Role
from apps.accounts.models import Department, User
from apps.accounts.queries.people import people_in, people_with_role
from apps.cases.models import TaxonomyTerm
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


def finding_terms() -> QuerySet[TaxonomyTerm]:
    """The types of finding that a reviewer can choose, from the schemes in use."""
    return active_terms().filter(taxonomy__code__in=FINDING_SCHEMES)


def active_terms() -> QuerySet[TaxonomyTerm]:
    """The codes of the schemes in use, scheme by scheme; not those that say where a journey failed."""
    terms = TaxonomyTerm.objects.filter(taxonomy__is_active=True).exclude(taxonomy__code=FAILING_SCHEME)
    return terms.select_related("taxonomy").order_by("taxonomy__title", "taxonomy__edition", "position")


def failing_terms() -> QuerySet[TaxonomyTerm]:
    """The failings of journeys on offer: they belong to a failure place and code no finding."""
    terms = TaxonomyTerm.objects.filter(taxonomy__is_active=True, taxonomy__code=FAILING_SCHEME)
    return terms.select_related("taxonomy").order_by("taxonomy__edition", "position")

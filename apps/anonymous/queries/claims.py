"""The contributions that a person claimed."""

from django.db.models import Count, QuerySet

from apps.anonymous.models import ContributionClaim
from apps.core.actor import Actor


def own_claims(actor: Actor) -> QuerySet[ContributionClaim]:
    """The actor's own claims, newest year first."""
    return ContributionClaim.objects.filter(person=actor.user_id).select_related("department").order_by("-year", "id")


def claims_by_year(actor: Actor) -> list[tuple[int, str, int]]:
    """How many, by year and department: (year, department, number)."""
    rows = own_claims(actor).order_by("-year", "department__name").values_list("year", "department__name")
    return list(rows.annotate(n=Count("pk")))

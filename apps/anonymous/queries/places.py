"""Where a case can be logged without a name, how many work there, and which study has a number."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from apps.access.permissions import Permission
from apps.access.roles import ROLES
from apps.accounts.models import Department, Trust
from apps.accounts.queries.people import people_with_role
from apps.journeys.models import Study

_MAY_LOG = tuple(role for role, meant in ROLES.items() if Permission.CASE_LOG in meant.permissions)


def trusts_with_departments() -> QuerySet[Trust]:
    """Every trust with its departments, by name."""
    return Trust.objects.filter(departments__isnull=False).distinct().prefetch_related(
        Prefetch("departments", Department.objects.order_by("name"))
    )  # fmt: skip


def department_with_code(code: str) -> Department | None:
    """The department of an address; capitals make no difference."""
    return Department.objects.select_related("trust").filter(code__iexact=code[:20]).first()


def how_many_may_log(department_id: UUID) -> int:
    """How many people could have logged a case here."""
    return people_with_role(department_id, *_MAY_LOG).count()


def studies_with_number(department_id: UUID, number: str) -> list[Study]:
    """The studies with exactly this accession number or UID, most recent first.

    Nobody is told whether there is one: the page says the same in both cases.
    """
    typed = "".join(number.split())
    if not typed or len(typed) > 64 or "\x00" in typed:
        return []
    exact = Q(accession_number=typed) | Q(study_instance_uid=typed)
    return list(
        Study.objects.filter(exact, department=department_id).prefetch_related("events").order_by("-registered_at")[:5]
    )

"""Departments in which new cases wait for a deputy chair: for those who run the learning, and those who give roles."""

from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When

from apps.access.permissions import Permission as P
from apps.access.policy import departments_where
from apps.accounts.models import Department
from apps.cases.queries.without_deputy import waiting_for_deputy
from apps.core.actor import Actor


def deputies_to_ask_for(actor: Actor) -> QuerySet[Department]:
    """Departments where the actor approves learning, with `waiting`, the number of cases; by name."""
    return _with_waiting(departments_where(actor, P.LEARNING_APPROVE))


def deputies_to_appoint(actor: Actor) -> QuerySet[Department]:
    """Departments where the actor gives roles, with `waiting`, the number of cases; by name."""
    return _with_waiting(departments_where(actor, P.PEOPLE_MANAGE))


def _with_waiting(department_ids: tuple[UUID, ...]) -> QuerySet[Department]:
    counts = waiting_for_deputy(department_ids)
    if not counts:
        return Department.objects.none()
    cases = [When(pk=department_id, then=Value(number)) for department_id, number in counts.items()]
    found: QuerySet[Department] = Department.objects.filter(pk__in=counts)
    return found.annotate(waiting=Case(*cases, output_field=IntegerField())).order_by("name", "pk")

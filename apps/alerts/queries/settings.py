"""What a department has decided about alerts."""

from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.accounts.models import Department
from apps.alerts.models import AlertCategory, AlertSwitch, EscalationRule
from apps.core.actor import Actor
from apps.core.clock import today
from apps.core.errors import NotVisible
from apps.journeys.domain.working_days import WorkCalendar
from apps.journeys.enums import Nation
from apps.journeys.models import CalendarDay, WorkingCalendar


def switch_of(department_id: UUID) -> AlertSwitch | None:
    """The department's switch; None when nobody has decided yet, which is off."""
    return AlertSwitch.objects.select_related("decided_by").filter(department=department_id).first()


def is_on(department_id: UUID) -> bool:
    """Whether alerts can be raised there."""
    return AlertSwitch.objects.filter(department=department_id, is_on=True).exists()


def configurable_departments(actor: Actor) -> QuerySet[Department]:
    """The departments whose alerts the actor may set up."""
    ids = departments_where(actor, Permission.ALERT_CONFIGURE)
    return Department.objects.filter(pk__in=ids).select_related("trust", "alert_switch")


def configurable_department(actor: Actor, department_id: UUID) -> Department:
    """One of them. Raises NotVisible."""
    found = configurable_departments(actor).filter(pk=department_id).first()
    if found is None:
        raise NotVisible
    return found


def configurable_category(actor: Actor, category_id: UUID) -> AlertCategory:
    """A category of one of them, with its department. Raises NotVisible."""
    ids = departments_where(actor, Permission.ALERT_CONFIGURE)
    categories = AlertCategory.objects.select_related("department__trust")
    found = categories.filter(pk=category_id, department__in=ids).first()
    if found is None:
        raise NotVisible
    return found


def categories_of(department_id: UUID) -> QuerySet[AlertCategory]:
    """Every category the department has or had."""
    return AlertCategory.objects.filter(department=department_id)


def categories_in_use(*department_ids: UUID) -> QuerySet[AlertCategory]:
    """Those with which an alert can be raised today in these departments."""
    day = today()
    found = AlertCategory.objects.filter(department__in=department_ids, active_from__lte=day)
    return found.filter(Q(active_until__isnull=True) | Q(active_until__gte=day))


def categories_to_raise(actor: Actor) -> QuerySet[AlertCategory]:
    """Those of the departments in which the actor may raise alerts."""
    return categories_in_use(*departments_where(actor, Permission.ALERT_RAISE))


def rules_of(category_ids: list[UUID]) -> QuerySet[EscalationRule]:
    """The rules in force of these categories, by level."""
    found = EscalationRule.objects.filter(category__in=category_ids, is_active=True)
    return found.select_related("person").order_by("category", "level", "id")


def calendar_of(trust_id: UUID) -> WorkCalendar | None:
    """When the trust works; None when it has not said whose bank holidays it keeps."""
    kept = WorkingCalendar.objects.filter(trust=trust_id).first()
    if kept is None:
        return None
    days = list(CalendarDay.objects.filter(trust=trust_id).values_list("day", "works"))
    return WorkCalendar(
        nation=Nation(kept.nation),
        closed=frozenset(day for day, works in days if not works),
        worked=frozenset(day for day, works in days if works),
    )


def configurable_rule(actor: Actor, rule_id: UUID) -> EscalationRule:
    """A rule of one of their categories. Raises NotVisible."""
    ids = departments_where(actor, Permission.ALERT_CONFIGURE)
    rules = EscalationRule.objects.select_related("category")
    found = rules.filter(pk=rule_id, category__department__in=ids).first()
    if found is None:
        raise NotVisible
    return found

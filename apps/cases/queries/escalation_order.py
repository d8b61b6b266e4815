"""In which order a department's people are asked to act for a patient, and after how long each step is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, IntegerField, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from apps.access.roles import Role
from apps.accounts.models import User
from apps.accounts.queries.people import people_with_role
from apps.cases.enums import EscalationStatus
from apps.cases.models import Escalation, EscalationTiming, EscalationTurn

# Who is asked when the submitter names nobody: the first of these roles that the department has filled.
LEAD_ROLES = (Role.LEAD, Role.FAILSAFE, Role.CHAIR, Role.DEPUTY)


@dataclass(frozen=True)
class Timing:
    """After how long somebody is reminded, and after how long it goes to the next; None means never."""

    remind: timedelta | None
    hand_over: timedelta | None


def people_in_order(department_id: UUID) -> list[User]:
    """Everybody who can be named to act: in the department's own order, then those whom it leaves out, by role."""
    by_role: dict[UUID, User] = {}
    for role in LEAD_ROLES:
        for person in people_with_role(department_id, role):
            by_role.setdefault(person.pk, person)
    chosen = EscalationTurn.objects.filter(department=department_id).order_by("position", "id")
    first = [by_role.pop(one) for one in chosen.values_list("person_id", flat=True) if one in by_role]
    return first + list(by_role.values())


def timings_of(department_ids: Iterable[UUID]) -> dict[UUID, Timing]:
    """The hours of each department: its own where it has set them, else the installation's; nought is never."""
    wanted = set(department_ids)
    own = {row.department_id: row for row in EscalationTiming.objects.filter(department__in=wanted)}
    return {one: _timing(own.get(one)) for one in wanted}


def _timing(row: EscalationTiming | None) -> Timing:
    remind = row.remind_after_hours if row else None
    hand_over = row.hand_over_after_hours if row else None
    return Timing(
        remind=_after(settings.ESCALATION_REMIND_HOURS if remind is None else remind),
        hand_over=_after(settings.ESCALATION_HAND_OVER_HOURS if hand_over is None else hand_over),
    )


def _after(hours: int) -> timedelta | None:
    return timedelta(hours=hours) if hours else None


def with_hours(found: QuerySet[Escalation]) -> QuerySet[Escalation]:
    """Escalations with the hours after which each goes to the next person, in the same query."""
    own = "case__department__escalation_timing__hand_over_after_hours"
    annotated: QuerySet[Any] = found.annotate(
        hand_over_hours=Coalesce(F(own), Value(settings.ESCALATION_HAND_OVER_HOURS), output_field=IntegerField())
    )
    return annotated


def passes_on_at(one: Escalation) -> datetime | None:
    """When it goes to the next person, if nobody takes it on; None where that never happens or was not asked."""
    hours = getattr(one, "hand_over_hours", 0)
    if not hours or one.status != EscalationStatus.RAISED:
        return None
    return one.turn_began_at + timedelta(hours=hours)


@dataclass(frozen=True)
class OpenEscalations:
    """How many are open now, how many nobody took on, and since when the oldest is."""

    open: int
    not_taken_on: int
    oldest: datetime | None


def open_escalations(found: QuerySet[Escalation]) -> OpenEscalations:
    """Counts what is open among these, in one query."""
    still = found.filter(status__in=[EscalationStatus.RAISED, EscalationStatus.ACKNOWLEDGED]).order_by()
    untaken = Count("pk", filter=Q(status=EscalationStatus.RAISED))
    counted = still.aggregate(open=Count("pk"), untaken=untaken, oldest=Min("raised_at"))
    return OpenEscalations(counted["open"], counted["untaken"], counted["oldest"])


def own_timing(department_id: UUID) -> EscalationTiming | None:
    """The hours that the department set itself, if it did."""
    return EscalationTiming.objects.filter(department=department_id).first()


def own_order(department_id: UUID) -> dict[UUID, int]:
    """The place of each person to whom the department gave one."""
    return dict(EscalationTurn.objects.filter(department=department_id).values_list("person_id", "position"))


def own_hours(one: Escalation) -> int | None:
    """The hours until the next person is asked that the escalation's department set itself, if it did."""
    row = own_timing(one.case.department_id)
    return row.hand_over_after_hours if row else None

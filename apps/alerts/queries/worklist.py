"""The worklist: open alerts by age, a page at a time by key, and how many were open at any moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.alerts.enums import CLOSED, AlertStatus
from apps.alerts.models import Alert, AlertCall, AlertCategory
from apps.alerts.queries.visible import visible_to
from apps.core.actor import Actor
from apps.core.clock import now

PAGE = 25


@dataclass(frozen=True)
class Filters:
    """What the worklist is narrowed to; empty means every open alert."""

    state: str = ""
    category: str = ""
    department: str = ""
    level: str = ""


@dataclass(frozen=True)
class Position:
    """The last row of the page before."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class Page:
    """One page of alerts, the oldest first."""

    rows: Sequence[Alert]
    has_more: bool


@dataclass(frozen=True)
class Standing:
    """How many alerts were open at one moment, how many of them unread, and since when the oldest."""

    at: datetime
    open: int
    unread: int
    oldest: datetime | None


def narrowed(alerts: QuerySet[Alert], filters: Filters, moment: datetime) -> QuerySet[Alert]:
    """The alerts that match every filter; open ones unless closed ones are asked for."""
    if filters.state == "late":
        alerts = alerts.filter(closed_at=None, limit_at__isnull=False)
        alerts = alerts.annotate(answered=Coalesce("read_at", moment)).filter(answered__gt=F("limit_at"))
    elif filters.state == "closed":
        alerts = alerts.filter(status__in=CLOSED)
    elif filters.state in (AlertStatus.UNREAD, AlertStatus.READ):
        alerts = alerts.filter(closed_at=None, status=filters.state)
    elif filters.state != "all":
        alerts = alerts.filter(closed_at=None)
    if filters.category:
        alerts = alerts.filter(category__code=filters.category)
    if filters.department:
        alerts = alerts.filter(department=UUID(filters.department))
    if filters.level:
        alerts = alerts.filter(level__gte=int(filters.level))
    return alerts


def alerts_page(actor: Actor, filters: Filters, after: Position | None = None) -> Page:
    """A page of the alerts that the actor may see, the oldest first, each with `call_waits`."""
    found = narrowed(visible_to(actor), filters, now())
    if after is not None:
        # gte with OR, so that the index finds the first row.
        found = found.filter(raised_at__gte=after.at).filter(Q(raised_at__gt=after.at) | Q(id__gt=after.id))
    rows = list(with_what_a_row_shows(found).order_by("raised_at", "id")[: PAGE + 1])
    return Page(rows[:PAGE], has_more=len(rows) > PAGE)


def with_what_a_row_shows(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """Their category, department and study, and whether a call waits to be made."""
    calls = AlertCall.objects.filter(alert=OuterRef("pk"), made_at=None, dropped_at=None)
    return alerts.select_related("category", "department", "study").annotate(call_waits=Exists(calls))


def standing(actor: Actor, at: datetime | None = None) -> Standing:
    """How the alerts that the actor may see stood at a moment, from when each was raised, read and closed.

    What has been put right since counts as it is known now: an alert that was closed by mistake was open all along.
    """
    moment = at or now()
    open_then = visible_to(actor).filter(raised_at__lte=moment)
    open_then = open_then.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=moment))
    unread = Count("pk", filter=Q(read_at__isnull=True) | Q(read_at__gt=moment))
    found = open_then.aggregate(open=Count("pk"), unread=unread, oldest=Min("raised_at"))
    return Standing(at=moment, open=found["open"], unread=found["unread"], oldest=found["oldest"])


def categories_seen_by(actor: Actor) -> list[tuple[str, str]]:
    """The categories of the departments whose alerts the actor sees or may raise, as choices: code and name."""
    ids = {*departments_where(actor, Permission.ALERT_VIEW), *departments_where(actor, Permission.ALERT_RAISE)}
    pairs = AlertCategory.objects.filter(department__in=ids).order_by("label").values_list("code", "label")
    return sorted(dict(pairs).items(), key=lambda one: one[1])


def handled_by(actor: Actor) -> QuerySet[Alert]:
    """The open alerts of the departments in which the actor follows alerts, the oldest first."""
    ids = departments_where(actor, Permission.ALERT_HANDLE)
    return visible_to(actor).filter(department__in=ids, closed_at=None).order_by("raised_at", "id")

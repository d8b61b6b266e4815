"""What waits for somebody about meetings: cases without one, copies to write, meetings to prepare and record."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from apps.access.permissions import Permission as P
from apps.access.policy import departments_where
from apps.cases.enums import CaseStatus
from apps.cases.models import Case
from apps.core.actor import Actor
from apps.core.clock import now
from apps.meetings.enums import AgendaStatus, MeetingStatus
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.listing import AHEAD
from apps.portal.queries.cases import own_report

# A meeting is to be prepared from two weeks before.
SOON = timedelta(days=14)


def _unscreened(copy: str) -> Q:
    """Any edit empties the digest, so an empty one means: not written, or not screened since."""
    return Q(**{f"{copy}__isnull": True}) | Q(**{f"{copy}__screened_sha256": ""})


def ready_without_meeting(actor: Actor) -> QuerySet[Case]:
    """Ready cases that stand on no agenda; longest wait first.

    One whose copy the actor may not write, for an own report, is left to a deputy until the copy is there.
    `next_meeting` and `next_meeting_at` say where it could go; None where no meeting is planned.
    """
    on_an_agenda = AgendaItem.objects.filter(case=OuterRef("pk"), status=AgendaStatus.OPEN)
    found = Case.objects.filter(department__in=departments_where(actor, P.AGENDA_MANAGE), status=CaseStatus.READY)
    found = found.exclude(Exists(on_an_agenda)).exclude(own_report(actor, "pk") & _unscreened("presentation"))
    coming = Meeting.objects.filter(
        department=OuterRef("department"), status=MeetingStatus.PLANNED, starts_at__gt=now()
    ).order_by("starts_at", "id")
    placed: QuerySet[Case] = found.annotate(
        next_meeting=Subquery(coming.values("pk")[:1]), next_meeting_at=Subquery(coming.values("starts_at")[:1])
    )
    return placed.select_related("presentation").order_by("status_since", "id")


def agenda_without_copy(actor: Actor) -> QuerySet[AgendaItem]:
    """Cases on an agenda whose copy the room could not be shown; the nearest meeting first."""
    found = AgendaItem.objects.filter(
        _unscreened("case__presentation"),
        status=AgendaStatus.OPEN,
        meeting__status__in=AHEAD,
        meeting__starts_at__gt=now(),
        case__department__in=departments_where(actor, P.PRESENTATION_EDIT),
    ).exclude(own_report(actor, "case"))
    return found.select_related("case", "meeting").order_by("meeting__starts_at", "position", "id")


def meetings_to_prepare(actor: Actor) -> QuerySet[Meeting]:
    """Meetings of the next two weeks whose agenda is still open; the nearest first."""
    here = {*departments_where(actor, P.AGENDA_MANAGE), *departments_where(actor, P.MEETING_SCHEDULE)}
    moment = now()
    found = Meeting.objects.filter(
        department__in=here, status=MeetingStatus.PLANNED, starts_at__gt=moment, starts_at__lte=moment + SOON
    )
    cases = Count("items", filter=Q(items__status=AgendaStatus.OPEN))
    return found.annotate(cases=cases).order_by("starts_at", "id")


def meetings_to_record(actor: Actor) -> QuerySet[Meeting]:
    """Meetings whose time has come that nobody has recorded; the oldest first."""
    here = departments_where(actor, P.ATTENDANCE_RECORD)
    found = Meeting.objects.filter(department__in=here, status__in=AHEAD, starts_at__lte=now())
    return found.order_by("starts_at", "id")


def outcomes_to_record(actor: Actor) -> QuerySet[AgendaItem]:
    """Cases of a held meeting without an outcome; the oldest meeting first."""
    found = AgendaItem.objects.filter(
        status=AgendaStatus.OPEN,
        meeting__status=MeetingStatus.HELD,
        case__department__in=departments_where(actor, P.OUTCOME_RECORD),
    ).exclude(own_report(actor, "case"))
    return found.select_related("case", "meeting").order_by("meeting__starts_at", "position", "id")

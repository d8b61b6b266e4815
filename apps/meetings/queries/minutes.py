"""How much of a meeting's time is taken."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from apps.meetings.enums import AgendaStatus
from apps.meetings.models import AgendaItem, Meeting

# A case that was taken off or put off gives its minutes back; one that was discussed used them.
COUNTED = (AgendaStatus.OPEN, AgendaStatus.DISCUSSED)


def minutes_used(meeting: Meeting) -> int:
    """The minutes of the cases on the agenda."""
    used = AgendaItem.objects.filter(meeting=meeting, status__in=COUNTED).aggregate(sum=Sum("minutes"))["sum"]
    return int(used or 0)


def minutes_left(meeting: Meeting) -> int:
    """The minutes that are still free for cases; below zero when more was discussed than planned."""
    return meeting.minutes_for_cases - minutes_used(meeting)


def with_use(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Each meeting with `used_minutes` and `case_count`, in the same query."""
    lines = AgendaItem.objects.filter(meeting=OuterRef("pk"), status__in=COUNTED).order_by().values("meeting")
    total = lines.annotate(total=Sum("minutes")).values("total")
    number = lines.annotate(number=Count("pk")).values("number")
    return meetings.annotate(
        used_minutes=Coalesce(Subquery(total, output_field=IntegerField()), 0),
        case_count=Coalesce(Subquery(number, output_field=IntegerField()), 0),
    )

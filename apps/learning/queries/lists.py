"""The lists of the learning pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.cases.enums import CaseStatus
from apps.cases.models import Case
from apps.cases.queries.visible import visible_to as visible_cases
from apps.core.actor import Actor
from apps.learning.enums import OPEN_STATUSES, SummaryStatus
from apps.learning.models import LearningSummary
from apps.learning.queries.visible import visible_to
from apps.meetings.enums import MeetingStatus
from apps.meetings.models import Meeting
from apps.meetings.queries.visible import visible_to as visible_meetings

PAGE = 25


@dataclass(frozen=True)
class SummariesPage:
    """One page of summaries and the key of the next."""

    rows: list[LearningSummary]
    older: str


def summaries_page(actor: Actor, *, show_all: bool = False, after: str = "") -> SummariesPage:
    """Open summaries, or all; newest first, by key and never by offset."""
    found = visible_to(actor)
    if not show_all:
        found = found.filter(status__in=OPEN_STATUSES)
    key = _read_key(after)
    if key:
        since, last = key
        found = found.filter(status_since__lte=since).filter(Q(status_since__lt=since) | Q(pk__lt=last))
    rows = list(found.order_by("-status_since", "-pk")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return SummariesPage(rows, f"{rows[-1].status_since.isoformat()}~{rows[-1].pk}" if more else "")


def _read_key(after: str) -> tuple[datetime, UUID] | None:
    """A damaged key shows the first page rather than an error."""
    since, _, last = after.partition("~")
    try:
        return datetime.fromisoformat(since), UUID(last)
    except ValueError:
        return None


def cases_to_summarise(actor: Actor) -> QuerySet[Case]:
    """Discussed cases with no open summary, oldest first: the learning that nobody has written down yet."""
    open_ones = LearningSummary.objects.filter(case=OuterRef("pk"), status__in=OPEN_STATUSES)
    return (
        visible_cases(actor)
        .filter(department__in=departments_where(actor, Permission.LEARNING_PREPARE), status=CaseStatus.DISCUSSED)
        .filter(~Exists(open_ones))
        .select_related("presentation")
        .order_by("status_since", "pk")[:PAGE]
    )


def meetings_to_summarise(actor: Actor) -> QuerySet[Meeting]:
    """Held meetings with no summary at all, newest first."""
    any_one = LearningSummary.objects.filter(meeting=OuterRef("pk"))
    return (
        visible_meetings(actor)
        .filter(department__in=departments_where(actor, Permission.LEARNING_PREPARE), status=MeetingStatus.HELD)
        .filter(~Exists(any_one))
        .order_by("-starts_at", "-pk")[:5]
    )


def newest_published(**subject: Case | Meeting) -> LearningSummary | None:
    """What was published last about this case or this meeting."""
    found = LearningSummary.objects.filter(status=SummaryStatus.PUBLISHED, **subject).select_related("document")
    return found.order_by("-status_since", "-pk").first()

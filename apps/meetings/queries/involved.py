"""Who of the original readers was told, read, comes or is waived; and whose time is not over yet."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.access.permissions import Permission as P
from apps.access.policy import departments_where
from apps.cases.models import Case
from apps.cases.queries.visible import visible_to as visible_cases
from apps.core.actor import Actor
from apps.core.clock import LONDON, now
from apps.core.errors import NotVisible
from apps.meetings.enums import AgendaStatus, CorrectionStatus, ExceptionKind, MeetingStatus, Reach
from apps.meetings.models import AgendaItem, FactCorrection, InvolvedReader, Meeting, ReaderException, ReaderStatement
from apps.meetings.queries.visible import item_of

AHEAD = (MeetingStatus.PLANNED, MeetingStatus.AGENDA_LOCKED)


def notice_days() -> int:
    """How many days before the meeting an involved reader is to know; a local choice (docs/configuration.md)."""
    return int(settings.INVOLVED_READER_NOTICE_DAYS)


def outcome_time() -> timedelta:
    """How long the outcome is the involved reader's before the learning goes out; a local choice."""
    return timedelta(hours=settings.INVOLVED_READER_OUTCOME_HOURS)


def own_involvements(actor: Actor) -> QuerySet[InvolvedReader]:
    """The actor's own, wherever they still work; the newest meeting first."""
    if actor.user_id is None or (actor.scopes is not None and P.INVOLVED_ANSWER not in actor.scopes):
        return InvolvedReader.objects.none()
    found = InvolvedReader.objects.filter(
        person=actor.user_id, reach=Reach.HERE, item__case__department__in=actor.department_ids
    ).exclude(item__status=AgendaStatus.REMOVED)
    related = found.select_related("item__meeting", "item__case__presentation", "item__case__department")
    return related.order_by("-item__meeting__starts_at", "-id")


def own_involvement(actor: Actor, involved_id: UUID) -> InvolvedReader:
    """One of them; raises NotVisible."""
    found = own_involvements(actor).select_related("item__led_by").filter(pk=involved_id).first()
    if found is None:
        raise NotVisible
    return found


def unanswered_of(actor: Actor) -> QuerySet[InvolvedReader]:
    """What waits for the actor as an involved reader: a notice not yet read, or an outcome not yet read."""
    notice = Q(
        acknowledged_at__isnull=True,
        waived_at__isnull=True,
        told_at__isnull=False,
        item__status=AgendaStatus.OPEN,
        item__meeting__status__in=AHEAD,
    )
    outcome = Q(outcome_told_at__isnull=False, outcome_read_at__isnull=True)
    return own_involvements(actor).filter(notice | outcome).order_by("item__meeting__starts_at", "id")


def unread_before(moment: datetime) -> QuerySet[InvolvedReader]:
    """Who was told of a coming meeting that begins before that moment, is not waived, and has not read it."""
    found = InvolvedReader.objects.filter(
        reach=Reach.HERE,
        waived_at__isnull=True,
        told_at__isnull=False,
        acknowledged_at__isnull=True,
        item__status=AgendaStatus.OPEN,
        item__meeting__status__in=AHEAD,
        item__meeting__starts_at__gt=now(),
        item__meeting__starts_at__lte=moment,
    )
    return found.select_related("item__meeting", "item__case").order_by("item__meeting__starts_at", "id")


def involved_in(item: AgendaItem) -> list[InvolvedReader]:
    """Everybody who is involved in one line, those who can be told first."""
    found = InvolvedReader.objects.filter(item=item).select_related("person", "waived_by")
    return sorted(found, key=lambda one: (one.reach != Reach.HERE, one.person.full_name if one.person else "", one.id))


def line_to_look_after(actor: Actor, meeting_id: UUID, item_id: UUID) -> AgendaItem:
    """A line whose case the actor may read, with that case; raises NotVisible."""
    item = item_of(meeting_id, item_id)
    related = visible_cases(actor).select_related("department", "presentation")
    case = related.prefetch_related("readers", "reviews", "escalations").filter(pk=item.case_id).first()
    if case is None or item.status == AgendaStatus.REMOVED:
        raise NotVisible
    item.case = case
    return item


def statements_of(case_id: UUID) -> list[ReaderStatement]:
    """What the involved readers of a case said about it."""
    found = ReaderStatement.objects.filter(case=case_id).exclude(text="")
    return list(found.select_related("person").order_by("written_at", "id"))


def statement_by(case_id: UUID, person_id: UUID | None) -> ReaderStatement | None:
    """What one involved reader said about a case; None where they said nothing."""
    return ReaderStatement.objects.filter(case=case_id, person=person_id).first()


def exceptions_on(item: AgendaItem) -> list[ReaderException]:
    """Why this line went on before somebody had their time."""
    return list(ReaderException.objects.filter(item=item).select_related("recorded_by").order_by("recorded_at"))


def involved_on(item: AgendaItem, involved_id: UUID) -> InvolvedReader:
    """One reader of one line; raises NotVisible."""
    found = InvolvedReader.objects.select_related("person").filter(pk=involved_id, item=item).first()
    if found is None:
        raise NotVisible
    return found


def correction_on(item: AgendaItem, correction_id: UUID) -> FactCorrection:
    """One correction of the case of a line; raises NotVisible."""
    found = FactCorrection.objects.filter(pk=correction_id, case=item.case_id).first()
    if found is None:
        raise NotVisible
    return found


def statements_for_room(case_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """By case, what its involved readers let the room read: words that the screen found clean, and no name."""
    found = ReaderStatement.objects.filter(case__in=list(case_ids), is_for_room=True).exclude(text="")
    said: dict[UUID, tuple[str, ...]] = {}
    for case_id, text in found.order_by("written_at", "id").values_list("case_id", "text"):
        said[case_id] = (*said.get(case_id, ()), text)
    return said


def corrections_of(case_id: UUID, person_id: UUID | None = None) -> list[FactCorrection]:
    """The facts that involved readers want put right; of one of them, where a person is named."""
    found = FactCorrection.objects.filter(case=case_id).select_related("person", "decided_by")
    return list(found.filter(person=person_id) if person_id else found)


def days_of_notice(one: InvolvedReader, starts_at: datetime) -> int | None:
    """Whole days between being told and the meeting, by the London calendar; None for somebody not told."""
    if one.told_at is None:
        return None
    return (starts_at.astimezone(LONDON).date() - one.told_at.astimezone(LONDON).date()).days


def had_short_notice(people: Iterable[InvolvedReader], starts_at: datetime) -> bool:
    """Whether somebody who is to be told had less than the minimum notice, or none."""
    days = [days_of_notice(one, starts_at) for one in people if one.is_to_be_told]
    return any(one is None or one < notice_days() for one in days)


def lines_held_back(meeting: Meeting) -> dict[int, AgendaItem]:
    """By its number on the agenda, each case that needs a reason before it is shown: short notice, and none given."""
    items = list(
        AgendaItem.objects.filter(meeting=meeting)
        .exclude(status=AgendaStatus.REMOVED)
        .prefetch_related("involved", "reader_exceptions")
        .order_by("position", "placed_at", "id")
    )
    return {
        number: item
        for number, item in enumerate(items, start=1)
        if item.status == AgendaStatus.OPEN
        and had_short_notice(item.involved.all(), meeting.starts_at)
        and not any(one.kind == ExceptionKind.SHORT_NOTICE for one in item.reader_exceptions.all())
    }


def kept_until(item: AgendaItem) -> datetime | None:
    """Until when the outcome is for the involved readers first; None when it is for everybody. Reads `involved`."""
    ends = [
        one.outcome_told_at + outcome_time()
        for one in item.involved.all()
        if one.is_to_be_told and one.outcome_told_at and one.outcome_read_at is None
    ]
    last = max(ends, default=None)
    return last if last is not None and last > now() else None


def lines_kept_for_readers(cases: Iterable[Case]) -> list[AgendaItem]:
    """The discussed lines of these cases whose involved readers still have time to read the outcome first."""
    items = AgendaItem.objects.filter(case__in=[case.pk for case in cases], status=AgendaStatus.DISCUSSED)
    said = ReaderException.objects.filter(item=OuterRef("pk"), kind=ExceptionKind.PUBLISHED_EARLY)
    return [one for one in items.exclude(Exists(said)).prefetch_related("involved") if kept_until(one) is not None]


def lines_kept(**narrowed: Any) -> QuerySet[AgendaItem]:
    """The list side of `lines_kept_for_readers`: discussed lines whose readers still have time, and no reason."""
    waiting = InvolvedReader.objects.filter(
        item=OuterRef("pk"),
        reach=Reach.HERE,
        waived_at__isnull=True,
        outcome_told_at__gt=now() - outcome_time(),
        outcome_read_at__isnull=True,
    )
    said = ReaderException.objects.filter(item=OuterRef("pk"), kind=ExceptionKind.PUBLISHED_EARLY)
    found = AgendaItem.objects.filter(status=AgendaStatus.DISCUSSED, **narrowed)
    return found.filter(Exists(waiting)).exclude(Exists(said))


def readers_to_look_after(actor: Actor) -> QuerySet[AgendaItem]:
    """Coming lines on which somebody must be waived, or a correction waits for the chair; the nearest first."""
    own = InvolvedReader.objects.filter(item=OuterRef("pk"), person=actor.user_id)
    unreached = InvolvedReader.objects.filter(item=OuterRef("pk"), waived_at__isnull=True).exclude(reach=Reach.HERE)
    proposed = FactCorrection.objects.filter(case=OuterRef("case"), status=CorrectionStatus.PROPOSED)
    found = AgendaItem.objects.filter(
        status=AgendaStatus.OPEN,
        meeting__status__in=AHEAD,
        case__department__in=departments_where(actor, P.INVOLVED_MANAGE),
    ).exclude(Exists(own))
    related = found.filter(Exists(unreached) | Exists(proposed)).select_related("case__presentation", "meeting")
    return related.order_by("meeting__starts_at", "position", "id")

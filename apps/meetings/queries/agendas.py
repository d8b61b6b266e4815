"""An agenda as an actor may see it, and the cases that are ready to go on one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from apps.access.permissions import Permission as P
from apps.access.policy import AccessFacts, may
from apps.cases.domain.screening import presentation_is_clean
from apps.cases.enums import CaseStatus
from apps.cases.models import Case
from apps.cases.queries.visible import visible_to as visible_cases
from apps.core.actor import Actor
from apps.meetings.enums import AgendaStatus, LedBecause
from apps.meetings.models import AgendaItem, InvolvedReader, Meeting, Outcome
from apps.meetings.queries.involved import kept_until
from apps.meetings.queries.listing import mark_of, position_of
from apps.meetings.queries.outcomes import outcome_with_details

READY_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class AgendaLine:
    """One line as this actor may see it.

    Without a right to the case there is only the presentation copy's title: no reference, no leader (who leads
    may tell who read), no outcome. `title` is empty while the copy is not screened.
    """

    item_id: UUID
    version: int
    title: str
    minutes: int
    status: AgendaStatus
    brought_on_the_day: bool
    closed_reason: str = ""
    case_id: UUID | None = None
    case_reference: str = ""
    case_status: str = ""
    case_facts: AccessFacts | None = None
    leader: str = ""
    led_because: LedBecause | None = None
    readers_unknown: bool = False
    is_own_report: bool = False
    may_record: bool = False
    outcome: Outcome | None = None
    kept_until: datetime | None = None
    involved: tuple[InvolvedReader, ...] = ()


def agenda_for(meeting: Meeting, actor: Actor) -> list[AgendaLine]:
    """The lines in order, without those that were taken off; a fixed number of queries."""
    outcomes = Prefetch("outcome", queryset=outcome_with_details(Outcome.objects.all()))
    items = (
        AgendaItem.objects.filter(meeting=meeting)
        .exclude(status=AgendaStatus.REMOVED)
        .select_related("case", "case__presentation", "led_by")
        .prefetch_related("case__readers", "case__reviews", "case__escalations", "involved", outcomes)
        .order_by("position", "placed_at", "id")
    )
    return [_line(item, actor) for item in items]


def _line(item: AgendaItem, actor: Actor) -> AgendaLine:
    case = item.case
    facts = case.access_facts()
    plain = AgendaLine(
        item_id=item.pk,
        version=item.version,
        title=shown_title(case),
        minutes=item.minutes,
        status=AgendaStatus(item.status),
        brought_on_the_day=item.brought_on_the_day,
    )
    if not may(actor, P.CASE_VIEW, facts):
        return plain
    knows_readers = bool(may(actor, P.CASE_READER_VIEW, facts))
    recording = may(actor, P.OUTCOME_RECORD, facts)
    kept = None if recording else kept_until(item)
    return AgendaLine(
        **{name: getattr(plain, name) for name in ("item_id", "version", "title", "minutes", "status")},
        brought_on_the_day=item.brought_on_the_day,
        closed_reason=item.closed_reason,
        case_id=case.pk,
        case_reference=case.reference,
        case_status=case.status,
        case_facts=facts,
        leader=item.led_by.full_name if item.led_by and knows_readers else "",
        led_because=LedBecause(item.led_because) if knows_readers else None,
        readers_unknown=knows_readers and bool(case.readers_unknown_reason),
        is_own_report=recording.code == "own_report",
        may_record=bool(recording),
        outcome=None if kept else getattr(item, "outcome", None),
        kept_until=kept,
        involved=tuple(item.involved.all()) if may(actor, P.INVOLVED_MANAGE, facts) else (),
    )


def case_ids_of(meeting: Meeting) -> list[UUID]:
    """The cases of the agenda in its order, without those that were taken off."""
    items = AgendaItem.objects.filter(meeting=meeting).exclude(status=AgendaStatus.REMOVED)
    return list(items.order_by("position", "placed_at", "id").values_list("case_id", flat=True))


def shown_title(case: Case) -> str:
    """The title of the copy that the room may see; empty otherwise."""
    copy = getattr(case, "presentation", None)
    return copy.title if copy is not None and is_for_the_room(case) else ""


def is_for_the_room(case: Case) -> bool:
    """Whether the screen found the copy clean, and nobody is being asked to say blind what they see.

    A case that was discussed can be reopened and reviewed again: then what the room saw waits until that is over.
    """
    return case.status != CaseStatus.UNDER_REVIEW and presentation_is_clean(case)


@dataclass(frozen=True)
class ReadyPage:
    """Cases that wait for a meeting, longest first, and where the next page begins."""

    cases: list[Case]
    further: str


def ready_cases(actor: Actor, department_id: UUID, after: str = "", wanted_id: UUID | None = None) -> ReadyPage:
    """The ready cases of a department that the actor may see, with what their rows and facts need.

    `wanted_id` is on the page wherever it stands in the order, when it is ready at all.

    Raises NotVisible for an `after` that no page gave.
    """
    on_an_agenda = AgendaItem.objects.filter(status=AgendaStatus.OPEN).values("case")
    found = visible_cases(actor).filter(department=department_id, status=CaseStatus.READY).exclude(pk__in=on_an_agenda)
    found = found.select_related("presentation").prefetch_related("readers", "reviews", "escalations")
    wanted = list(found.filter(pk=wanted_id)) if wanted_id else []
    if after:
        at, last_id = position_of(after)
        found = found.filter(Q(status_since__gt=at) | Q(status_since=at, id__gt=last_id))
    rows = list(found.order_by("status_since", "id")[: READY_PAGE + 1])
    more = len(rows) > READY_PAGE
    last = rows[READY_PAGE - 1] if more else None
    shown = rows[:READY_PAGE]
    extra = [case for case in wanted if case not in shown]
    return ReadyPage(extra + shown, mark_of(last.status_since, last.pk) if last else "")


def open_line_of(case_id: UUID, meeting_id: UUID | None = None) -> AgendaItem | None:
    """The line on which the case now waits to be discussed, on that agenda or on any; None when it is on none."""
    found = AgendaItem.objects.filter(case=case_id, status=AgendaStatus.OPEN).select_related("case")
    return (found.filter(meeting=meeting_id) if meeting_id else found).first()

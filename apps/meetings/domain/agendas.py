"""The agenda: which cases, in which order, with how many minutes, led by whom."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.domain.payloads import clean_words
from apps.cases.domain.transitions import apply
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.models import Case
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Invalid, NotVisible
from apps.core.events import publish
from apps.core.tracking import bulk_update_tracked, change
from apps.meetings.domain.involving import involve_on_locking, involve_readers
from apps.meetings.domain.leading import Leader, leader_as_it_happened, leader_for
from apps.meetings.domain.scheduling import put_off
from apps.meetings.domain.transitions import check_version, opened, person_of, step
from apps.meetings.enums import AgendaStatus, MeetingEvent, MeetingStatus
from apps.meetings.errors import MeetingRefused
from apps.meetings.events import MeetingChanged
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.minutes import minutes_left
from apps.meetings.queries.visible import item_of, meeting_for_change

LONGEST_MINUTES = 120


def place_on_agenda(
    *,
    actor: Actor,
    meeting_id: UUID,
    case_id: UUID,
    minutes: int | None = None,
    led_by_id: UUID | None = None,
    expected_version: int | None = None,
) -> AgendaItem:
    """Put a ready case on the agenda of a coming meeting; the case is then scheduled.

    Placing it again on the same agenda gives the first line back. Raises NotVisible, Forbidden, StaleMeeting,
    Invalid, MeetingRefused, and the case's own TransitionRefused (no room, not screened, not ready).
    """
    with change(reason="case put on an agenda"):
        meeting = opened(actor, meeting_id, P.AGENDA_MANAGE)
        case = _case_of(actor, meeting, case_id)
        mine = AgendaItem.objects.filter(meeting=meeting, case=case, status=AgendaStatus.OPEN).first()
        if mine is not None and mine.placed_by_id == actor.user_id:
            return mine
        check_version(meeting, expected_version)
        _check_open_for_cases(meeting)
        wanted = _minutes(minutes, meeting)
        leader = leader_for(case, meeting, led_by_id)
        apply(
            case_id=case.pk,
            event=CaseEvent.SCHEDULE,
            actor=actor,
            payload={
                "meeting_id": meeting.pk,
                "meeting_starts_at": meeting.starts_at,
                "minutes": wanted,
                "minutes_free": minutes_left(meeting),
            },
            door="meetings",
        )
        return _add_line(meeting, case, wanted, leader, actor)


def bring_on_the_day(
    *, actor: Actor, meeting_id: UUID, case_id: UUID, minutes: int | None = None, led_by_id: UUID | None = None
) -> AgendaItem:
    """Add a ready case that was discussed without having been on the agenda; recorded and flagged, never blocked.

    It stays ready until its outcome is recorded. Raises NotVisible, Forbidden, Invalid, MeetingRefused.
    """
    with change(reason="case brought on the day"):
        meeting = opened(actor, meeting_id, P.AGENDA_MANAGE)
        case = _case_of(actor, meeting, case_id)
        mine = AgendaItem.objects.filter(meeting=meeting, case=case, status=AgendaStatus.OPEN).first()
        if mine is not None:
            return mine
        if meeting.status == MeetingStatus.CANCELLED or meeting.is_on_a_coming_day:
            raise MeetingRefused(
                "not_yet",
                _("A case is brought on the day of the meeting or recorded afterwards. Put it on the agenda instead."),
            )
        if case.status != CaseStatus.READY:
            raise MeetingRefused(
                "case_not_ready",
                _("The case is “%(status)s”. Only a case that is ready, and on no other agenda, can be brought.")
                % {"status": CaseStatus(case.status).label},
            )
        leader = leader_as_it_happened(case, meeting, led_by_id)
        return _add_line(meeting, case, _minutes(minutes, meeting), leader, actor, on_the_day=True)


def _case_of(actor: Actor, meeting: Meeting, case_id: UUID) -> Case:
    case = case_for_change(case_id)
    if not may(actor, P.CASE_VIEW, case.access_facts()):
        raise NotVisible
    if case.department_id != meeting.department_id:
        raise Invalid(
            "other_department", _("Check the case."), {"case": _("This case belongs to another department’s meetings.")}
        )
    return case


def _check_open_for_cases(meeting: Meeting) -> None:
    if meeting.status == MeetingStatus.AGENDA_LOCKED:
        raise MeetingRefused("agenda_locked", _("The agenda is locked. Reopen it to change it."))
    if meeting.status != MeetingStatus.PLANNED:
        raise MeetingRefused(
            "wrong_state", _("The meeting is over or cancelled, so nothing more can be planned for it.")
        )
    if meeting.has_started:
        raise MeetingRefused("already_started", _("The meeting has begun. Add the case as brought on the day instead."))


def _minutes(wanted: int | None, meeting: Meeting) -> int:
    chosen = meeting.minutes_per_case if wanted is None else wanted
    if not isinstance(chosen, int) or isinstance(chosen, bool) or not 1 <= chosen <= LONGEST_MINUTES:
        raise Invalid(
            "invalid",
            _("Check the minutes."),
            {"minutes": _("Enter a whole number from %(least)d to %(most)d.") % {"least": 1, "most": LONGEST_MINUTES}},
        )
    return chosen


def _add_line(
    meeting: Meeting, case: Case, minutes: int, leader: Leader, actor: Actor, *, on_the_day: bool = False
) -> AgendaItem:
    last = AgendaItem.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        meeting=meeting,
        case=case,
        position=last + 1,
        minutes=minutes,
        led_by_id=leader.person_id,
        led_because=leader.because,
        brought_on_the_day=on_the_day,
        placed_at=now(),
        placed_by_id=person_of(actor),
    )
    involve_readers(item, actor)
    meeting.save()  # a new version: whoever has the old agenda open is told
    return item


def _line(actor: Actor, meeting_id: UUID, item_id: UUID, expected_version: int | None) -> tuple[Meeting, AgendaItem]:
    meeting = opened(actor, meeting_id, P.AGENDA_MANAGE, expected_version)
    item = item_of(meeting_id, item_id)
    if item.status != AgendaStatus.OPEN:
        raise MeetingRefused("already_done", _("This case is no longer open on the agenda."))
    return meeting, item


def _check_not_locked(meeting: Meeting) -> None:
    """Order and minutes stand once locked; afterwards only what happened is recorded."""
    if meeting.status == MeetingStatus.AGENDA_LOCKED:
        raise MeetingRefused("agenda_locked", _("The agenda is locked. Reopen it to change it."))
    if meeting.status == MeetingStatus.CANCELLED:
        raise MeetingRefused("wrong_state", _("The meeting was cancelled."))


def reorder(
    *, actor: Actor, meeting_id: UUID, item_ids: Sequence[UUID], expected_version: int | None = None
) -> list[AgendaItem]:
    """Put the lines of the agenda into this order; every line must be named once.

    Raises NotVisible, Forbidden, StaleMeeting, Invalid, MeetingRefused.
    """
    with change(reason="agenda put in order"):
        meeting = opened(actor, meeting_id, P.AGENDA_MANAGE, expected_version)
        _check_not_locked(meeting)
        lines = {
            item.pk: item for item in AgendaItem.objects.filter(meeting=meeting).exclude(status=AgendaStatus.REMOVED)
        }
        if len(item_ids) != len(lines) or set(item_ids) != set(lines):
            raise Invalid(
                "invalid",
                _("Check the order."),
                {"items": _("Name every case on the agenda once. Open the agenda again.")},
            )
        moved = []
        for position, item_id in enumerate(item_ids, start=1):
            if lines[item_id].position != position:
                lines[item_id].position = position
                moved.append(lines[item_id])
        if moved:
            bulk_update_tracked(moved, ["position"])
            meeting.save()
        return [lines[item_id] for item_id in item_ids]


def move_line(
    *, actor: Actor, meeting_id: UUID, item_id: UUID, up: bool, expected_version: int | None = None
) -> list[AgendaItem]:
    """Move one line up or down by one place; at the end of the list nothing changes."""
    found = AgendaItem.objects.filter(meeting=meeting_id).exclude(status=AgendaStatus.REMOVED)
    ids = list(found.order_by("position", "placed_at", "id").values_list("pk", flat=True))
    if item_id not in ids:
        raise NotVisible
    at = ids.index(item_id)
    to = at - 1 if up else at + 1
    if 0 <= to < len(ids):
        ids[at], ids[to] = ids[to], ids[at]
    return reorder(actor=actor, meeting_id=meeting_id, item_ids=ids, expected_version=expected_version)


def change_line(
    *,
    actor: Actor,
    meeting_id: UUID,
    item_id: UUID,
    minutes: int | None = None,
    led_by_id: UUID | None = None,
    expected_version: int | None = None,
) -> AgendaItem:
    """Give a line other minutes or another leader; raises Invalid when the time is not there."""
    with change(reason="agenda line changed"):
        meeting, item = _line(actor, meeting_id, item_id, expected_version)
        _check_not_locked(meeting)
        if minutes is not None:
            wanted = _minutes(minutes, meeting)
            if not item.brought_on_the_day and wanted > item.minutes + minutes_left(meeting):
                raise Invalid(
                    "no_room", _("Check the minutes."), {"minutes": _("There is not enough time left for that.")}
                )
            item.minutes = wanted
        if led_by_id is not None:
            find = leader_as_it_happened if item.brought_on_the_day else leader_for
            leader = find(item.case, meeting, led_by_id)
            item.led_by_id, item.led_because = leader.person_id, leader.because
        item.save()
        meeting.save()
        return item


def remove_from_agenda(
    *, actor: Actor, meeting_id: UUID, item_id: UUID, reason: str, expected_version: int | None = None
) -> AgendaItem:
    """Take a case off the agenda, with a reason; it is ready again.

    Raises NotVisible, Forbidden, StaleMeeting, Invalid (no reason), MeetingRefused (locked, or no longer open).
    """
    words = clean_words(reason, "reason", 2_000)
    if not words:
        raise Invalid("required", _("Something is missing."), {"reason": _("Say why it is taken off.")})
    with change(reason=words):
        meeting, item = _line(actor, meeting_id, item_id, expected_version)
        _check_not_locked(meeting)
        put_off(item, actor, words, AgendaStatus.REMOVED)
        meeting.save()
        return item


def lock_agenda(*, actor: Actor, meeting_id: UUID, expected_version: int | None = None) -> Meeting:
    """Fix the agenda before the meeting; raises NotVisible, Forbidden, StaleMeeting, MeetingRefused."""
    return _turn(actor, meeting_id, MeetingEvent.LOCK, expected_version)


def reopen_agenda(*, actor: Actor, meeting_id: UUID, expected_version: int | None = None) -> Meeting:
    """Let the agenda be changed again; raises NotVisible, Forbidden, StaleMeeting, MeetingRefused."""
    return _turn(actor, meeting_id, MeetingEvent.REOPEN_AGENDA, expected_version)


def _turn(actor: Actor, meeting_id: UUID, event: MeetingEvent, expected_version: int | None) -> Meeting:
    with change(reason=str(event.label)):
        meeting = meeting_for_change(meeting_id)
        if step(meeting=meeting, event=event, actor=actor, expected_version=expected_version):
            if event is MeetingEvent.LOCK:
                involve_on_locking(meeting, actor)
            meeting.save()
            publish(MeetingChanged(meeting_id=meeting.pk, event=event.value))
        return meeting

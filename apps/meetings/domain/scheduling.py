"""Planning, moving, changing and cancelling a meeting; typing in one that was held without a plan here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import AccessFacts, may
from apps.access.roles import Role
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words
from apps.cases.domain.transitions import apply
from apps.cases.enums import CaseEvent
from apps.core.actor import Actor
from apps.core.clock import LONDON, now
from apps.core.errors import Forbidden, Invalid
from apps.core.events import publish
from apps.core.ids import next_reference
from apps.core.presenting import date_words
from apps.core.tracking import change
from apps.meetings.domain.leading import lead_anew
from apps.meetings.domain.measures import check_measures, check_people, check_start, check_words
from apps.meetings.domain.series import series_of
from apps.meetings.domain.transitions import check_version, opened, require, step
from apps.meetings.enums import AgendaStatus, MeetingEvent, MeetingStatus
from apps.meetings.errors import MeetingRefused
from apps.meetings.events import DETAILS_CHANGED, MeetingChanged, MeetingPlanned
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.minutes import minutes_used
from apps.meetings.queries.people import first_with_role
from apps.meetings.queries.visible import meeting_for_change


@dataclass(frozen=True, kw_only=True)
class MeetingPlan:
    """What a meeting is to be. What is left out comes from the series, and chair and deputy from the roles."""

    department_id: UUID
    starts_at: datetime
    series_id: UUID | None = None
    title: str = ""
    minutes: int | None = None
    overhead_minutes: int | None = None
    quorum: int | None = None
    place: str = ""
    join_link: str = ""
    chair_id: UUID | None = None
    deputy_id: UUID | None = None
    typed_in_later: bool = False
    submission_key: UUID | None = None


def plan_meeting(*, actor: Actor, plan: MeetingPlan) -> Meeting:
    """Plan a meeting, or with `typed_in_later` type in one of the past; publishes MeetingPlanned.

    The same `submission_key` gives the first meeting back. Raises Invalid by field, Forbidden.
    """
    _may_schedule(actor, plan.department_id)
    earlier = _earlier(plan)
    if earlier:
        return earlier
    try:
        with change(reason="past meeting typed in" if plan.typed_in_later else "meeting planned"):
            meeting = _create(plan)
            publish(MeetingPlanned(meeting_id=meeting.pk))
            return meeting
    except IntegrityError:
        # Two requests with one key at the same moment: the first one won, and it is the answer to both.
        earlier = _earlier(plan)
        if earlier is None:
            raise
        return earlier


def _may_schedule(actor: Actor, department_id: UUID) -> None:
    decision = may(actor, P.MEETING_SCHEDULE, AccessFacts(department_id=department_id))
    if decision:
        return
    if department_id not in actor.department_ids:
        raise Invalid(
            "unknown_department",
            _("Check the department."),
            {"department": _("Choose a department that you work in.")},
        )
    raise Forbidden(decision.code, refusal_words(decision.code))


def _earlier(plan: MeetingPlan) -> Meeting | None:
    if plan.submission_key is None:
        return None
    with transaction.atomic():
        return Meeting.objects.filter(submission_key=plan.submission_key, department=plan.department_id).first()


def _create(plan: MeetingPlan) -> Meeting:
    starts_at = check_start(plan.starts_at, typed_in_later=plan.typed_in_later)
    series = series_of(plan.department_id, plan.series_id)
    measures = check_measures(
        {
            "minutes": series.minutes if plan.minutes is None else plan.minutes,
            "overhead_minutes": series.overhead_minutes if plan.overhead_minutes is None else plan.overhead_minutes,
            "quorum": series.quorum if plan.quorum is None else plan.quorum,
        }
    )
    words = check_words(plan.title, plan.place, plan.join_link)
    chair, deputy = _people(plan, starts_at)
    return Meeting.objects.create(
        series=series,
        department_id=plan.department_id,
        reference=next_reference("RLP-MTG"),
        title=words.title or _("%(series)s, %(day)s") % {"series": series.name, "day": date_words(starts_at)},
        starts_at=starts_at,
        minutes_per_case=series.minutes_per_case,
        place=words.place,
        join_link=words.join_link,
        chair_id=chair,
        deputy_id=deputy,
        was_typed_in_later=plan.typed_in_later,
        submission_key=plan.submission_key,
        **measures,
    )


def _people(plan: MeetingPlan, starts_at: datetime) -> tuple[UUID, UUID | None]:
    day = starts_at.astimezone(LONDON).date()
    chair_id, deputy_id = plan.chair_id, plan.deputy_id
    if chair_id is None:
        found = first_with_role(plan.department_id, day, Role.CHAIR)
        chair_id = found.pk if found else None
    if deputy_id is None:
        found = first_with_role(plan.department_id, day, Role.DEPUTY)
        deputy_id = found.pk if found and found.pk != chair_id else None
    return check_people(plan.department_id, starts_at, chair_id, deputy_id)


def move_meeting(
    *, actor: Actor, meeting_id: UUID, starts_at: datetime, reason: str = "", expected_version: int | None = None
) -> Meeting:
    """Move a meeting; its cases move along. Into the past only with a reason: it was held earlier than planned.

    Raises NotVisible, Forbidden, StaleMeeting, Invalid, MeetingRefused.
    """
    words = clean_words(reason, "reason", 2_000)
    with change(reason=words or "meeting moved"):
        meeting = meeting_for_change(meeting_id)
        if meeting.starts_at == starts_at and meeting.status in AHEAD:
            require(actor, P.MEETING_SCHEDULE, meeting)
            return meeting  # a double click, or nothing to move
        step(
            meeting=meeting, event=MeetingEvent.MOVE, actor=actor, payload={"starts_at": starts_at},
            expected_version=expected_version,
        )  # fmt: skip
        day = date_words(meeting.starts_at)
        meeting.starts_at = _moved_to(meeting, starts_at, words)
        # The title that we made carries the day; a title that somebody typed is theirs.
        if meeting.title.endswith(day):
            meeting.title = meeting.title.removesuffix(day) + date_words(meeting.starts_at)
        meeting.save()
        publish(MeetingChanged(meeting_id=meeting.pk, event=MeetingEvent.MOVE.value))
        return meeting


def _moved_to(meeting: Meeting, starts_at: datetime, reason: str) -> datetime:
    if meeting.was_typed_in_later:
        return check_start(starts_at, typed_in_later=True)
    in_the_past = starts_at.tzinfo is not None and starts_at <= now()
    if in_the_past and not reason:
        raise Invalid(
            "reason_needed",
            _("Check the date."),
            {"reason": _("The new start is in the past. Say why: for example, it was held earlier than planned.")},
        )
    return check_start(starts_at, typed_in_later=in_the_past)


AHEAD = (MeetingStatus.PLANNED, MeetingStatus.AGENDA_LOCKED)
CHANGEABLE = ("title", "place", "join_link", "minutes", "overhead_minutes", "quorum", "chair_id", "deputy_id")


def change_details(
    *, actor: Actor, meeting_id: UUID, changes: dict[str, Any], expected_version: int | None = None
) -> Meeting:
    """Change what a meeting is called, where it is, how long, and who chairs it; leaders follow the new chair.

    Raises NotVisible, Forbidden, StaleMeeting, Invalid by field, MeetingRefused once it was held or cancelled.
    """
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise Invalid("invalid", _("Check what you sent."), {n: _("This cannot be changed.") for n in sorted(unknown)})
    with change(reason="meeting details changed"):
        meeting = opened(actor, meeting_id, P.MEETING_SCHEDULE)
        if all(getattr(meeting, name) == value for name, value in changes.items()):
            return meeting  # a double click, or nothing to change
        check_version(meeting, expected_version)
        if meeting.status not in AHEAD:
            raise MeetingRefused(
                "wrong_state", _("The meeting is over or cancelled, so its details can no longer be changed.")
            )
        wanted = {name: changes.get(name, getattr(meeting, name)) for name in CHANGEABLE}
        _set_measures(meeting, wanted)
        words = check_words(wanted["title"], wanted["place"], wanted["join_link"])
        meeting.title, meeting.place = words.title or meeting.title, words.place
        meeting.join_link = words.join_link
        before = (meeting.chair_id, meeting.deputy_id)
        after = check_people(meeting.department_id, meeting.starts_at, wanted["chair_id"], wanted["deputy_id"])
        meeting.chair_id, meeting.deputy_id = after
        meeting.save()
        if after != before:
            lead_anew(meeting)
        publish(MeetingChanged(meeting_id=meeting.pk, event=DETAILS_CHANGED))
        return meeting


def _set_measures(meeting: Meeting, wanted: dict[str, Any]) -> None:
    measures = check_measures({name: wanted[name] for name in ("minutes", "overhead_minutes", "quorum")})
    used = minutes_used(meeting)
    free = measures["minutes"] - measures["overhead_minutes"]
    shorter = free < meeting.minutes_for_cases
    if shorter and used > free:
        raise Invalid(
            "agenda_is_longer",
            _("Check the length."),
            {
                "minutes": _("The cases on the agenda need %(used)d minutes; this leaves %(free)d.")
                % {"used": used, "free": free}
            },
        )
    for name, value in measures.items():
        setattr(meeting, name, value)


def cancel_meeting(*, actor: Actor, meeting_id: UUID, reason: str, expected_version: int | None = None) -> Meeting:
    """Cancel a meeting; its cases are ready again and wait for another one.

    Raises NotVisible, Forbidden, StaleMeeting, Invalid (no reason), MeetingRefused (held, or there are cases
    on the agenda and the actor may not manage it).
    """
    words = clean_words(reason, "reason", 2_000)
    with change(reason=words or "meeting cancelled"):
        meeting = meeting_for_change(meeting_id)
        if not step(
            meeting=meeting, event=MeetingEvent.CANCEL, actor=actor, payload={"reason": words},
            expected_version=expected_version,
        ):  # fmt: skip
            return meeting
        meeting.cancelled_reason = words
        meeting.save()
        put_back_open_cases(meeting, actor, words)
        publish(MeetingChanged(meeting_id=meeting.pk, event=MeetingEvent.CANCEL.value))
        return meeting


def put_back_open_cases(meeting: Meeting, actor: Actor, reason: str) -> None:
    """Every case that is still to be discussed leaves this agenda and waits for another."""
    for item in AgendaItem.objects.select_for_update().filter(meeting=meeting, status=AgendaStatus.OPEN):
        put_off(item, actor, reason, AgendaStatus.DEFERRED)


def put_off(item: AgendaItem, actor: Actor, reason: str, status: AgendaStatus) -> None:
    """Close an agenda line without a discussion, and send its case back unless it never left `ready`."""
    item.status, item.closed_reason = status, reason
    item.save()
    if not item.brought_on_the_day:
        apply(case_id=item.case_id, event=CaseEvent.DEFER, actor=actor, payload={"reason": reason}, door="meetings")

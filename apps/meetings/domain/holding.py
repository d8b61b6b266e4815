"""Recording that a meeting was held and who came; an inquorate meeting is recorded as such, never refused."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.cases.domain.payloads import clean_words
from apps.core.actor import Actor
from apps.core.clock import LONDON, now
from apps.core.errors import Invalid
from apps.core.events import publish
from apps.core.tracking import change
from apps.meetings.domain.transitions import opened, person_of, step
from apps.meetings.enums import AttendanceRole, AttendanceStatus, MeetingEvent, MeetingStatus
from apps.meetings.errors import MeetingRefused
from apps.meetings.events import MeetingChanged
from apps.meetings.models import Attendance, Meeting
from apps.meetings.queries.people import people_expected
from apps.meetings.queries.visible import meeting_for_change

Attended = Mapping[UUID, AttendanceStatus]


def record_meeting(
    *, actor: Actor, meeting_id: UUID, attendance: Attended, expected_version: int | None = None
) -> Meeting:
    """Record that the meeting was held and who came; whether it was quorate is worked out, and never refused.

    Raises NotVisible, Forbidden, StaleMeeting, Invalid (nobody was present, or somebody unknown), MeetingRefused.
    """
    with change(reason="meeting recorded as held"):
        meeting = meeting_for_change(meeting_id)
        if not step(meeting=meeting, event=MeetingEvent.HOLD, actor=actor, expected_version=expected_version):
            return meeting
        if AttendanceStatus.PRESENT not in attendance.values():
            raise Invalid(
                "nobody_present",
                _("Say who came."),
                {"attendance": _("Mark at least one person as present. If nobody came, cancel the meeting.")},
            )
        _write(meeting, attendance, actor)
        meeting.held_at, meeting.recorded_at, meeting.recorded_by_id = meeting.starts_at, now(), actor.user_id
        meeting.is_quorate = _present(meeting) >= meeting.quorum
        meeting.save()
        publish(MeetingChanged(meeting_id=meeting.pk, event=MeetingEvent.HOLD.value))
        return meeting


def record_attendance(
    *, actor: Actor, meeting_id: UUID, attendance: Attended, expected_version: int | None = None
) -> Meeting:
    """Record apologies beforehand, or put the attendance of a held meeting right; quorum is worked out again.

    Raises NotVisible, Forbidden, StaleMeeting, Invalid, MeetingRefused (cancelled, or presence at a coming one).
    """
    with change(reason="attendance recorded"):
        meeting = opened(actor, meeting_id, P.ATTENDANCE_RECORD, expected_version)
        if meeting.status == MeetingStatus.CANCELLED:
            raise MeetingRefused("wrong_state", _("The meeting was cancelled, so nobody attended it."))
        ahead = {AttendanceStatus.PRESENT, AttendanceStatus.ABSENT} & set(attendance.values())
        if meeting.is_on_a_coming_day and ahead:
            raise MeetingRefused("not_yet", _("Before the day of the meeting only apologies can be recorded."))
        _write(meeting, attendance, actor)
        if meeting.status == MeetingStatus.HELD:
            meeting.is_quorate = _present(meeting) >= meeting.quorum
        meeting.save()
        return meeting


def take_back_held(*, actor: Actor, meeting_id: UUID, reason: str, expected_version: int | None = None) -> Meeting:
    """Undo a record of a meeting that was not held after all; only while no outcome was recorded at it.

    Raises NotVisible, Forbidden, StaleMeeting, Invalid (no reason), MeetingRefused.
    """
    words = clean_words(reason, "reason", 2_000)
    with change(reason=words or "not held"):
        meeting = meeting_for_change(meeting_id)
        if step(
            meeting=meeting, event=MeetingEvent.TAKE_BACK, actor=actor, payload={"reason": words},
            expected_version=expected_version,
        ):  # fmt: skip
            meeting.held_at = meeting.recorded_at = meeting.recorded_by = meeting.is_quorate = None
            meeting.save()
            for row in Attendance.objects.filter(meeting=meeting).exclude(status=AttendanceStatus.APOLOGIES):
                row.delete()
            publish(MeetingChanged(meeting_id=meeting.pk, event=MeetingEvent.TAKE_BACK.value))
        return meeting


def attendance_role(meeting: Meeting, person_id: UUID) -> AttendanceRole:
    """As what somebody comes to this meeting."""
    if person_id == meeting.chair_id:
        return AttendanceRole.CHAIR
    return AttendanceRole.DEPUTY if person_id == meeting.deputy_id else AttendanceRole.MEMBER


def _present(meeting: Meeting) -> int:
    return Attendance.objects.filter(meeting=meeting, status=AttendanceStatus.PRESENT).count()


def _write(meeting: Meeting, attendance: Attended, actor: Actor) -> None:
    """Make the rows of the named people say this; rows that already say it, and other people's, are not touched."""
    _check(meeting, attendance)
    moment, by = now(), person_of(actor)
    rows = {row.person_id: row for row in Attendance.objects.filter(meeting=meeting)}
    for person_id, status in attendance.items():
        row = rows.get(person_id)
        if row is None:
            row = Attendance(meeting=meeting, person_id=person_id)
        elif row.status == status:
            continue
        row.status, row.role = AttendanceStatus(status).value, attendance_role(meeting, person_id)
        row.recorded_at, row.recorded_by_id = moment, by
        row.save()


def _check(meeting: Meeting, attendance: Attended) -> None:
    if any(status not in AttendanceStatus.values for status in attendance.values()):
        raise Invalid("invalid", _("Check the attendance."), {"attendance": _("Choose present, apologies or absent.")})
    known = set(people_expected(meeting.department_id, _day(meeting.starts_at)).values_list("pk", flat=True))
    known |= set(people_expected(meeting.department_id, _day(now())).values_list("pk", flat=True))
    known |= {one for one in (meeting.chair_id, meeting.deputy_id) if one}
    if not set(attendance) <= known:
        raise Invalid(
            "unknown_person",
            _("Check the attendance."),
            {"attendance": _("Choose people who work, or then worked, in this department.")},
        )


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()

"""Meetings: list, plan, read, change, move through their lifecycle; attendance."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.paging import bad_cursor, page_of, page_said
from apps.access.api.reading import body_of, query_of
from apps.access.drf import GuardedAPIView, idempotent
from apps.access.permissions import Permission
from apps.core.errors import Invalid, NotVisible
from apps.meetings.api import serializers as shapes
from apps.meetings.api.representing import attendance_said, meeting_said, row_said
from apps.meetings.domain.agendas import lock_agenda, reopen_agenda
from apps.meetings.domain.holding import record_attendance, record_meeting, take_back_held
from apps.meetings.domain.scheduling import MeetingPlan, cancel_meeting, change_details, move_meeting, plan_meeting
from apps.meetings.enums import AttendanceStatus, MeetingEvent
from apps.meetings.models import Meeting
from apps.meetings.queries.listing import meetings_page
from apps.meetings.queries.visible import meeting_seen_by

LABEL = "meetings.meeting"
TAG = "meetings"


class Meetings(GuardedAPIView):
    """The meetings of one's departments, and planning one more."""

    permission = Permission.MEETING_VIEW

    def needed(self) -> Permission:
        """Reading or planning."""
        return Permission.MEETING_SCHEDULE if self.request.method == "POST" else Permission.MEETING_VIEW

    @operation("meetings_list", TAG, page_of(shapes.MeetingRowOutput), query=shapes.MeetingQuery)
    def get(self, request: Request) -> Response:
        """Meetings ahead, earliest first, or those that are over, latest first."""
        asked = query_of(request, shapes.MeetingQuery)
        try:
            page = meetings_page(
                self.actor,
                ahead=asked.get("when") != "past",
                department_id=asked.get("department"),
                after=asked.get("cursor", ""),
            )
        except (NotVisible, OverflowError) as damaged:
            raise bad_cursor() from damaged
        self.record_list([one.pk for one in page.meetings], LABEL)
        return Response(page_said(request, page.meetings, page.further, _row))

    @operation("meetings_plan", TAG, shapes.MeetingOutput, sends=shapes.MeetingInput, status=201, once=True)
    @idempotent
    def post(self, request: Request) -> Response:
        """Plan a meeting, or with `typed_in_later` type in one of the past."""
        given = body_of(request, shapes.MeetingInput)
        plan = MeetingPlan(department_id=given.pop("department"), **_by_column(given))
        meeting = plan_meeting(actor=self.actor, plan=plan)
        return Response(shapes.MeetingOutput(meeting_said(self.actor, meeting)).data, 201)


def _row(meeting: Any) -> Any:
    return shapes.MeetingRowOutput(row_said(meeting, meeting.used_minutes)).data


def _by_column(given: Mapping[str, Any]) -> dict[str, Any]:
    people = {"chair": "chair_id", "deputy": "deputy_id"}
    return {people.get(name, name): value for name, value in given.items()}


class MeetingAPIView(GuardedAPIView):
    """An operation on one meeting; 404 outside its department."""

    permission: ClassVar[Permission] = Permission.MEETING_VIEW
    view_permission = Permission.MEETING_VIEW
    object_label = LABEL
    subject: Meeting

    def load(self, **kwargs: Any) -> Meeting:
        """The meeting, if the caller may see it."""
        return meeting_seen_by(self.actor, kwargs["meeting_id"])

    def as_it_is_now(self, meeting_id: UUID) -> Response:
        """The meeting, read again."""
        meeting = meeting_seen_by(self.actor, meeting_id)
        return Response(shapes.MeetingOutput(meeting_said(self.actor, meeting)).data)


class OneMeeting(MeetingAPIView):
    """One meeting."""

    @operation("meetings_read", TAG, shapes.MeetingOutput)
    def get(self, request: Request, meeting_id: UUID) -> Response:
        """A meeting, with its `version` and the `actions` that are possible for you now."""
        return Response(shapes.MeetingOutput(meeting_said(self.actor, self.subject)).data)

    @operation("meetings_change", TAG, shapes.MeetingOutput, sends=shapes.MeetingChangeInput)
    def patch(self, request: Request, meeting_id: UUID) -> Response:
        """Change its title, place, measures or people; leaders follow a new chair."""
        given = body_of(request, shapes.MeetingChangeInput)
        version = given.pop("expected_version")
        change_details(actor=self.actor, meeting_id=meeting_id, changes=_by_column(given), expected_version=version)
        return self.as_it_is_now(meeting_id)


class MeetingEvents(MeetingAPIView):
    """Moving a meeting by one event of its lifecycle."""

    @operation(
        "meetings_event",
        TAG,
        shapes.MeetingOutput,
        sends=shapes.MeetingEventInput,
        once=True,
        path={"event": list(MeetingEvent.values)},
    )
    @idempotent
    def post(self, request: Request, meeting_id: UUID, event: str) -> Response:
        """Lock or reopen the agenda, move, cancel, record as held (fewer than the quorum is recorded), take back."""
        if event not in MeetingEvent.values:
            raise NotVisible
        given = body_of(request, shapes.MeetingEventInput)
        shared = {
            "actor": self.actor,
            "meeting_id": meeting_id,
            "expected_version": given["expected_version"],
        }
        _take(MeetingEvent(event), given, shared)
        return self.as_it_is_now(meeting_id)


def _take(event: MeetingEvent, given: Mapping[str, Any], shared: dict[str, Any]) -> None:
    reason = given.get("reason", "")
    if event is MeetingEvent.LOCK:
        lock_agenda(**shared)
    elif event is MeetingEvent.REOPEN_AGENDA:
        reopen_agenda(**shared)
    elif event is MeetingEvent.CANCEL:
        cancel_meeting(**shared, reason=reason)
    elif event is MeetingEvent.TAKE_BACK:
        take_back_held(**shared, reason=reason)
    elif event is MeetingEvent.HOLD:
        record_meeting(**shared, attendance=_attended(given.get("attendance", ())))
    elif "starts_at" not in given:
        raise Invalid("required", _("Something is missing."), {"starts_at": _("This is needed.")})
    else:
        move_meeting(**shared, starts_at=given["starts_at"], reason=reason)


def _attended(given: Iterable[Mapping[str, Any]]) -> dict[UUID, AttendanceStatus]:
    said: dict[UUID, AttendanceStatus] = {}
    for place, one in enumerate(given):
        if one["person"] in said:
            raise serializers.ValidationError({f"attendance.{place}.person": _("Name each person once.")})
        said[one["person"]] = AttendanceStatus(one["status"])
    return said


class Attended(MeetingAPIView):
    """Who came to a meeting."""

    @operation("attendance_read", "attendance", shapes.AttendanceOutput)
    def get(self, request: Request, meeting_id: UUID) -> Response:
        """How many came; names for those who record attendance."""
        return self.sheet(self.subject)

    @operation("attendance_write", "attendance", shapes.AttendanceOutput, sends=shapes.AttendanceInput)
    def put(self, request: Request, meeting_id: UUID) -> Response:
        """Record apologies beforehand, or put the attendance of a held meeting right."""
        given = body_of(request, shapes.AttendanceInput)
        meeting = record_attendance(
            actor=self.actor,
            meeting_id=meeting_id,
            attendance=_attended(given["attendance"]),
            expected_version=given.get("expected_version"),
        )
        return self.sheet(meeting)

    def sheet(self, meeting: Meeting) -> Response:
        """The attendance as the caller may see it."""
        return Response(shapes.AttendanceOutput(attendance_said(self.actor, meeting)).data)

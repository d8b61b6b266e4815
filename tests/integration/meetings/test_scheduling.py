"""Planning, moving, cancelling, typing in; the department's series; visible meetings; enough meetings."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.core.actor import acting_as
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.meetings.domain.agendas import lock_agenda
from apps.meetings.domain.scheduling import MeetingPlan, cancel_meeting, change_details, move_meeting, plan_meeting
from apps.meetings.domain.series import change_series, default_series
from apps.meetings.enums import MeetingStatus
from apps.meetings.errors import MeetingRefused
from apps.meetings.models import Attendance, Meeting, MeetingSeries
from apps.meetings.queries.compliance import meetings_compliance
from apps.meetings.queries.visible import visible_to
from tests.factories import accounts
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital


def test_plan_fills_in_from_series_and_roles(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.people[Role.COORDINATOR])

    assert (meeting.minutes, meeting.overhead_minutes, meeting.minutes_per_case, meeting.quorum) == (60, 5, 6, 4)
    assert (meeting.chair, meeting.deputy, meeting.status) == (
        hospital.chair,
        hospital.deputy,
        MeetingStatus.PLANNED,
    )
    assert meeting.reference.startswith("RLP-MTG-")
    assert meeting.title.startswith("Learning meeting, ")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"minutes": 0}, {"minutes"}),
        ({"minutes": 10, "overhead_minutes": 10}, {"overhead_minutes"}),
        ({"quorum": 0}, {"quorum"}),
        ({"title": "x" * 121}, {"title"}),
        ({"join_link": "javascript:alert(1)"}, {"join_link"}),
        ({"starts_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"starts_at"}),
        ({"starts_at": datetime(9999, 1, 1, tzinfo=UTC)}, {"starts_at"}),
        ({"typed_in_later": True}, {"starts_at"}),
    ],
    ids=["no_time", "no_room", "no_quorum", "long_title", "link", "past", "far_future", "typed_in_future"],
)
def test_plan_refuses_by_field(hospital: Hospital, fields: dict[str, object], named: set[str]) -> None:
    plan = {"department_id": hospital.department.pk, "starts_at": make.at_noon(20), **fields}

    with pytest.raises(Invalid) as refused:
        plan_meeting(actor=hospital.actor(Role.CHAIR), plan=MeetingPlan(**plan))

    assert (set(refused.value.fields), Meeting.objects.count()) == (named, 0)


def test_plan_refuses_a_naive_time_and_a_chair_without_the_role(hospital: Hospital) -> None:
    naive = timezone.make_naive(make.at_noon(20))

    with pytest.raises(Invalid) as time:
        make.meeting(hospital.department, hospital.chair, starts_at=naive)
    with pytest.raises(Invalid) as chair:
        make.meeting(hospital.department, hospital.chair, chair_id=hospital.staff.pk)

    assert (set(time.value.fields), set(chair.value.fields)) == ({"starts_at"}, {"chair"})


def test_only_those_who_schedule_may_plan_and_only_at_home(hospital: Hospital) -> None:
    with pytest.raises(Forbidden):
        make.meeting(hospital.department, hospital.staff)
    with pytest.raises(Invalid) as elsewhere:
        make.meeting(hospital.department, hospital.stranger)

    assert elsewhere.value.code == "unknown_department"


def test_past_meeting_is_typed_in_with_its_flag(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, days=-40)

    assert (meeting.was_typed_in_later, meeting.status) == (True, MeetingStatus.PLANNED)


def test_move_takes_cases_and_a_made_title_along_and_stays_locked(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    item = make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)
    lock_agenda(actor=hospital.actor(Role.CHAIR), meeting_id=meeting.pk)

    moved = move_meeting(
        actor=hospital.actor(Role.COORDINATOR), meeting_id=meeting.pk, starts_at=make.at_noon(21), reason="Room"
    )

    item.refresh_from_db()
    assert (moved.status, item.meeting_id) == (MeetingStatus.AGENDA_LOCKED, moved.pk)
    assert moved.title != meeting.title
    assert moved.history.latest().history_change_reason == "Room"


def test_move_into_the_past_needs_a_reason_and_can_then_be_recorded(hospital: Hospital) -> None:
    actor = hospital.actor(Role.CHAIR)
    meeting = make.meeting(hospital.department, hospital.chair)

    with pytest.raises(Invalid) as refused:
        move_meeting(actor=actor, meeting_id=meeting.pk, starts_at=make.at_noon(-1))
    move_meeting(actor=actor, meeting_id=meeting.pk, starts_at=make.at_noon(-1), reason="Held early")
    held = make.held(meeting, hospital.chair, [hospital.chair])

    assert (set(refused.value.fields), held.status) == ({"reason"}, MeetingStatus.HELD)


def test_cancelled_meeting_can_be_neither_moved_nor_changed(hospital: Hospital) -> None:
    actor = hospital.actor(Role.CHAIR)
    meeting = make.meeting(hospital.department, hospital.chair)
    cancel_meeting(actor=actor, meeting_id=meeting.pk, reason="No room")

    with pytest.raises(MeetingRefused) as moving:
        move_meeting(actor=actor, meeting_id=meeting.pk, starts_at=make.at_noon(21))
    with pytest.raises(MeetingRefused) as changing:
        change_details(actor=actor, meeting_id=meeting.pk, changes={"minutes": 30})

    assert (moving.value.code, changing.value.code) == ("wrong_state", "wrong_state")


def test_cancel_needs_a_reason_and_twice_is_once(hospital: Hospital) -> None:
    actor = hospital.actor(Role.CHAIR)
    meeting = make.meeting(hospital.department, hospital.chair)

    with acting_as(actor):
        with pytest.raises(Invalid) as refused:
            cancel_meeting(actor=actor, meeting_id=meeting.pk, reason="   ")
        first = cancel_meeting(actor=actor, meeting_id=meeting.pk, reason="No room")
        again = cancel_meeting(actor=actor, meeting_id=meeting.pk, reason="No room", expected_version=1)

    assert (set(refused.value.fields), first.version, again.cancelled_reason) == ({"reason"}, again.version, "No room")


def test_series_change_leaves_planned_meetings_alone(hospital: Hospital) -> None:
    before = make.meeting(hospital.department, hospital.chair)

    change_series(
        actor=hospital.actor(Role.COORDINATOR),
        department_id=hospital.department.pk,
        changes={"minutes": 90, "quorum": 3},
        expected_version=1,
    )
    after = make.meeting(hospital.department, hospital.chair, days=30)

    before.refresh_from_db()
    assert (before.minutes, after.minutes, after.quorum) == (60, 90, 3)
    assert MeetingSeries.objects.filter(department=hospital.department).count() == 1


def test_series_of_another_department_is_not_seen(hospital: Hospital) -> None:
    with pytest.raises(NotVisible):
        change_series(actor=hospital.actor(Role.CHAIR), department_id=hospital.elsewhere.pk, changes={"minutes": 90})


def test_list_and_policy_agree_for_every_role_and_department(hospital: Hospital) -> None:
    meetings = [
        make.meeting(hospital.department, hospital.chair),
        make.meeting(hospital.elsewhere, hospital.stranger),
    ]
    everybody = [*hospital.people.values(), hospital.stranger, accounts.person()]

    for person in everybody:
        actor = actor_for(person)
        allowed = {one.pk for one in meetings if may(actor, Permission.MEETING_VIEW, one.access_facts())}
        assert set(visible_to(actor).values_list("pk", flat=True)) == allowed


def test_one_default_series_and_one_attendance_a_person(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    row = {
        "meeting": meeting,
        "person": hospital.staff,
        "status": "present",
        "recorded_at": timezone.now(),
        "recorded_by": hospital.chair,
    }
    Attendance.objects.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingSeries.objects.create(department=hospital.department, name="Another", is_default=True)


def test_compliance_counts_held_ones_and_names_the_longest_gap(hospital: Hospital) -> None:
    for days in (-380, -300, -200, -150, -100, -50):
        make.held(make.meeting(hospital.department, hospital.chair, days=days), hospital.chair, [hospital.chair])
    cancelled = make.meeting(hospital.department, hospital.chair, days=5)
    cancel_meeting(actor=hospital.actor(Role.CHAIR), meeting_id=cancelled.pk, reason="No room")

    found = meetings_compliance(hospital.department.pk)

    assert (found.held, found.has_enough) == (5, False)
    assert found.longest is not None
    assert (found.longest.days, found.longest.is_too_long) == (100, True)
    assert (found.next_on, found.needs_a_date) == (None, True)


def test_compliance_warns_before_a_gap_opens(hospital: Hospital) -> None:
    make.held(make.meeting(hospital.department, hospital.chair, days=-20), hospital.chair, [hospital.chair])
    make.meeting(hospital.department, hospital.chair, days=90)
    make.meeting(hospital.department, hospital.chair, days=200)

    found = meetings_compliance(hospital.department.pk)

    assert found.is_next_late
    assert found.gap_ahead is not None
    assert found.gap_ahead.days == 110


def test_compliance_of_a_department_without_meetings_is_plain(hospital: Hospital) -> None:
    found = meetings_compliance(hospital.elsewhere.pk, year=2025)

    assert (found.held, found.longest, found.next_due_by, found.least) == (0, None, None, 6)


@time_machine.travel(datetime(2027, 10, 1, 9, 0, tzinfo=UTC), tick=False)
def test_meeting_across_the_clock_change_keeps_its_length(hospital: Hospital) -> None:
    start = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)

    meeting = make.meeting(hospital.department, hospital.chair, starts_at=start, minutes=60)

    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=60)


def test_default_series_is_made_once(hospital: Hospital) -> None:
    first, second = default_series(hospital.department.pk), default_series(hospital.department.pk)

    assert first.pk == second.pk
    assert "RCR" in first.source_note

"""Cases on agendas: room, order, leaders, conflicts, and one agenda at a time."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.enums import CaseStatus
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.meetings.domain.agendas import (
    bring_on_the_day,
    change_line,
    lock_agenda,
    move_line,
    place_on_agenda,
    remove_from_agenda,
    reopen_agenda,
    reorder,
)
from apps.meetings.domain.scheduling import cancel_meeting, change_details
from apps.meetings.enums import AgendaStatus, LedBecause, MeetingStatus
from apps.meetings.errors import MeetingRefused, StaleMeeting
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.minutes import minutes_left
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital


def _order(meeting: Meeting) -> list[object]:
    return make.ids(AgendaItem.objects.filter(meeting=meeting).order_by("position"))


def test_place_on_agenda_takes_minutes_and_schedules_the_case(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, minutes=60, overhead_minutes=5)
    case = make.ready_case(hospital.department, hospital.staff)

    item = make.agenda_item(meeting, case, hospital.chair)

    case.refresh_from_db()
    assert (case.status, item.minutes, item.position, minutes_left(meeting)) == (CaseStatus.SCHEDULED, 6, 1, 49)
    assert (item.led_by, item.led_because) == (hospital.chair, LedBecause.CHAIR)
    assert case.transitions.last().payload["meeting_id"] == str(meeting.pk)


def test_place_on_agenda_twice_gives_the_first_line_back(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff)

    first = make.agenda_item(meeting, case, hospital.chair)
    second = make.agenda_item(meeting, case, hospital.chair)

    assert (second.pk, AgendaItem.objects.count()) == (first.pk, 1)


def test_case_on_another_agenda_is_refused_with_who_did_it(hospital: Hospital) -> None:
    case = make.ready_case(hospital.department, hospital.staff)
    make.agenda_item(make.meeting(hospital.department, hospital.chair), case, hospital.chair)
    other = make.meeting(hospital.department, hospital.chair, days=30)

    with pytest.raises(TransitionRefused) as refused:
        make.agenda_item(other, case, hospital.deputy)

    assert refused.value.code == "already_done"
    assert hospital.chair.full_name in refused.value.message


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=8))
def test_time_budget_is_never_planned_over(hospital: Hospital, wanted: list[int]) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, minutes=60, overhead_minutes=5)
    placed: list[int] = []

    for minutes in wanted:
        case = make.ready_case(hospital.department, hospital.staff)
        if minutes <= 55 - sum(placed):
            make.agenda_item(meeting, case, hospital.chair, minutes=minutes)
            placed.append(minutes)
            continue
        with pytest.raises(TransitionRefused) as refused:
            make.agenda_item(meeting, case, hospital.chair, minutes=minutes)
        assert refused.value.code == "no_room"

    assert minutes_left(meeting) == 55 - sum(placed)
    assert minutes_left(meeting) >= 0


def test_unscreened_copy_is_not_put_on_an_agenda(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff, screened=False)

    with pytest.raises(TransitionRefused) as refused:
        make.agenda_item(meeting, case, hospital.chair)

    assert refused.value.code == "presentation_not_screened"
    assert AgendaItem.objects.count() == 0


def test_chairs_own_case_is_led_by_the_deputy_and_says_why(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff, readers=[hospital.chair])

    item = make.agenda_item(meeting, case, hospital.chair)

    assert (item.led_by, item.led_because) == (hospital.deputy, LedBecause.CHAIR_READ_IT)
    assert item.history.latest().led_because == LedBecause.CHAIR_READ_IT


def test_both_chairs_conflicted_needs_a_named_leader_who_read_nothing(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff, readers=[hospital.chair, hospital.deputy])

    with pytest.raises(MeetingRefused) as refused:
        make.agenda_item(meeting, case, hospital.chair)
    with pytest.raises(Invalid) as reader:
        make.agenda_item(meeting, case, hospital.chair, led_by_id=hospital.deputy.pk)
    item = make.agenda_item(meeting, case, hospital.chair, led_by_id=hospital.staff.pk)

    assert (refused.value.code, reader.value.code) == ("all_chairs_conflicted", "leader_is_reader")
    assert (item.led_by, item.led_because) == (hospital.staff, LedBecause.CHOSEN)


def test_new_chair_leads_what_the_old_one_led(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    plain = make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)
    own = make.agenda_item(
        meeting, make.ready_case(hospital.department, hospital.staff, readers=[hospital.deputy]), hospital.chair
    )

    change_details(
        actor=hospital.actor(Role.CHAIR),
        meeting_id=meeting.pk,
        changes={"chair_id": hospital.deputy.pk, "deputy_id": hospital.chair.pk},
    )

    plain.refresh_from_db()
    own.refresh_from_db()
    assert (plain.led_by, own.led_by, own.led_because) == (
        hospital.deputy,
        hospital.chair,
        LedBecause.CHAIR_READ_IT,
    )


def test_locked_agenda_is_not_changed_until_it_is_reopened(hospital: Hospital) -> None:
    actor = hospital.actor(Role.CHAIR)
    meeting = make.meeting(hospital.department, hospital.chair)
    item = make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff)
    lock_agenda(actor=actor, meeting_id=meeting.pk)

    with pytest.raises(MeetingRefused) as placing:
        make.agenda_item(meeting, case, hospital.chair)
    with pytest.raises(MeetingRefused) as removing:
        remove_from_agenda(actor=actor, meeting_id=meeting.pk, item_id=item.pk, reason="Not now")
    reopen_agenda(actor=actor, meeting_id=meeting.pk)
    make.agenda_item(meeting, case, hospital.chair)

    assert (placing.value.code, removing.value.code) == ("agenda_locked", "agenda_locked")


def test_second_lock_by_the_same_person_changes_nothing_and_by_another_names_the_first(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    chair, deputy = hospital.actor(Role.CHAIR), hospital.actor(Role.DEPUTY)
    with acting_as(chair):
        first = lock_agenda(actor=chair, meeting_id=meeting.pk)
        again = lock_agenda(actor=chair, meeting_id=meeting.pk)

    with acting_as(deputy), pytest.raises(MeetingRefused) as refused:
        lock_agenda(actor=deputy, meeting_id=meeting.pk)

    assert (again.version, refused.value.code) == (first.version, "already_done")
    assert hospital.chair.full_name in refused.value.message


def test_removed_case_is_ready_again_with_the_reason_in_its_trail(hospital: Hospital) -> None:
    actor = hospital.actor(Role.CHAIR)
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff)
    item = make.agenda_item(meeting, case, hospital.chair)

    remove_from_agenda(actor=actor, meeting_id=meeting.pk, item_id=item.pk, reason="Images are missing")
    later = make.agenda_item(make.meeting(hospital.department, hospital.chair, days=40), case, hospital.chair)

    item.refresh_from_db()
    reasons = [one.reason for one in case.transitions.all()]
    assert (item.status, item.closed_reason) == (AgendaStatus.REMOVED, "Images are missing")
    assert reasons == ["", "", "Images are missing", ""]
    assert later.status == AgendaStatus.OPEN


def test_cancelling_sends_the_cases_back(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    cases = [make.ready_case(hospital.department, hospital.staff) for _n in range(2)]
    for case in cases:
        make.agenda_item(meeting, case, hospital.chair)

    cancelled = cancel_meeting(actor=hospital.actor(Role.CHAIR), meeting_id=meeting.pk, reason="No room")

    assert cancelled.status == MeetingStatus.CANCELLED
    assert set(Case.objects.values_list("status", flat=True)) == {CaseStatus.READY}
    assert set(AgendaItem.objects.values_list("status", flat=True)) == {AgendaStatus.DEFERRED}


def test_coordinator_cancels_an_empty_meeting_but_not_one_with_cases(hospital: Hospital) -> None:
    actor = hospital.actor(Role.COORDINATOR)
    empty = make.meeting(hospital.department, hospital.chair)
    full = make.meeting(hospital.department, hospital.chair, days=30)
    make.agenda_item(full, make.ready_case(hospital.department, hospital.staff), hospital.chair)

    done = cancel_meeting(actor=actor, meeting_id=empty.pk, reason="Bank holiday")
    with pytest.raises(MeetingRefused) as refused:
        cancel_meeting(actor=actor, meeting_id=full.pk, reason="Bank holiday")

    assert (done.status, refused.value.code) == (MeetingStatus.CANCELLED, "agenda_not_empty")


def test_order_follows_the_given_list_and_a_stale_one_is_refused(hospital: Hospital) -> None:
    actor = hospital.actor(Role.CHAIR)
    meeting = make.meeting(hospital.department, hospital.chair)
    a, b, c = (
        make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)
        for _n in range(3)
    )
    meeting.refresh_from_db()
    opened_version = meeting.version

    reorder(actor=actor, meeting_id=meeting.pk, item_ids=make.ids([c, a, b]), expected_version=opened_version)
    move_line(actor=actor, meeting_id=meeting.pk, item_id=c.pk, up=False)
    with pytest.raises(StaleMeeting):
        move_line(actor=actor, meeting_id=meeting.pk, item_id=c.pk, up=True, expected_version=opened_version)

    assert _order(meeting) == make.ids([a, c, b])


def test_reorder_refuses_a_list_that_leaves_one_out(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    items = [
        make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)
        for _n in range(2)
    ]

    for wrong in ([], make.ids(items[:1]), make.ids([items[0], items[0]])):
        with pytest.raises(Invalid):
            reorder(actor=hospital.actor(Role.CHAIR), meeting_id=meeting.pk, item_ids=wrong)


def test_changed_minutes_must_fit(hospital: Hospital) -> None:
    actor = hospital.actor(Role.CHAIR)
    meeting = make.meeting(hospital.department, hospital.chair, minutes=20, overhead_minutes=5)
    item = make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair, minutes=10)

    longer = change_line(actor=actor, meeting_id=meeting.pk, item_id=item.pk, minutes=15)
    with pytest.raises(Invalid) as refused:
        change_line(actor=actor, meeting_id=meeting.pk, item_id=item.pk, minutes=16)

    assert (longer.minutes, refused.value.fields.keys()) == (15, {"minutes"})


def test_shortening_below_the_agenda_is_refused(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair, minutes=50)

    with pytest.raises(Invalid) as refused:
        change_details(actor=hospital.actor(Role.CHAIR), meeting_id=meeting.pk, changes={"minutes": 30})

    assert refused.value.code == "agenda_is_longer"


def test_case_brought_on_the_day_needs_neither_room_nor_screening(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, days=-1, minutes=10, overhead_minutes=5)
    case = make.ready_case(hospital.department, hospital.staff, screened=False, readers=[hospital.deputy])

    item = bring_on_the_day(
        actor=hospital.actor(Role.CHAIR),
        meeting_id=meeting.pk,
        case_id=case.pk,
        minutes=30,
        led_by_id=hospital.deputy.pk,
    )

    case.refresh_from_db()
    assert (item.brought_on_the_day, item.led_because) == (True, LedBecause.READER_LED)
    assert (case.status, minutes_left(meeting)) == (CaseStatus.READY, -25)


def test_case_is_not_brought_to_a_coming_meeting(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff)

    with pytest.raises(MeetingRefused) as refused:
        bring_on_the_day(actor=hospital.actor(Role.CHAIR), meeting_id=meeting.pk, case_id=case.pk)

    assert refused.value.code == "not_yet"


@pytest.mark.parametrize("minutes", [0, -1, 121, True])
def test_minutes_out_of_bounds_are_refused(hospital: Hospital, minutes: int) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff)

    with pytest.raises(Invalid) as refused:
        make.agenda_item(meeting, case, hospital.chair, minutes=minutes)

    assert refused.value.fields.keys() == {"minutes"}


def test_other_department_neither_places_nor_sees(hospital: Hospital) -> None:
    mine = make.meeting(hospital.department, hospital.chair)
    theirs = make.meeting(hospital.elsewhere, hospital.stranger)
    case = make.ready_case(hospital.department, hospital.staff)

    with pytest.raises(NotVisible):
        make.agenda_item(mine, case, hospital.stranger)
    with pytest.raises(NotVisible):
        place_on_agenda(actor=actor_for(hospital.stranger), meeting_id=theirs.pk, case_id=case.pk)


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.GOVERNANCE])
def test_only_chairs_manage_the_agenda(hospital: Hospital, role: Role) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff)

    with pytest.raises(Forbidden):
        make.agenda_item(meeting, case, hospital.people[role])

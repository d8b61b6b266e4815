"""Attendance, quorum, and what a discussion ended with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.enums import ActionKind, CaseStatus
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.core.clock import today
from apps.core.errors import Forbidden, Invalid, NotVisible, Stale
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.domain.holding import record_attendance, record_meeting, take_back_held
from apps.meetings.domain.outcomes import ActionInput, Discussion, amend_outcome, record_outcome
from apps.meetings.enums import AgendaStatus, AttendanceRole, AttendanceStatus, ConsensusKind, MeetingStatus
from apps.meetings.errors import MeetingRefused
from apps.meetings.models import AgendaItem, Attendance, Meeting, Outcome
from tests.factories import accounts
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital


@pytest.fixture
def evening(hospital: Hospital) -> Callable[..., tuple[Meeting, AgendaItem, Case]]:
    """A held meeting with one case that waits for its outcome."""

    def _make(**case: object) -> tuple[Meeting, AgendaItem, Case]:
        meeting = make.meeting(hospital.department, hospital.chair, days=-1)
        one = make.ready_case(hospital.department, hospital.staff, **case)
        item = bring_on_the_day(actor=hospital.actor(Role.DEPUTY), meeting_id=meeting.pk, case_id=one.pk)
        return make.held(meeting, hospital.chair, [hospital.chair, hospital.staff]), item, one

    return _make


def _record(hospital: Hospital, item: AgendaItem, role: Role = Role.CHAIR, **words: object) -> Outcome:
    return record_outcome(
        actor=hospital.actor(role),
        meeting_id=item.meeting_id,
        item_id=item.pk,
        discussion=make.discussion(**words),
    )


def test_inquorate_meeting_is_recorded_as_such_and_put_right_later(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, days=-1, quorum=2)

    held = make.held(meeting, hospital.chair, [hospital.chair])
    was_quorate = held.is_quorate
    corrected = record_attendance(
        actor=hospital.actor(Role.COORDINATOR),
        meeting_id=meeting.pk,
        attendance={hospital.deputy.pk: AttendanceStatus.PRESENT},
    )

    assert (held.status, was_quorate, corrected.is_quorate) == (MeetingStatus.HELD, False, True)
    assert [row.is_quorate for row in corrected.history.order_by("version")] == [None, False, True]
    assert set(Attendance.objects.values_list("role", flat=True)) == {AttendanceRole.CHAIR, AttendanceRole.DEPUTY}


def test_meeting_of_a_coming_day_takes_apologies_and_nothing_else(hospital: Hospital) -> None:
    actor = hospital.actor(Role.COORDINATOR)
    meeting = make.meeting(hospital.department, hospital.chair, days=1)
    sorry = {hospital.staff.pk: AttendanceStatus.APOLOGIES}

    record_attendance(actor=actor, meeting_id=meeting.pk, attendance=sorry)
    with pytest.raises(MeetingRefused) as there:
        record_attendance(actor=actor, meeting_id=meeting.pk, attendance={hospital.chair.pk: AttendanceStatus.PRESENT})
    with pytest.raises(MeetingRefused) as held:
        record_meeting(actor=actor, meeting_id=meeting.pk, attendance={hospital.chair.pk: AttendanceStatus.PRESENT})

    assert (there.value.code, held.value.code) == ("not_yet", "not_yet")
    assert Attendance.objects.get().status == AttendanceStatus.APOLOGIES


@pytest.mark.parametrize("who", ["nobody", "stranger", "unknown"])
def test_attendance_of_nobody_or_of_strangers_is_refused(hospital: Hospital, who: str) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, days=-1)
    present = {"nobody": [], "stranger": [hospital.stranger.pk], "unknown": [uuid4()]}[who]

    with pytest.raises(Invalid) as refused:
        record_meeting(
            actor=hospital.actor(Role.CHAIR),
            meeting_id=meeting.pk,
            attendance=dict.fromkeys(present, AttendanceStatus.PRESENT),
        )

    meeting.refresh_from_db()
    assert (set(refused.value.fields), meeting.status) == ({"attendance"}, MeetingStatus.PLANNED)


def test_somebody_who_left_since_can_be_recorded_as_present(hospital: Hospital) -> None:
    gone = accounts.person()
    accounts.membership(
        gone,
        hospital.department,
        starts_on=today() - timedelta(days=400),
        ends_on=today() - timedelta(days=10),
    )
    meeting = make.meeting(hospital.department, hospital.chair, days=-100)

    held = make.held(meeting, hospital.chair, [gone])

    assert (held.status, Attendance.objects.get().person) == (MeetingStatus.HELD, gone)


def test_recording_twice_is_once_for_the_same_person(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, days=-1)
    actor = hospital.actor(Role.CHAIR)

    with acting_as(actor):
        first = make.held(meeting, hospital.chair, [hospital.chair])
        again = make.held(meeting, hospital.chair, [hospital.chair])

    assert (first.version, Attendance.objects.count()) == (again.version, 1)


def test_meeting_that_was_not_held_is_taken_back_until_there_is_an_outcome(
    hospital: Hospital, evening: Callable[..., tuple[Meeting, AgendaItem, Case]]
) -> None:
    empty = make.held(make.meeting(hospital.department, hospital.chair, days=-3), hospital.chair, [hospital.chair])
    meeting, item, _case = evening()
    _record(hospital, item)

    back = take_back_held(actor=hospital.actor(Role.CHAIR), meeting_id=empty.pk, reason="Wrong meeting")
    with pytest.raises(MeetingRefused) as refused:
        take_back_held(actor=hospital.actor(Role.CHAIR), meeting_id=meeting.pk, reason="Wrong meeting")

    assert (back.status, back.is_quorate, back.attendances.count()) == (MeetingStatus.AGENDA_LOCKED, None, 0)
    assert refused.value.code == "outcomes_recorded"


def test_outcome_moves_the_case_and_keeps_words_factors_points_and_actions(
    hospital: Hospital, evening: Callable[..., tuple[Meeting, AgendaItem, Case]]
) -> None:
    meeting, item, case = evening()
    terms = make.ids(make.factors(2))
    action = ActionInput(kind=ActionKind.ADDENDUM, what="", owner_id=hospital.staff.pk)

    outcome = _record(
        hospital,
        item,
        factor_ids=(*terms, terms[0]),
        learning_points=("One thing.", "  ", "Another."),
        actions=(action,),
    )

    case.refresh_from_db()
    item.refresh_from_db()
    assert (case.status, item.status) == (CaseStatus.DISCUSSED, AgendaStatus.DISCUSSED)
    assert {row.term_id for row in outcome.factor_rows.all()} == set(terms)
    assert [point.text for point in outcome.learning_points.all()] == ["One thing.", "Another."]
    assert (case.actions.get().kind, case.actions.get().owner) == (ActionKind.ADDENDUM, hospital.staff)
    payload = case.transitions.last().payload
    assert (payload["meeting_id"], payload["was_quorate"], payload["was_late"]) == (str(meeting.pk), False, False)
    assert payload["was_on_the_agenda"] is False


@pytest.mark.parametrize("kind", list(ConsensusKind))
def test_learning_point_is_needed_unless_deferred_or_referred(
    hospital: Hospital, evening: Callable[..., tuple[Meeting, AgendaItem, Case]], kind: ConsensusKind
) -> None:
    _meeting, item, _case = evening()
    words = {"consensus_kind": kind, "learning_points": (" ",)}

    if kind in (ConsensusKind.DEFERRED, ConsensusKind.GOVERNANCE):
        assert _record(hospital, item, **words).consensus_kind == kind
        return
    with pytest.raises(Invalid) as refused:
        _record(hospital, item, **words)

    assert set(refused.value.fields) == {"learning_point_1"}


def test_deferred_case_is_ready_for_another_meeting(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff)
    item = make.agenda_item(meeting, case, hospital.chair)
    Meeting._base_manager.filter(pk=meeting.pk).update(starts_at=make.at_noon(-1))
    make.held(meeting, hospital.chair, [hospital.chair])

    _record(hospital, item, consensus_kind=ConsensusKind.DEFERRED, consensus="No time left")
    again = make.agenda_item(make.meeting(hospital.department, hospital.chair, days=30), case, hospital.chair)

    item.refresh_from_db()
    assert (item.status, item.closed_reason, again.status) == (
        AgendaStatus.DEFERRED,
        "No time left",
        AgendaStatus.OPEN,
    )


def test_problems_are_named_together_and_nothing_is_written(
    hospital: Hospital, evening: Callable[..., tuple[Meeting, AgendaItem, Case]]
) -> None:
    _meeting, item, case = evening()

    with pytest.raises(Invalid) as refused:
        _record(hospital, item, consensus_kind="grade_3", consensus="x" * 4001, learning_points=("ok", "y" * 501))

    case.refresh_from_db()
    assert set(refused.value.fields) == {"consensus_kind", "consensus", "learning_point_2"}
    assert (Outcome.objects.count(), case.status) == (0, CaseStatus.READY)


def test_wrong_action_undoes_the_outcome_and_names_its_row(
    hospital: Hospital, evening: Callable[..., tuple[Meeting, AgendaItem, Case]]
) -> None:
    _meeting, item, case = evening()
    good = ActionInput(kind=ActionKind.REFERRER, what="", owner_id=hospital.staff.pk)
    bad = replace(good, due_on=today() - timedelta(days=1))

    with pytest.raises(Invalid) as refused:
        _record(hospital, item, actions=(good, bad))

    assert set(refused.value.fields) == {"action_2_due_on"}
    assert (Outcome.objects.count(), case.actions.count()) == (0, 0)


def test_unknown_factor_is_refused(
    hospital: Hospital, evening: Callable[..., tuple[Meeting, AgendaItem, Case]]
) -> None:
    _meeting, item, _case = evening()

    with pytest.raises(Invalid) as refused:
        _record(hospital, item, factor_ids=(uuid4(),))

    assert set(refused.value.fields) == {"factors"}


def test_chair_who_read_it_does_not_record_and_the_deputy_does(
    hospital: Hospital, evening: Callable[..., tuple[Meeting, AgendaItem, Case]]
) -> None:
    _meeting, item, _case = evening(readers=[hospital.chair])

    with pytest.raises(Forbidden) as refused:
        _record(hospital, item)
    outcome = _record(hospital, item, Role.DEPUTY)

    assert (refused.value.code, outcome.recorded_by) == ("own_report", hospital.deputy)


def test_outcome_waits_until_the_meeting_is_recorded_as_held(hospital: Hospital) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    item = make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)

    with pytest.raises(MeetingRefused) as refused:
        _record(hospital, item)

    assert refused.value.code == "not_held"


def test_second_outcome_is_the_first_one_again_or_names_who_was_first(
    hospital: Hospital, evening: Callable[..., tuple[Meeting, AgendaItem, Case]]
) -> None:
    _meeting, item, _case = evening()
    first = _record(hospital, item)

    again = _record(hospital, item)
    with pytest.raises(MeetingRefused) as refused:
        _record(hospital, item, Role.DEPUTY)

    assert (again.pk, refused.value.code) == (first.pk, "already_done")
    assert hospital.chair.full_name in refused.value.message


def test_amended_outcome_keeps_its_earlier_words_in_the_trail(
    hospital: Hospital, evening: Callable[..., tuple[Meeting, AgendaItem, Case]]
) -> None:
    _meeting, item, _case = evening()
    outcome = _record(hospital, item, learning_points=("A", "B", "C"))
    better: Discussion = make.discussion(consensus="Better words", learning_points=("A", "D"))

    amended = amend_outcome(
        actor=hospital.actor(Role.CHAIR), outcome_id=outcome.pk, discussion=better, expected_version=1
    )
    with pytest.raises(Stale):
        amend_outcome(actor=hospital.actor(Role.DEPUTY), outcome_id=outcome.pk, discussion=better, expected_version=1)

    assert [point.text for point in amended.learning_points.all()] == ["A", "D"]
    assert [row.consensus for row in amended.history.order_by("version")] == [outcome.consensus, "Better words"]


def test_other_department_cannot_record(
    hospital: Hospital, evening: Callable[..., tuple[Meeting, AgendaItem, Case]]
) -> None:
    _meeting, item, _case = evening()

    with pytest.raises(NotVisible):
        record_outcome(
            actor=actor_for(hospital.stranger),
            meeting_id=item.meeting_id,
            item_id=item.pk,
            discussion=make.discussion(),
        )

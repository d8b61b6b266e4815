"""The pages of meetings, as each role sees them."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.cases.enums import CaseStatus
from apps.meetings.enums import MeetingStatus
from apps.meetings.models import AgendaItem, Attendance, Meeting, Outcome
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital


def _when(days: int) -> dict[str, str]:
    at = make.at_noon(days)
    return {"starts_at_day": at.day, "starts_at_month": at.month, "starts_at_year": at.year, "starts_at_time": "12:30"}


def _plan(hospital: Hospital, days: int, **more: object) -> dict[str, object]:
    return {
        **_when(days),
        "minutes": "60",
        "overhead_minutes": "5",
        "quorum": "2",
        "chair": str(hospital.chair.pk),
        "deputy": str(hospital.deputy.pk),
        **more,
    }


def test_planning_the_same_form_twice_plans_one_meeting(hospital: Hospital, signed_in) -> None:
    client: Client = signed_in(Role.COORDINATOR)
    form = _plan(hospital, 20, submission_key="6f6fd1e0-6b0c-4f2a-9d4d-3f2e8f0c1a11")

    first = client.post(reverse("meetings:plan"), form)
    second = client.post(reverse("meetings:plan"), form)

    meeting = Meeting.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == reverse("meetings:detail", args=[meeting.pk])


def test_whole_evening_of_a_past_meeting(hospital: Hospital, signed_in) -> None:
    client: Client = signed_in(Role.CHAIR)
    case = make.ready_case(hospital.department, hospital.staff)

    client.post(reverse("meetings:type-in"), _plan(hospital, -3))
    meeting = Meeting.objects.get()
    client.post(
        reverse("meetings:attendance", args=[meeting.pk]),
        {f"person_{hospital.chair.pk}": "present", "expected_version": str(meeting.version)},
    )
    client.post(reverse("meetings:add-case", args=[meeting.pk]), {"case": str(case.pk), "minutes": "6", "led_by": ""})
    item = AgendaItem.objects.get()
    outcome = {
        "consensus_kind": "consensus",
        "consensus": "Seen by most of the room.",
        "learning_point_1": "Look twice.",
        "action_1_kind": "referrer_told",
        "action_1_what": "",
        "action_1_owner": str(hospital.staff.pk),
    }
    recorded = client.post(reverse("meetings:record-outcome", args=[meeting.pk, item.pk]), outcome)

    meeting.refresh_from_db()
    case.refresh_from_db()
    assert recorded.status_code == 302
    assert (meeting.status, meeting.is_quorate, meeting.was_typed_in_later) == (MeetingStatus.HELD, False, True)
    assert (case.status, case.actions.get().owner, item.brought_on_the_day) == (
        CaseStatus.DISCUSSED,
        hospital.staff,
        True,
    )
    assert Attendance.objects.get().person == hospital.chair


def test_outcome_without_a_learning_point_keeps_what_was_typed(hospital: Hospital, signed_in) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, days=-1)
    case = make.ready_case(hospital.department, hospital.staff)
    make.held(meeting, hospital.chair, [hospital.chair])
    client: Client = signed_in(Role.CHAIR)
    client.post(reverse("meetings:add-case", args=[meeting.pk]), {"case": str(case.pk), "minutes": "6"})
    item = AgendaItem.objects.get()

    answer = client.post(
        reverse("meetings:record-outcome", args=[meeting.pk, item.pk]),
        {"consensus_kind": "consensus", "consensus": "Words that must not be lost."},
    )

    page = answer.content.decode()
    assert (answer.status_code, Outcome.objects.count()) == (400, 0)
    assert "Words that must not be lost." in page
    assert "Give at least one learning point" in page


@pytest.mark.parametrize("role", list(Role))
def test_every_page_opens_or_is_hidden_by_role(hospital: Hospital, signed_in, role: Role) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    item = make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)
    client: Client = signed_in(role)
    chairs, schedules, sees = (
        {Role.CHAIR, Role.DEPUTY},
        {Role.CHAIR, Role.DEPUTY, Role.COORDINATOR},
        set(Role) - {Role.ADMIN, Role.IG_LEAD, Role.RECORDS},
    )
    hidden = 403 if role in sees else 404
    expected = {
        reverse("meetings:list"): 200 if role in sees else 404,
        reverse("meetings:detail", args=[meeting.pk]): 200 if role in sees else 404,
        reverse("meetings:plan"): 200 if role in schedules else 404,
        reverse("meetings:type-in"): 200 if role in schedules else 404,
        reverse("meetings:series"): 200 if role in schedules else 404,
        reverse("meetings:change", args=[meeting.pk]): 200 if role in schedules else hidden,
        reverse("meetings:move", args=[meeting.pk]): 200 if role in schedules else hidden,
        reverse("meetings:cancel", args=[meeting.pk]): 200 if role in schedules else hidden,
        reverse("meetings:attendance", args=[meeting.pk]): 200 if role in schedules else hidden,
        reverse("meetings:add-case", args=[meeting.pk]): 200 if role in chairs else hidden,
        reverse("meetings:change-line", args=[meeting.pk, item.pk]): 200 if role in chairs else hidden,
        reverse("meetings:remove-line", args=[meeting.pk, item.pk]): 200 if role in chairs else hidden,
        reverse("meetings:present", args=[meeting.pk]): 200 if role in chairs else 404,
        reverse("meetings:present-case", args=[meeting.pk, 1]): 200 if role in chairs else 404,
    }

    assert {address: client.get(address).status_code for address in expected} == expected


def test_other_department_sees_nothing(hospital: Hospital, signed_in) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    item = make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)
    client: Client = signed_in(hospital.stranger)
    pages = ("detail", "change", "move", "cancel", "attendance", "add-case", "present", "take-back")
    lines = ("change-line", "remove-line", "record-outcome", "amend-outcome")

    statuses = {client.get(reverse(f"meetings:{name}", args=[meeting.pk])).status_code for name in pages}
    statuses |= {client.get(reverse(f"meetings:{name}", args=[meeting.pk, item.pk])).status_code for name in lines}

    assert statuses == {404}
    assert meeting.title not in client.get(reverse("meetings:list")).content.decode()


def test_staff_see_titles_and_neither_references_nor_leaders(hospital: Hospital, signed_in) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.people[Role.REVIEWER], readers=[hospital.chair])
    make.agenda_item(meeting, case, hospital.chair)
    address = reverse("meetings:detail", args=[meeting.pk])

    chair_page = signed_in(Role.CHAIR).get(address).content.decode()
    for role in (Role.STAFF, Role.COORDINATOR):
        page = signed_in(role).get(address).content.decode()
        assert case.presentation.title in page
        for secret in (case.reference, str(case.pk), case.narrative, "Led by", "The chair read a report"):
            assert secret not in page
    assert case.reference in chair_page
    assert "Led by ZzDeputy Person" in chair_page
    assert "The chair read a report in this case, so the deputy leads" in chair_page


def test_chair_does_not_record_the_outcome_of_an_own_report(hospital: Hospital, signed_in) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff, readers=[hospital.chair])
    item = make.agenda_item(meeting, case, hospital.chair)
    Meeting._base_manager.filter(pk=meeting.pk).update(starts_at=make.at_noon(-1))
    make.held(meeting, hospital.deputy, [hospital.deputy])
    address = reverse("meetings:record-outcome", args=[meeting.pk, item.pk])

    page = signed_in(Role.CHAIR).get(reverse("meetings:detail", args=[meeting.pk])).content.decode()
    refused = signed_in(Role.CHAIR).get(address)
    opened = signed_in(Role.DEPUTY).get(address)

    assert "you read a report in this case" in page
    assert (refused.status_code, opened.status_code) == (403, 200)


def test_lines_move_by_buttons_alone(hospital: Hospital, signed_in) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    first, second = (
        make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)
        for _n in range(2)
    )
    meeting.refresh_from_db()

    signed_in(Role.CHAIR).post(
        reverse("meetings:move-line", args=[meeting.pk, second.pk]),
        {"direction": "up", "expected_version": meeting.version},
    )

    assert make.ids(AgendaItem.objects.order_by("position")) == [second.pk, first.pk]


def test_stale_form_says_who_and_keeps_what_was_typed(hospital: Hospital, signed_in) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)

    answer = signed_in(Role.DEPUTY).post(
        reverse("meetings:cancel", args=[meeting.pk]), {"reason": "A reason typed with care", "expected_version": "1"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A reason typed with care" in page
    assert "changed this meeting at" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_at_day": "29", "starts_at_month": "2", "starts_at_year": "2027"}, "29 February"),
        ({"starts_at_month": "13"}, "The month must be between 1 and 12"),
        ({"minutes": "1"}, "Enter 10 or more"),
        ({"minutes": "10", "overhead_minutes": "10"}, "Leave time for cases"),
        ({"join_link": "javascript:alert(1)"}, "Paste the whole link"),
        ({"title": "x" * 121}, "Shorten this to 120 characters"),
        ({"deputy": "same"}, "Choose somebody other than the chair"),
        ({"chair": "not-a-person"}, "Choose one of the answers"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_is_named_at_its_field(hospital: Hospital, signed_in, changes: dict[str, str], words: str) -> None:
    form = {**_plan(hospital, 20), **changes}
    if form["deputy"] == "same":
        form["deputy"] = form["chair"]

    answer = signed_in(Role.COORDINATOR).post(reverse("meetings:plan"), form)

    assert (answer.status_code, Meeting.objects.count()) == (400, 0)
    assert words in answer.content.decode()


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "😀 جلسة", "O'Neil & Söhne"])
def test_titles_are_shown_as_typed_and_never_run(hospital: Hospital, signed_in, title: str) -> None:
    client: Client = signed_in(Role.COORDINATOR)
    client.post(reverse("meetings:plan"), _plan(hospital, 20, title=title))
    meeting = Meeting.objects.get()

    page = client.get(reverse("meetings:detail", args=[meeting.pk])).content.decode()

    assert meeting.title == title
    assert "<script>alert" not in page
    assert ">49<" not in page


def test_case_leads_to_the_meetings_that_it_can_go_on_and_then_to_its_line(hospital: Hospital, signed_in) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff)
    client: Client = signed_in(Role.CHAIR)
    address = reverse("meetings:for-case", args=[case.pk])

    choice = client.get(address).content.decode()
    add = f"{reverse('meetings:add-case', args=[meeting.pk])}?case={case.pk}"
    chosen = client.get(add).content.decode()
    item = make.agenda_item(meeting, case, hospital.chair)
    after = client.get(address)

    assert add in choice
    assert f'value="{case.pk}" checked' in chosen
    assert after.headers["Location"] == f"{reverse('meetings:detail', args=[meeting.pk])}#line-{item.pk}"
    assert signed_in(Role.COORDINATOR).get(address).status_code == 404
    assert signed_in(hospital.stranger).get(address).status_code == 404


def test_double_clicks_do_everything_once(hospital: Hospital, signed_in) -> None:
    coming = make.meeting(hospital.department, hospital.chair)
    past = make.meeting(hospital.department, hospital.chair, days=-1)
    case = make.ready_case(hospital.department, hospital.staff)
    client: Client = signed_in(Role.CHAIR)
    opened = {"expected_version": "1"}
    forms = [
        ("add-case", coming, {"case": str(case.pk), "minutes": "6", "led_by": ""}),
        ("lock", coming, {"expected_version": "2"}),
        ("move", coming, {**_when(15), "expected_version": "3"}),
        ("cancel", coming, {"reason": "No room", "expected_version": "4"}),
        ("attendance", past, {f"person_{hospital.chair.pk}": "present", "first": "1", **opened}),
    ]

    for name, meeting, form in forms:
        address = reverse(f"meetings:{name}", args=[meeting.pk])
        first, second = client.post(address, form), client.post(address, form)
        assert (name, first.status_code, second.status_code) == (name, 302, 302)

    coming.refresh_from_db()
    assert (coming.status, coming.version, AgendaItem.objects.count()) == (MeetingStatus.CANCELLED, 5, 1)
    assert Attendance.objects.count() == 1

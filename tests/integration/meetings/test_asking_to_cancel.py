"""A coordinator who may not cancel a meeting with cases is told who can, and has a way on."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.meetings.enums import MeetingStatus
from apps.meetings.models import Meeting
from apps.notifications.models import Notification
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital


@pytest.fixture
def full(hospital: Hospital) -> Meeting:
    """A coming meeting with a case on its agenda."""
    meeting = make.meeting(hospital.department, hospital.chair)
    make.agenda_item(meeting, make.ready_case(hospital.department, hospital.staff), hospital.chair)
    Notification.objects.all().delete()
    return meeting


def ask(meeting: Meeting) -> str:
    """Where the button goes."""
    return reverse("meetings:ask-to-cancel", args=[meeting.pk])


def test_page_names_who_can_cancel_and_offers_to_ask_them_or_to_move_it(
    hospital: Hospital, signed_in: Callable[..., Client], full: Meeting
) -> None:
    page = signed_in(Role.COORDINATOR).get(full.get_absolute_url()).content.decode()

    assert hospital.chair.full_name in page
    assert hospital.deputy.full_name in page
    assert f'action="{ask(full)}"' in page
    assert reverse("meetings:move", args=[full.pk]) in page
    assert reverse("meetings:cancel", args=[full.pk]) not in page


def test_asking_tells_chair_and_deputy_once(
    hospital: Hospital, signed_in: Callable[..., Client], full: Meeting
) -> None:
    client = signed_in(Role.COORDINATOR)

    answer = client.post(ask(full), follow=True)
    client.post(ask(full))

    told = Notification.objects.filter(url=full.get_absolute_url())
    assert {one.person for one in told} == {hospital.chair, hospital.deputy}
    assert f"Asked: {hospital.chair.full_name}, {hospital.deputy.full_name}" in answer.content.decode()
    assert Meeting.objects.get(pk=full.pk).status == MeetingStatus.PLANNED


@pytest.mark.parametrize("role", [Role.CHAIR, Role.DEPUTY])
def test_who_can_cancel_it_has_the_button_and_nobody_to_ask(
    hospital: Hospital, signed_in: Callable[..., Client], full: Meeting, role: Role
) -> None:
    client = signed_in(role)

    page = client.get(full.get_absolute_url()).content.decode()
    client.post(ask(full))

    assert ask(full) not in page
    assert reverse("meetings:cancel", args=[full.pk]) in page
    assert not Notification.objects.exists()


def test_coordinator_cancels_an_empty_meeting_alone(hospital: Hospital, signed_in: Callable[..., Client]) -> None:
    empty = make.meeting(hospital.department, hospital.chair)

    page = signed_in(Role.COORDINATOR).get(empty.get_absolute_url()).content.decode()

    assert ask(empty) not in page
    assert reverse("meetings:cancel", args=[empty.pk]) in page


def test_staff_may_not_ask_and_another_department_finds_nothing(
    hospital: Hospital, signed_in: Callable[..., Client], full: Meeting
) -> None:
    assert signed_in(Role.STAFF).post(ask(full)).status_code == 403
    assert signed_in(hospital.stranger).post(ask(full)).status_code == 404
    assert not Notification.objects.exists()


def test_too_late_to_ask_says_so(hospital: Hospital, signed_in: Callable[..., Client], full: Meeting) -> None:
    signed_in(Role.CHAIR).post(
        reverse("meetings:cancel", args=[full.pk]),
        {"reason": "No room", "expected_version": str(Meeting.objects.get(pk=full.pk).version)},
    )
    Notification.objects.all().delete()

    answer = signed_in(Role.COORDINATOR).post(ask(full), follow=True)

    assert "Cancelled" in answer.content.decode()
    assert not Notification.objects.exists()

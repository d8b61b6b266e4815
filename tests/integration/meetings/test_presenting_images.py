"""The room sees the confirmed images of a screened copy at their moment, and nothing else of a file."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.domain.checking_images import mask_image, withdraw_confirmation
from apps.cases.enums import ShownWith
from apps.cases.models import Case, CaseAttachment
from apps.core.actor import acting_as
from apps.disclosure.domain.images import Rectangle
from apps.meetings.models import Meeting
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital
from tests.support import sent_files as sent
from tests.support.furnished_files import attached, shown


@pytest.fixture
def room(hospital: Hospital) -> tuple[Meeting, Case]:
    """A meeting with one case of two images, one for each moment, and a file that is not to be shown."""
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff)
    attached(case, hospital.chair, "letter.pdf", sent.pdf())
    shown(case, hospital.chair, ShownWith.QUESTION, "Slice before")
    shown(case, hospital.chair, ShownWith.REVEAL, "Slice with an arrow", sent.png(size=(200, 160)))
    make.agenda_item(meeting, case, hospital.chair)
    return meeting, case


def _page(client: Client, meeting: Meeting, name: str = "present-case") -> str:
    return client.get(reverse(f"meetings:{name}", args=[meeting.pk, 1])).content.decode()


def _images(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<img class="app-room__image" src="([^"]+)" alt="([^"]+)"', page)


def test_each_image_is_shown_at_its_moment_with_its_words(
    hospital: Hospital, signed_in, room: tuple[Meeting, Case]
) -> None:
    meeting, case = room
    client: Client = signed_in(Role.CHAIR)

    question, reveal = _page(client, meeting), _page(client, meeting, "present-reveal")
    sent_image = client.get(_images(question)[0][0])

    assert [words for _src, words in _images(question)] == ["Slice before"]
    assert [words for _src, words in _images(reveal)] == ["Slice with an arrow"]
    assert "Slice with an arrow" not in question
    assert str(case.pk) not in question
    assert (sent_image.status_code, sent_image["Content-Type"]) == (200, "image/png")
    assert "sandbox" in sent_image["Content-Security-Policy"]
    assert client.get(_images(reveal)[0][0]).content != sent_image.content


def test_nothing_is_shown_once_a_confirmation_is_withdrawn_or_an_image_masked(
    hospital: Hospital, signed_in, room: tuple[Meeting, Case]
) -> None:
    meeting, case = room
    client: Client = signed_in(Role.CHAIR)
    address = _images(_page(client, meeting))[0][0]
    first, second = CaseAttachment.objects.filter(case=case, kind="image")
    actor = actor_for(hospital.chair)

    with acting_as(actor):
        withdraw_confirmation(actor=actor, case_id=case.pk, attachment_id=first.pk)
    withdrawn = (client.get(address).status_code, _images(_page(client, meeting)))
    with acting_as(actor):
        mask_image(
            actor=actor,
            case_id=case.pk,
            attachment_id=second.pk,
            expected_sha256=second.file_sha256,
            rectangles=[Rectangle(0, 0, 5, 5)],
        )

    assert withdrawn == (404, [])
    assert _images(_page(client, meeting, "present-reveal")) == []


@pytest.mark.parametrize("place", [0, 2, 99])
def test_place_that_is_not_there_is_not_found(
    hospital: Hospital, signed_in, room: tuple[Meeting, Case], place: int
) -> None:
    meeting, _case = room

    answer = signed_in(Role.CHAIR).get(reverse("meetings:present-image", args=[meeting.pk, 1, place]))

    assert answer.status_code == 404


def test_who_may_not_present_gets_no_image(hospital: Hospital, signed_in, room: tuple[Meeting, Case]) -> None:
    meeting, _case = room
    address = reverse("meetings:present-image", args=[meeting.pk, 1, 1])

    assert signed_in(Role.STAFF).get(address).status_code == 404


def test_accession_list_of_an_agenda_is_for_those_who_may_reveal(
    hospital: Hospital, signed_in, room: tuple[Meeting, Case]
) -> None:
    meeting, _case = room
    address = reverse("meetings:accessions", args=[meeting.pk])

    assert "Accession numbers of the agenda" in signed_in(Role.CHAIR).get(address).content.decode()
    assert signed_in(Role.STAFF).get(address).status_code == 403
    assert "accessions" not in _page(signed_in(Role.CHAIR), meeting)

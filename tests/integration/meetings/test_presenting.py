"""The view for the room shows the copy and nothing that says who: every name is planted, then searched for."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.access.roles import Role
from apps.cases.domain.screening import presentation_digest
from apps.cases.models import Case, CaseReader, GovernanceRecord
from apps.meetings.models import Meeting
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital

PLANTED = "ZZPLANTED"


@pytest.fixture
def planted(hospital: Hospital) -> tuple[Meeting, Case]:
    """A meeting whose every free text, beside the screened copy, carries the planted word."""
    hospital.staff.full_name = f"Dr {PLANTED} Submitter"
    hospital.staff.save()
    hospital.people[Role.REVIEWER].full_name = f"Dr {PLANTED} Reader"
    hospital.people[Role.REVIEWER].save()
    hospital.chair.full_name = f"Dr {PLANTED} Chair"
    hospital.chair.save()
    hospital.department.name = f"{PLANTED} Imaging"
    hospital.department.save()
    meeting = make.meeting(
        hospital.department,
        hospital.chair,
        title=f"{PLANTED} meeting",
        place=f"{PLANTED} room",
        join_link=f"https://meet.example.org/{PLANTED}",
    )
    case = make.ready_case(
        hospital.department,
        hospital.staff,
        readers=[hospital.people[Role.REVIEWER]],
        narrative=f"{PLANTED} narrative",
        body_region=f"{PLANTED}",
        subspecialty=f"{PLANTED}",
        reference="RLP-2026-777777",
    )
    CaseReader.objects.create(case=case, external_name=f"{PLANTED} external", standing="external")
    GovernanceRecord.objects.create(case=case, incident_reference=PLANTED, notes=PLANTED)
    make.agenda_item(meeting, case, hospital.chair)
    return meeting, case


def _pages(client: Client, meeting: Meeting) -> dict[str, str]:
    addresses = {
        "start": reverse("meetings:present", args=[meeting.pk]),
        "case": reverse("meetings:present-case", args=[meeting.pk, 1]),
        "reveal": reverse("meetings:present-reveal", args=[meeting.pk, 1]),
    }
    found = {}
    for name, address in addresses.items():
        answer = client.get(address)
        headers = "\n".join(f"{key}: {value}" for key, value in answer.headers.items())
        found[name] = f"{headers}\n{answer.content.decode()}"
    return found


def test_no_name_or_place_reaches_the_room(hospital: Hospital, signed_in, planted: tuple[Meeting, Case]) -> None:
    meeting, case = planted
    client: Client = signed_in(Role.CHAIR)

    pages = _pages(client, meeting)
    ordinary = client.get(reverse("meetings:detail", args=[meeting.pk])).content.decode()

    assert PLANTED in ordinary
    for page in pages.values():
        for secret in (PLANTED, case.reference, str(case.pk), meeting.reference, hospital.chair.email, "Led by"):
            assert secret not in page


def test_reveal_and_title_are_not_in_the_source_of_the_question(
    hospital: Hospital, signed_in, planted: tuple[Meeting, Case]
) -> None:
    meeting, case = planted
    copy = case.presentation

    pages = _pages(signed_in(Role.CHAIR), meeting)

    assert copy.vignette in pages["case"]
    assert copy.question in pages["case"]
    assert copy.reveal not in pages["case"]
    assert copy.title not in pages["case"]
    assert copy.reveal in pages["reveal"]


def test_copy_that_was_edited_after_its_screening_is_not_shown(
    hospital: Hospital, signed_in, planted: tuple[Meeting, Case]
) -> None:
    meeting, case = planted
    case.presentation.vignette = "Edited and not screened"
    case.presentation.save()

    pages = _pages(signed_in(Role.CHAIR), meeting)

    assert all("Edited and not screened" not in page for page in pages.values())
    assert "no screened copy" in pages["case"]


def test_copy_is_shown_as_text_and_never_run(hospital: Hospital, signed_in, planted: tuple[Meeting, Case]) -> None:
    meeting, case = planted
    copy = case.presentation
    copy.vignette = "<script>alert(1)</script> {{ 7 * 7 }} مرحبا 😀"
    copy.screened_sha256 = presentation_digest(copy)
    copy.save()

    page = _pages(signed_in(Role.CHAIR), meeting)["case"]

    assert "<script>alert" not in page
    assert "{{ 7 * 7 }} مرحبا 😀" in page
    assert not re.search(r"<script(?![^>]*src=)|style=|onclick=", page)


def test_named_leader_may_present_and_others_may_not(
    hospital: Hospital, signed_in, planted: tuple[Meeting, Case]
) -> None:
    meeting, _case = planted
    leader = hospital.people[Role.GOVERNANCE]
    other = make.ready_case(hospital.department, hospital.staff)
    address = reverse("meetings:present", args=[meeting.pk])
    before = signed_in(leader).get(address).status_code

    make.agenda_item(meeting, other, hospital.chair, led_by_id=leader.pk)

    assert (before, signed_in(leader).get(address).status_code) == (404, 200)
    assert signed_in(Role.STAFF).get(address).status_code == 404


@pytest.mark.parametrize("number", [0, 2, 999])
def test_case_that_is_not_on_the_agenda_is_not_found(
    hospital: Hospital, signed_in, planted: tuple[Meeting, Case], number: int
) -> None:
    address = reverse("meetings:present-case", args=[planted[0].pk, number])

    assert signed_in(Role.CHAIR).get(address).status_code == 404


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("page", ["detail", "present-case", "add-case", "attendance", "list", "past"])
def test_number_of_queries_does_not_depend_on_the_rows(hospital: Hospital, signed_in, page: str) -> None:
    meeting = make.meeting(hospital.department, hospital.chair, minutes=300)
    address = {
        "present-case": reverse("meetings:present-case", args=[meeting.pk, 1]),
        "list": reverse("meetings:list"),
        "past": f"{reverse('meetings:list')}?show=past",
    }.get(page) or reverse(f"meetings:{page}", args=[meeting.pk])
    client: Client = signed_in(Role.CHAIR)
    _fill(hospital, meeting, 1)
    with_one = _queries(client, address)

    _fill(hospital, meeting, 24)

    assert _queries(client, address) == with_one


def _fill(hospital: Hospital, meeting: Meeting, number: int) -> None:
    """So many more lines, ready cases, meetings ahead and meetings held."""
    for n in range(number):
        readers = [hospital.people[Role.REVIEWER]]
        case = make.ready_case(hospital.department, hospital.staff, readers=readers)
        make.agenda_item(meeting, case, hospital.chair)
        make.ready_case(hospital.department, hospital.staff, readers=readers)
        make.meeting(hospital.department, hospital.chair, days=60 + n)
        past = make.meeting(hospital.department, hospital.chair, days=-60 - n)
        make.held(past, hospital.chair, [hospital.chair])


def test_list_pages_go_on_where_the_last_one_ended(hospital: Hospital, signed_in) -> None:
    meetings = [make.meeting(hospital.department, hospital.chair, days=10 + n) for n in range(27)]
    client: Client = signed_in(Role.STAFF)

    first = client.get(reverse("meetings:list")).content.decode()
    further = re.search(r'rel="next" href="([^"]+)"', first)
    assert further is not None
    second = client.get(reverse("meetings:list") + further.group(1).replace("&amp;", "&")).content.decode()

    shown = [[str(one.pk) in page for one in meetings] for page in (first, second)]
    assert shown == [[True] * 25 + [False] * 2, [False] * 25 + [True] * 2]
    assert client.get(f"{reverse('meetings:list')}?after=nonsense").status_code == 404

"""Lists and records agree, nobody reads another department, and one key does it once though two send it at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from apps.access.policy import Confidentiality
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.models import Case
from apps.core.actor import acting_as
from tests.factories import cases, meetings
from tests.integration.api.calling import Api
from tests.support.worlds import World, world


@pytest.fixture
def built() -> World:
    return world()


def every(api: Api, path: str) -> list[Any]:
    """All rows of a list, page after page."""
    found, address = [], path
    while address:
        page = api.get(address)
        found += page["results"]
        address = page["next"]
    return found


@pytest.mark.django_db
def test_list_and_record_agree_for_everybody(built: World) -> None:
    made = [
        cases.case(built.one(Role.STAFF), built.north),
        cases.case(built.one(Role.STAFF), built.north, confidentiality=Confidentiality.CONFIDENTIAL),
        cases.case(built.one(Role.REVIEWER), built.north),
        cases.case(built.one(Role.STAFF, built.south), built.south),
        cases.case(built.one(Role.STAFF, built.other), built.other),
    ]
    for person in built.everybody():
        api = Api(person)
        response = api.send("get", "cases/")
        listed = {one["id"] for one in response.json()["results"]} if response.status_code == 200 else set()
        read = {str(one.pk) for one in made if api.send("get", f"cases/{one.pk}/").status_code == 200}
        assert listed == read, person.full_name


@pytest.mark.django_db
def test_pages_of_a_list_hold_everything_once(built: World) -> None:
    made = {str(cases.case(built.one(Role.STAFF), built.north).pk) for _ in range(60)}
    studies = {str(cases.study(built.north).pk) for _ in range(60)}
    chair = Api(built.one(Role.CHAIR))

    rows = [one["id"] for one in every(chair, "cases/")]
    assert len(rows) == 60
    assert set(rows) == made
    rows = [one["id"] for one in every(chair, "studies/")]
    assert len(rows) == 60
    assert set(rows) == studies


@pytest.mark.django_db
def test_filters_of_the_list_of_cases(built: World) -> None:
    staff = built.one(Role.STAFF)
    first = cases.case(staff, built.north, narrative="A pneumothorax was seen late.", kind="delay", discrepancy_type="")
    second = cases.case(built.one(Role.REVIEWER), built.north, modality="MR")
    chair = Api(built.one(Role.CHAIR))

    def ids(query: str) -> list[str]:
        return [one["id"] for one in chair.get(f"cases/?{query}")["results"]]

    assert ids("search=pneumothorax") == [str(first.pk)]
    assert ids(f"search={second.reference}") == [str(second.pk)]
    assert ids("kind=delay") == [str(first.pk)]
    assert ids("modality=MR") == [str(second.pk)]
    assert ids("status=ready") == []
    assert ids(f"department={built.south.pk}") == []
    assert len(ids("received_after=2020-01-01T00:00:00Z")) == 2
    assert ids("received_before=2020-01-01T00:00:00Z") == []
    mine = Api(staff).get("cases/?whose=mine")["results"]
    assert [one["id"] for one in mine] == [str(first.pk)]


@pytest.mark.django_db
def test_a_submission_hides_its_submitter_from_the_lead(built: World) -> None:
    case = cases.case(built.one(Role.STAFF), built.north)

    assert Api(built.one(Role.LEAD)).get(f"cases/{case.pk}/")["submitter"] is None
    assert Api(built.one(Role.CHAIR)).get(f"cases/{case.pk}/")["submitter"]["name"] == built.one(Role.STAFF).full_name
    assert Api(built.one(Role.LEAD)).refused("get", f"cases/{case.pk}/history/")[:2] == (403, "no_permission")
    history = Api(built.one(Role.STAFF)).get(f"cases/{case.pk}/history/")
    assert [one["target"] for one in history["transitions"]] == ["received"]


@pytest.mark.django_db
def test_names_on_the_attendance_sheet_are_for_those_who_keep_it(built: World) -> None:
    chair = built.one(Role.CHAIR)
    with acting_as(actor_for(chair)):
        meeting = meetings.meeting(built.north, chair)

    assert Api(built.one(Role.STAFF)).get(f"meetings/{meeting.pk}/attendance/")["people"] is None
    assert Api(built.one(Role.COORDINATOR)).get(f"meetings/{meeting.pk}/attendance/")["people"]


@pytest.mark.django_db
def test_a_meeting_is_planned_changed_moved_and_cancelled(built: World) -> None:
    chair = Api(built.one(Role.CHAIR))
    made = chair.post("meetings/", {"department": built.north.pk, "starts_at": meetings.at_noon(10)}, 201)
    address = f"meetings/{made['id']}/"
    changed = chair.patch(address, {"expected_version": made["version"], "place": "Room 4", "quorum": 3})
    assert (changed["place"], changed["quorum"]) == ("Room 4", 3)
    assert chair.refused("patch", address, {"expected_version": made["version"], "place": "Room 5"})[:2] == (
        409,
        "stale",
    )
    locked = chair.post(f"{address}events/lock/", {"expected_version": changed["version"]})
    assert locked["status"] == "agenda_locked"
    again = chair.post(f"{address}events/reopen_agenda/", {"expected_version": locked["version"]})
    no_start = {"expected_version": again["version"]}
    assert chair.refused("post", f"{address}events/move/", no_start) == (
        400,
        "required",
        {"starts_at": "This is needed."},
    )
    moved = chair.post(f"{address}events/move/", {**no_start, "starts_at": meetings.at_noon(20)})
    assert chair.refused("post", f"{address}events/cancel/", {"expected_version": moved["version"]})[0] == 400
    said = chair.post(f"{address}events/cancel/", {"expected_version": moved["version"], "reason": "Nobody can come."})
    assert (said["status"], said["actions"]) == ("cancelled", [])


@pytest.mark.django_db
def test_an_agenda_is_placed_ordered_and_emptied(built: World) -> None:
    person = built.one(Role.CHAIR)
    with acting_as(actor_for(person)):
        meeting = meetings.meeting(built.north, person)
        waiting = [meetings.ready_case(built.north, built.one(Role.STAFF)) for _ in range(2)]
    chair, address = Api(person), f"meetings/{meeting.pk}/agenda/"
    for case in waiting:
        agenda = chair.post(address, {"case": case.pk}, 201)
    first, second = (one["id"] for one in agenda["items"])

    turned = chair.put(f"{address}order/", {"items": [second, first]})
    assert [one["id"] for one in turned["items"]] == [second, first]
    assert chair.refused("put", f"{address}order/", {"items": [second]})[0] == 400
    longer = chair.patch(f"{address}{first}/", {"minutes": 12})
    assert [one["minutes"] for one in longer["items"]] == [6, 12]
    left = chair.post(f"{address}{second}/remove/", {"reason": "The reader is away."})
    assert [one["id"] for one in left["items"]] == [first]
    staff = Api(built.one(Role.REVIEWER)).get(address)["items"]
    assert (staff[0]["case"], staff[0]["leader"], bool(staff[0]["title"])) == (None, "", True)


@pytest.mark.django_db(transaction=True)
def test_one_key_logs_one_case_though_two_send_it_at_once(built: World) -> None:
    api = Api(built.one(Role.STAFF))
    body = {
        "department": str(built.north.pk), "kind": "good_spot", "narrative": "Well seen.", "how_discovered": "mdt",
        "patient_action": "no",
    }  # fmt: skip
    together = Barrier(2)

    def send(_number: int) -> Any:
        try:
            together.wait(timeout=30)
            client = Client(headers={"Authorization": f"Bearer {api.token}", "Idempotency-Key": "one"})
            return client.post("/api/v1/cases/", body, content_type="application/json")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Case.objects.count() == 1
    other = api.send("post", "cases/", {**body, "narrative": "Another."}, **{"Idempotency-Key": "one"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")

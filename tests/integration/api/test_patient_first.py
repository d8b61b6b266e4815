"""The patient first in the API: contacts, the issued report, its actions, second opinions."""

import pytest

from apps.access.roles import Role
from apps.cases.models import Case, EscalationContact
from apps.core.clock import today
from tests.factories import cases
from tests.integration.api.calling import Api
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> World:
    return world()


@pytest.fixture
def case(built: World) -> Case:
    return cases.case(
        built.one(Role.STAFF), built.north, patient_action="yes", readers_unknown_reason="Reported elsewhere."
    )


def test_contacts_and_when_it_was_done(built: World, case: Case) -> None:
    lead, address = Api(built.one(Role.LEAD)), f"escalations/{case.escalations.get().pk}/"
    tried = {"precision": "day", "day": today()}
    contact = {"who": "Ward 7", "channel": "telephone", "result": "reached", "tried": tried}

    made = lead.post(f"{address}contacts/", contact, 201)
    wrong = lead.refused("post", f"{address}contacts/", {**contact, "result": "maybe"})
    done = lead.post(f"{address}complete/", {"done_what": "The ward was rung.", "acted": tried})

    assert (made["who"], made["tried"]["precision"]) == ("Ward 7", "day")
    assert (wrong[0], set(wrong[2])) == (400, {"result"})
    assert [one["id"] for one in done["contacts"]] == [made["id"]]
    assert done["acted"]["precision"] == "day"
    assert EscalationContact.objects.count() == 1


def test_the_issued_report_and_its_actions(built: World, case: Case) -> None:
    chair, address = Api(built.one(Role.CHAIR)), f"cases/{case.pk}/"
    before = chair.get(f"{address}report-standing/")

    chair.post(f"{address}events/accept/", {"expected_version": case.version, "report_stands": "yes"})
    after = chair.get(f"{address}report-standing/")
    rows = {one["kind"]: one for one in chair.get(f"{address}actions/")["results"]}
    referrer = f"actions/{rows['referrer_told']['id']}/"
    missing = chair.refused("post", f"{referrer}finish/", {"evidence": "Rang."})
    moved = chair.post(f"{referrer}move/", {"due_on": today(), "reason": "Sooner"})
    given = chair.post(f"{referrer}reassign/", {"owner": built.one(Role.LEAD).pk, "reason": "On leave"})
    when = {"precision": "day", "day": today()}
    done = chair.post(f"{referrer}finish/", {"happened": when, "who": "Dr Ash", "told_how": "letter"})
    other = chair.put(f"{address}report-standing/", {"answer": "no", "reason": "It had been put right."})

    assert before["answer"] is None
    assert (after["answer"], after["by_default"]) == ("yes", False)
    assert set(rows) == {"addendum_issued", "referrer_told", "original_reader_told"}
    assert (missing[0], set(missing[2])) == (400, {"happened", "who", "told_how"})
    assert moved["due_on"] == str(today())
    assert given["owner"]["name"] == built.one(Role.LEAD).full_name
    assert (done["status"], done["told_how"], done["is_standing"]) == ("done", "letter", True)
    assert other["answer"] == "no"
    assert {one["status"] for one in chair.get(f"{address}actions/")["results"]} == {"done", "cancelled"}


def test_second_opinions_are_kept_and_another_department_reaches_none(built: World, case: Case) -> None:
    chair, address = Api(built.one(Role.CHAIR)), f"cases/{case.pk}/second-opinions/"
    elsewhere = Api(built.one(Role.CHAIR, built.south))
    opinion = {"giver_name": "Dr Ivo Lindqvist", "occasion": "mdt", "opinion": "A mass.", "in_mdt_record": True}

    made = chair.post(address, opinion, 201)
    nobody = chair.refused("post", address, {**opinion, "giver_name": ""})

    assert chair.get(address)["results"] == [made]
    assert set(nobody[2]) == {"giver_name"}
    for method, path, sent in (
        ("get", address, None),
        ("post", address, opinion),
        ("put", f"cases/{case.pk}/report-standing/", {"answer": "yes"}),
        ("post", f"escalations/{case.escalations.get().pk}/contacts/", {}),
    ):
        assert elsewhere.send(method, path, sent).status_code == 404

"""Lists: a page at a time by key, narrowed, with the same number of queries however long they are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.access.models import AccessEvent
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.reading import ReaderInput
from apps.cases.enums import CaseEvent, CaseKind
from apps.cases.models import Case
from apps.cases.queries.lists import PAGE, Filters, Position, cases_for, page_of
from apps.core.actor import acting_as, command_actor
from apps.core.clock import now
from apps.core.tracking import bulk_create_tracked
from tests.factories import cases
from tests.support.worlds import World


def _many(here: World, by: User, number: int, **fields: Any) -> list[Case]:
    """Cases made in bulk, some of them at the very same instant."""
    moment = now()
    rows = [
        Case(
            reference=f"RLP-2020-{n:06d}",
            department=here.north,
            submitter=by,
            received_at=moment - timedelta(minutes=n // 2),
            status_since=moment,
            **{
                "kind": "delay",
                "narrative": f"Case number {n}",
                "how_discovered": "mdt",
                "discovered_precision": "unknown",
                "patient_action": "no",
                "modality": "CT",
                **fields,
            },
        )
        for n in range(number)
    ]
    with acting_as(command_actor("test")):
        return bulk_create_tracked(rows)


def test_pages_by_key_show_every_case_once_in_order_forwards_and_backwards(
    here: World, staff: User, chair: User
) -> None:
    _many(here, staff, 2 * PAGE + 7)
    actor = actor_for(chair)
    found = cases_for(actor, Filters())

    first = page_of(found, actor)
    second = page_of(found, actor, Position(first.rows[-1].received_at, first.rows[-1].pk))
    third = page_of(found, actor, Position(second.rows[-1].received_at, second.rows[-1].pk))
    back = page_of(found, actor, Position(third.rows[0].received_at, third.rows[0].pk, backwards=True))

    expected = list(found.order_by("-received_at", "-id").values_list("pk", flat=True))
    assert [case.pk for page in (first, second, third) for case in page.rows] == expected
    assert [case.pk for case in back.rows] == [case.pk for case in second.rows]
    assert [(page.has_newer, page.has_older) for page in (first, second, third)] == [
        (False, True), (True, True), (True, False),
    ]  # fmt: skip
    assert first.total == 2 * PAGE + 7


def test_list_never_uses_offset(here: World, staff: User, chair: User, client_for: Any) -> None:
    _many(here, staff, PAGE + 3)
    client = client_for(chair)

    with CaptureQueriesContext(connection) as seen:
        page = client.get(reverse("cases:list")).content.decode()
        older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        client.get(reverse("cases:list") + older)

    assert not [query["sql"] for query in seen if " OFFSET " in query["sql"]]


@pytest.mark.parametrize("name", ["list", "mine", "triage", "reviews", "escalations"])
def test_query_count_is_the_same_with_1_and_with_25_rows(here: World, client_for: Any, name: str) -> None:
    person = {"reviews": Role.REVIEWER, "escalations": Role.LEAD, "mine": Role.STAFF}.get(name, Role.CHAIR)
    staff, client = here.one(Role.STAFF), client_for(here.one(person))

    def add(number: int) -> None:
        for _ in range(number):
            case = cases.case(staff, here.north, readers_unknown_reason="gone", patient_action="yes")
            if name == "reviews":
                cases.move(case, here.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=[here.one(Role.REVIEWER).pk])

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(f"cases:{name}")).status_code == 200
        return len(seen)

    add(1)
    count()  # the first click of a session also notes its time
    few = count()
    add(24)

    assert count() == few


FILTERS = {
    "status": ({"status": "information_wanted"}, {"asked"}),
    "kind": ({"kind": "good_spot"}, {"good"}),
    "modality": ({"modality": "XR"}, {"plain", "digital"}),
    "one of two modalities": ({"modality": "PT"}, {"both"}),
    "mine": ({"whose": "mine"}, {"chair's"}),
    "words": ({"words": "SCAPHOID fracture"}, {"good"}),
    "two words anywhere": ({"words": "wrist scaphoid"}, {"good"}),
    "nothing": ({"words": "zebra"}, set()),
    "all": ({}, {"asked", "good", "plain", "digital", "chair's", "both"}),
    "nonsense is no filter": (
        {"status": "closed'--", "kind": "x"},
        {"asked", "good", "plain", "digital", "chair's", "both"},
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_list_is_narrowed(here: World, staff: User, chair: User, client_for: Any, name: str) -> None:
    made = {
        "asked": cases.case(staff, here.north),
        "good": cases.case(
            staff, here.north, kind=CaseKind.GOOD_SPOT, discrepancy_type="", modality="MR", body_region="Wrist",
            narrative="A subtle Scaphoid fracture",
        ),
        "plain": cases.case(staff, here.north, modality="XR"),
        "digital": cases.case(staff, here.north, modality="DX"),
        "chair's": cases.case(chair, here.north),
        "both": cases.case(staff, here.north, modality="CT, PT"),
    }  # fmt: skip
    cases.move(made["asked"], chair, CaseEvent.ASK, question="?")
    query, expected = FILTERS[name]

    page = client_for(chair).get(reverse("cases:list"), query).content.decode()

    assert {key for key, case in made.items() if case.reference in page} == expected


def test_reference_finds_its_case(here: World, staff: User, chair: User, client_for: Any) -> None:
    wanted, other = cases.case(staff, here.north), cases.case(staff, here.north)

    page = client_for(chair).get(reverse("cases:list"), {"words": wanted.reference.lower()}).content.decode()

    assert wanted.reference in page
    assert reverse("cases:detail", args=[other.pk]) not in page


@pytest.mark.parametrize(
    "query", ["older=x", "older=2026-01-01_1", "newer=2026-01-01T00:00:00_nope", "older=", "f=%00"]
)
def test_garbled_position_shows_the_first_page(
    here: World, staff: User, chair: User, client_for: Any, query: str
) -> None:
    case = cases.case(staff, here.north)

    answer = client_for(chair).get(f"{reverse('cases:list')}?{query}")

    assert answer.status_code == 200
    assert case.reference in answer.content.decode()


def test_list_shows_nobody_a_case_that_they_may_not_open(here: World, client_for: Any) -> None:
    case = cases.case(here.one(Role.STAFF), here.north)
    listed = {
        role: case.reference in client_for(here.one(role)).get(reverse("cases:list")).content.decode() for role in Role
    }

    assert {role for role, shown in listed.items() if shown} == {
        Role.STAFF, Role.CHAIR, Role.DEPUTY, Role.LEAD, Role.GOVERNANCE,
    }  # fmt: skip


def test_search_is_recorded_without_its_words(here: World, staff: User, chair: User, client_for: Any) -> None:
    cases.case(staff, here.north)

    client_for(chair).get(reverse("cases:list"), {"words": "Mrs Smith"})

    look = AccessEvent.objects.get(user_id=chair.pk, action="search")
    assert (look.object_label, look.count) == ("cases.case", 0)
    assert "Smith" not in str(vars(look))


def test_submissions_show_where_each_stands(here: World, staff: User, chair: User, client_for: Any) -> None:
    case = cases.case(staff, here.north)
    cases.move(case, chair, CaseEvent.ASK, question="Which side?")

    page = client_for(staff).get(reverse("cases:mine")).content.decode()

    assert case.reference in page
    assert "Information wanted" in page
    assert reverse("cases:event", args=[case.pk, "answer"]) in page


def test_triage_puts_the_patient_first_then_the_oldest_and_leaves_out_one_s_own_report(
    here: World, staff: User, chair: User, client_for: Any
) -> None:
    old, new = cases.case(staff, here.north), cases.case(staff, here.north)
    patient = cases.case(staff, here.north, patient_action="yes")
    own = cases.case(staff, here.north, readers=(ReaderInput(person_id=chair.pk),))

    page = client_for(chair).get(reverse("cases:triage")).content.decode()
    deputy = client_for(here.one(Role.DEPUTY)).get(reverse("cases:triage")).content.decode()

    places = [page.index(one.reference) for one in (patient, old, new)]
    assert places == sorted(places)
    assert own.reference not in page
    assert own.reference in deputy


@pytest.mark.parametrize("name", ["list", "mine", "triage", "reviews", "escalations"])
def test_empty_list_says_what_that_means(here: World, chair: User, client_for: Any, name: str) -> None:
    page = client_for(chair).get(reverse(f"cases:{name}")).content.decode()

    assert "app-empty__title" in page

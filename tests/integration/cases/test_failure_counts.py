"""Counts of where journeys failed, and the share of the target: out of how many, small numbers, other departments."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.domain.failing import Place, record_failure
from apps.cases.domain.failure_counts import count_failures
from apps.cases.domain.standing import StandingFacts, answer_standing
from apps.cases.enums import CaseEvent, Standing
from apps.cases.models import Case
from apps.cases.queries.failures import PlaceFact
from apps.core.actor import acting_as
from apps.core.clock import today
from tests.factories import cases as make
from tests.integration.api.calling import Api
from tests.support.worlds import World

READER = {"readers_unknown_reason": "Reported outside the trust."}


def test_places_are_counted_and_cases_are_not_counted_twice() -> None:
    one, two = uuid4(), uuid4()
    facts = [
        PlaceFact(one, "acknowledgement", "gp", "Poor handover"),
        PlaceFact(one, "verification", "reader", ""),
        PlaceFact(two, "", "", "Poor handover"),
    ]

    counts = count_failures(facts, cases=5)

    assert (counts.cases, counts.with_a_place, counts.without_a_place, counts.places) == (5, 2, 3, 3)
    assert counts.by_side == Counter({"outside": 1, "inside": 1, "unknown": 1})
    assert counts.by_failing == Counter({"Poor handover": 2, "": 1})
    for one_way in (counts.by_stage, counts.by_party, counts.by_side, counts.by_failing):
        assert sum(one_way.values()) == counts.places


def test_nothing_is_counted_of_nothing() -> None:
    counts = count_failures([], cases=0)

    assert (counts.places, counts.with_a_place, counts.without_a_place) == (0, 0, 0)


def failed(here: World, n: int, **place: Any) -> list[Case]:
    """So many cases that failed there."""
    made = [make.case(here.one(Role.STAFF), here.north, **READER) for _n in range(n)]
    with acting_as(actor_for(here.one(Role.CHAIR))) as actor:
        for case in made:
            record_failure(actor=actor, case_id=case.pk, place=Place(**place))
    return made


def test_page_hides_small_numbers_and_names_the_denominator(here: World, client_for: Callable[..., Client]) -> None:
    failed(here, 8, stage="acknowledgement", party="gp")
    failed(here, 2, stage="verification", party="reader")
    declined = failed(here, 1, stage="referral", party="ward")[0]
    make.move(declined, here.one(Role.CHAIR), CaseEvent.DECLINE, reason="Not ours.")

    page = client_for(here.one(Role.GOVERNANCE)).get(reverse("cases:failure-counts")).content.decode()

    assert "Somebody has said where it failed for 10 of 10 cases." in page
    assert "Ward" not in page
    assert "Radiologist or reporting radiographer" in page
    assert ">2<" not in page
    assert "*" in page


def test_api_gives_the_same_and_null_where_it_is_small(here: World) -> None:
    failed(here, 8, stage="acknowledgement", party="gp")
    failed(here, 2, stage="verification", party="reader")
    address = "failures/counts/"

    found = Api(here.one(Role.LEAD)).get(address)["results"]
    elsewhere = Api(here.one(Role.LEAD, here.south)).get(address)["results"]
    asked = Api(here.one(Role.LEAD, here.south)).get(f"{address}?department={here.north.pk}")["results"]

    (north,) = found
    stages = {row["what"]: row["places"] for row in north["tables"][1]["rows"]}
    assert north["cases"] == 10
    assert stages["Referral"] == 0
    assert stages["Report verified"] is None
    assert [one["cases"] for one in elsewhere] == [0]
    assert asked == []


@pytest.mark.parametrize("role", [Role.STAFF, Role.CHAIR, Role.REVIEWER, Role.COORDINATOR, Role.ADMIN])
def test_who_does_not_count(here: World, client_for: Callable[..., Client], role: Role) -> None:
    assert client_for(here.one(role)).get(reverse("cases:failure-counts")).status_code in (403, 404)


def stands_wrong(here: World, days_ago: int) -> Case:
    """A case whose report stands wrong, identified so many days ago."""
    case = make.case(here.one(Role.STAFF), here.north, **READER)
    with acting_as(actor_for(here.one(Role.CHAIR))) as actor:
        facts = StandingFacts(answer=Standing.YES, identified_on=today() - timedelta(days=days_ago))
        answer_standing(actor=actor, case_id=case.pk, facts=facts)
    return case


def test_share_of_the_target_has_its_denominator_and_no_other_department(here: World) -> None:
    stands_wrong(here, 20)
    stands_wrong(here, 3)

    found = Api(here.one(Role.GOVERNANCE)).get("report-standing/shares/?by=quarter")["results"]
    theirs = Api(here.one(Role.GOVERNANCE, here.south)).get("report-standing/shares/")["results"]
    wrong = Api(here.one(Role.GOVERNANCE)).refused("get", "report-standing/shares/?by=week")
    staff = Api(here.one(Role.STAFF)).refused("get", "report-standing/shares/")

    (north,) = found
    addendum = next(one for one in north["total"]["actions"] if one["kind"] == "addendum_issued")
    assert (north["target_percent"], north["days"]) == (100, 14)
    assert (north["total"]["cases"], north["total"]["not_yet_due"]) == (1, 1)
    assert addendum == {
        "kind": "addendum_issued",
        "in_time": 0,
        "recorded_later": 0,
        "late": 0,
        "still_open": 1,
        "denominator": 1,
        "percent": 0,
    }
    outside = next(one for one in north["total"]["actions"] if one["kind"] == "external_organisation_told")
    assert (outside["denominator"], outside["percent"]) == (0, None)
    assert theirs[0]["total"]["cases"] == 0
    assert (wrong[0], set(wrong[2])) == (400, {"by"})
    assert staff[0] in (403, 404)

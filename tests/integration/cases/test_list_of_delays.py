"""The list of cases says which delay and how long, and narrows to where a journey failed, with fixed questions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.domain.failing import Place, record_failure
from apps.cases.domain.registering import StudyInput
from apps.cases.enums import CaseKind
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.core.clock import LONDON, clinical_instant
from apps.journeys.enums import JourneyStage
from tests.factories import cases as make
from tests.integration.api.calling import Api
from tests.support.worlds import World


def delayed(here: World, *, days: int = 41, **fields: Any) -> Case:
    """A case that was reported on 2 March 2026 and came to light so many days later."""
    study = make.study(here.north)
    make.step(study, JourneyStage.ACQUISITION, datetime(2026, 3, 1, 9, tzinfo=LONDON))
    make.step(study, JourneyStage.VERIFICATION, datetime(2026, 3, 2, 9, tzinfo=LONDON))
    found = datetime.fromordinal(datetime(2026, 3, 2, tzinfo=LONDON).toordinal() + days).replace(hour=9, tzinfo=LONDON)
    return make.case(
        here.one(Role.STAFF),
        here.north,
        studies=(StudyInput(study.pk),),
        discovered=clinical_instant(found),
        **fields,
    )


def failed(here: World, case: Case, **place: Any) -> Case:
    """Record a place."""
    with acting_as(actor_for(here.one(Role.CHAIR))) as actor:
        record_failure(actor=actor, case_id=case.pk, place=Place(**place))
    return case


def test_column_says_which_delay_and_how_long_or_that_it_is_not_known(
    here: World, client_for: Callable[..., Client]
) -> None:
    delayed(here)
    make.case(here.one(Role.STAFF), here.north)
    make.case(here.one(Role.STAFF), here.north, kind=CaseKind.GOOD_SPOT, discrepancy_type="")

    page = client_for(here.one(Role.CHAIR)).get(reverse("cases:list")).content.decode()

    assert "Report to discovery: 41 days" in page
    assert page.count("Not known") == 1
    assert page.count("Does not apply") == 1


def test_as_many_questions_for_ten_cases_as_for_one(here: World, client_for: Callable[..., Client]) -> None:
    client, address = client_for(here.one(Role.CHAIR)), reverse("cases:list")
    delayed(here)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address)
    for days in range(9):
        delayed(here, days=days)
    with CaptureQueriesContext(connection) as ten:
        client.get(address)

    assert len(ten) == len(one)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"failed_at": "acknowledgement"}, {"outside", "both"}),
        ({"failed_with": "gp"}, {"outside"}),
        ({"failed_with": "outside"}, {"outside", "both"}),
        ({"failed_with": "inside"}, {"both"}),
        ({"failed_at": "acknowledgement", "failed_with": "inside"}, set()),
        ({"failed_at": "verification", "failed_with": "inside"}, {"both"}),
        ({"failed_at": "unknown"}, {"none"}),
        ({"failed_at": "garbled"}, {"outside", "both", "none"}),
    ],
)
def test_filter_finds_one_place_that_fits_both(
    here: World, client_for: Callable[..., Client], query: dict[str, str], expected: set[str]
) -> None:
    cases = {
        "outside": failed(here, delayed(here), stage="acknowledgement", party="gp"),
        "both": failed(here, delayed(here), stage="acknowledgement", party="ward"),
        "none": delayed(here),
    }
    failed(here, cases["both"], stage="verification", party="reader")

    page = client_for(here.one(Role.CHAIR)).get(reverse("cases:list"), query).content.decode()

    assert {name for name, case in cases.items() if case.reference in page} == expected


def test_filter_of_the_api_is_the_same_and_tells_nothing_of_another_department(here: World) -> None:
    case = failed(here, delayed(here), stage="acknowledgement", party="gp")
    delayed(here)
    query = "cases/?failed_at=acknowledgement&failed_with=outside"

    mine = Api(here.one(Role.CHAIR)).get(query)["results"]
    theirs = Api(here.one(Role.CHAIR, here.south)).get(query)["results"]
    wrong = Api(here.one(Role.CHAIR)).refused("get", "cases/?failed_at=garbled")

    assert [one["reference"] for one in mine] == [case.reference]
    assert theirs == []
    assert (wrong[0], set(wrong[2])) == (400, {"failed_at"})

"""The three delays of a case: published delays entered, what is missing named, sealed from a reviewer."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.delays import DelayKind, case_delays, case_journey
from apps.cases.domain.registering import StudyInput
from apps.cases.enums import CaseEvent, CaseKind, StudyPart
from apps.cases.models import Case
from apps.cases.queries.detail import whole_case
from apps.core.actor import acting_as, command_actor
from apps.core.clock import LONDON, UNKNOWN_TIME, ClinicalTime, clinical_day, clinical_instant, now
from apps.journeys.domain.clocks import ClockState, Missing
from apps.journeys.domain.journey import Side
from apps.journeys.domain.trust_rules import TrustRules, rules_of
from apps.journeys.enums import JourneyStage as S
from apps.journeys.enums import RecordSource, ResponsibleRole
from apps.journeys.models import JourneyEvent, Study
from tests.factories import cases
from tests.support.worlds import World

pytestmark = pytest.mark.django_db
KINDS = list(DelayKind)


def day(text: str) -> ClinicalTime:
    return clinical_day(date.fromisoformat(text)) if text != "?" else UNKNOWN_TIME


def studied(here: World, examined: str = "", verified: str = "", **steps: tuple[str, str]) -> Study:
    """A study with these steps, each a day and a role."""
    study = cases.study(here.north)
    told = {S.ACQUISITION: (examined, ""), S.VERIFICATION: (verified, "")}
    told |= {S(stage): said for stage, said in steps.items()}
    with acting_as(command_actor("test")):
        for stage, (text, role) in told.items():
            if text:
                time = day(text)
                JourneyEvent.objects.create(
                    study=study, stage=stage, at=time.at, precision=time.precision.value, zone=time.zone, role=role,
                    origin=RecordSource.MANUAL,
                )  # fmt: skip
    return study


def logged(here: World, *studies: StudyInput, discovered: str = "?", kind: CaseKind = CaseKind.DELAY) -> Case:
    return cases.case(
        here.one(Role.STAFF), here.north, studies=studies, discovered=day(discovered), kind=kind, discrepancy_type="",
        readers_unknown_reason="Reported outside the trust.",
    )  # fmt: skip


def loaded(here: World, case: Case) -> Case:
    return whole_case(actor_for(here.one(Role.CHAIR)), case.pk)


def days_of(here: World, case: Case) -> list[int | None]:
    found = case_delays(loaded(here, case), TrustRules(), now())
    return [one.reading.elapsed.days if one.reading.elapsed else None for one in found]


# What was published, and what the three delays make of it.
PUBLISHED = [
    # The PHSO's pancreatic cancer: reported, and acted on eighteen months later.
    ("2018-11-20", "2018-11-22", "2020-05-20", [2, 547, 545]),
    # The ends of Kim and Mansfield's series: found at once, and after 4,611 days.
    ("2010-01-04", "2010-01-04", "2010-01-04", [0, 0, 0]),
    ("2010-01-04", "2010-01-05", "2022-08-20", [1, 4611, 4610]),
    # Four weeks and a day.
    ("2024-02-01", "2024-03-01", "2024-03-01", [29, 29, 0]),
]


@pytest.mark.parametrize(("examined", "verified", "found", "expected"), PUBLISHED)
def test_published_delays(here: World, examined: str, verified: str, found: str, expected: list[int]) -> None:
    case = logged(here, StudyInput(studied(here, examined, verified).pk), discovered=found)

    assert days_of(here, case) == expected


def test_a_later_study_that_shows_it_does_not_move_the_first_image(here: World) -> None:
    first, later = studied(here, "2026-01-05", "2026-01-06"), studied(here, "2026-03-02", "2026-03-03")

    case = logged(here, StudyInput(first.pk), StudyInput(later.pk, StudyPart.LATER), discovered="2026-05-04")

    assert days_of(here, case) == [1, 119, 118]


def test_the_study_on_which_it_came_to_light_stands_in_for_the_discovery(here: World) -> None:
    first, found = studied(here, "2026-01-05", "2026-01-06"), studied(here, "2026-03-02")

    case = logged(here, StudyInput(first.pk), StudyInput(found.pk, StudyPart.DISCOVERY))

    assert days_of(here, case) == [1, 56, 55]


def test_of_several_studies_in_question_both_ends_come_from_the_first(here: World) -> None:
    """Not the examination of one and the report of another."""
    first, second = studied(here, "2026-01-05", "2026-02-20"), studied(here, "2026-01-10", "2026-01-11")

    case = logged(here, StudyInput(first.pk), StudyInput(second.pk), discovered="2026-03-02")

    # The first report to stand is the earliest of them.
    assert days_of(here, case) == [46, 56, 50]


@pytest.mark.parametrize(
    ("examined", "verified", "found", "missing"),
    [
        ("", "", "?", [Missing.BOTH, Missing.BOTH, Missing.BOTH]),
        ("2026-01-05", "", "?", [Missing.STOP, Missing.STOP, Missing.BOTH]),
        ("", "2026-01-06", "2026-03-02", [Missing.START, Missing.START, None]),
        ("2026-01-05", "2026-01-06", "?", [None, Missing.STOP, Missing.STOP]),
        ("2026-01-05", "2026-01-06", "2026-01-05", [None, None, Missing.ORDER]),
    ],
)
def test_what_is_missing_is_named_and_never_nought(
    here: World, examined: str, verified: str, found: str, missing: list[Missing | None]
) -> None:
    case = logged(here, StudyInput(studied(here, examined, verified).pk), discovered=found)
    delays = case_delays(loaded(here, case), TrustRules(), now())

    said = [one.reading.missing for one in delays]
    # Without an examination the reporting clock has not even started.
    if not examined and not verified:
        assert delays[0].reading.state is ClockState.NOT_STARTED
        said, missing = said[1:], missing[1:]
    assert said == missing
    assert all(one.reading.elapsed is None for one in delays if one.reading.missing)


def test_a_case_without_a_study_says_that_nothing_is_known(here: World, client_for: Any) -> None:
    case = logged(here, discovered="2026-03-02")

    said = client_for(here.one(Role.CHAIR)).get(f"/api/v1/cases/{case.pk}/").json()["delays"]

    assert [one["kind"] for one in said] == [kind.value for kind in KINDS]
    assert [one["held"][0]["days"] for one in said] == [None, None, None]
    assert [one["held"][0]["missing"] for one in said] == ["both", "start", "start"]


def test_the_page_says_each_definition_and_where_the_time_went(here: World, client_for: Any) -> None:
    study = studied(
        here, "2018-11-20", "2018-11-22",
        acknowledgement=("?", ResponsibleRole.GP), referrer_action=("2020-05-19", ResponsibleRole.GP),
    )  # fmt: skip
    case = logged(here, StudyInput(study.pk), discovered="2020-05-20", kind=CaseKind.COMMUNICATION)

    page = client_for(here.one(Role.CHAIR)).get(f"/cases/{case.pk}/").content.decode()

    for words in (
        "How long the report took: reporting time.",
        "How long the finding could be seen before it was recognised.",
        "How long the first report stood before the finding was recognised.",
        "547 days", "545 days", "Where the time went", "From examination performed to discovery: 547 days in all.",
        "General practice. Outside radiology.",
        "when is not known: receipt acknowledged",
    ):  # fmt: skip
        assert words in page
    start = page.index("app-journey__picture")
    svg = page[start : page.index("</svg>", start)]
    assert "<title" in svg
    assert "<desc" in svg
    assert "style=" not in svg
    assert "url(#journey-outside)" in svg


def test_only_delays_and_failed_follow_up_draw_the_line(here: World, client_for: Any) -> None:
    study = studied(here, "2026-01-05", "2026-01-06")
    case = logged(here, StudyInput(study.pk), discovered="2026-03-02", kind=CaseKind.EDUCATIONAL)

    page = client_for(here.one(Role.CHAIR)).get(f"/cases/{case.pk}/").content.decode()

    assert "Three delays" in page
    assert "Where the time went" not in page


def test_a_reviewer_whose_view_comes_first_sees_no_delay_and_nothing_after_the_report(
    here: World, client_for: Any
) -> None:
    study = studied(
        here, "2026-01-05", "2026-01-06", referrer_action=("2026-03-01", ResponsibleRole.CLINIC),
        acknowledgement=("2026-02-01", ResponsibleRole.WARD),
    )  # fmt: skip
    case = logged(here, StudyInput(study.pk), discovered="2026-03-02")
    reviewer: User = here.one(Role.REVIEWER)
    client: Client = client_for(reviewer)
    before = client.get(f"/studies/{study.pk}/").content.decode()
    cases.move(case, here.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk])

    pages = [client.get(f"{start}{case.pk}/").content.decode() for start in ("/cases/", "/api/v1/cases/")]
    sealed = [
        client.get(address).content.decode()
        for address in (
            f"/studies/{study.pk}/", f"/api/v1/studies/{study.pk}/", f"/api/v1/studies/{study.pk}/journey/",
        )
    ]  # fmt: skip

    assert "Outpatient clinic" in before
    assert not any(word in page for page in pages for word in ("Three delays", "Where the time went", "definition"))
    assert not any(word in page for page in sealed for word in ("Outpatient clinic", "clinic", "ward", "2026-03-01"))


def test_the_journey_of_a_case_goes_on_to_the_discovery(here: World) -> None:
    first = studied(here, "2026-01-05", "2026-01-10", referral=("2026-01-01", ResponsibleRole.GP))
    later = studied(here, "2026-02-01")
    case = logged(here, StudyInput(first.pk), StudyInput(later.pk, StudyPart.LATER), discovered="2026-03-02")

    journey = case_journey(loaded(here, case), rules_of([here.north.trust_id])[here.north.trust_id], now())

    keys = [one.stop.key for one in journey.line.stretches]
    assert keys == ["acquisition", "verification", "later_image", "discovery"]
    assert journey.line.whole is not None
    assert journey.line.whole.days == 60
    assert sum(journey.line.time_spent(side) for side in Side) == 1


def test_hours_are_said_only_where_they_are_known(here: World, client_for: Any) -> None:
    study = cases.study(here.north)
    cases.step(study, S.ACQUISITION, clinical_instant(datetime(2026, 3, 28, 12, 0, tzinfo=LONDON)))
    cases.step(study, S.VERIFICATION, clinical_instant(datetime(2026, 3, 29, 12, 30, tzinfo=LONDON)))
    case = logged(here, StudyInput(study.pk), discovered="2026-03-29")

    page = client_for(here.one(Role.CHAIR)).get(f"/cases/{case.pk}/").content.decode()

    # The night on which the clocks went forward had an hour less.
    assert "23 hours 30 minutes" in page
    assert "The same day" in page

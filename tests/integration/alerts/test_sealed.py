"""An alert is kept from who reviews a case about its study blind, and never from everybody who could follow it."""

from typing import Any

import pytest
from django.test import Client

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.alerts.domain.steps import ask_for_call
from apps.alerts.enums import CallReason
from apps.alerts.models import Alert
from apps.alerts.queries.officers import followers_of, person_or_followers
from apps.alerts.queries.visible import visible_to
from apps.alerts.queries.worklist import handled_by, standing
from apps.cases.domain.registering import StudyInput
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.enums import CaseEvent
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case
from apps.core.actor import acting_as, command_actor
from apps.journeys.models import Study
from apps.portal.navigation import items_for
from apps.portal.queries.alerts import alerts_to_follow
from tests.factories import accounts, alerts, cases
from tests.integration.api.calling import Api
from tests.support.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(built: World) -> Study:
    return cases.study(built.north)


@pytest.fixture
def raised(built: World, study: Study) -> Alert:
    return alerts.alert(built, alerts.category(built, alerts.switched_on(built)), of=study)


def under_review(built: World, study: Study, *asked: User) -> Case:
    """A case about the study, logged by somebody who raised nothing, for which these people are asked for a view."""
    case = cases.case(
        built.one(Role.DEPUTY), built.north, studies=(StudyInput(study.pk),), readers_unknown_reason="Reported outside."
    )
    people = [one.pk for one in asked]
    cases.move(case, built.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=people, request="A cough.")
    return case


def sees(person: User, one: Alert) -> bool:
    return visible_to(actor_for(person)).filter(pk=one.pk).exists()


def counted_in_the_header(person: User) -> str:
    return next(one["count"] for one in items_for(actor_for(person), "portal:home") if one["href"] == "/alerts/")


def test_the_header_counts_it_but_for_the_time_of_the_review(built: World, study: Study, raised: Alert) -> None:
    officer = built.one(Role.FAILSAFE)
    with acting_as(command_actor("test")):
        lead = accounts.member(built.north, Role.FAILSAFE, Role.REVIEWER)
    seen = [counted_in_the_header(lead)]
    case = under_review(built, study, lead)
    seen.append(counted_in_the_header(lead))
    with acting_as(actor_for(lead)) as actor:
        commit_opinion(actor=actor, case_id=case.pk, view="A mass.", **cases.VIEW)
    seen.append(counted_in_the_header(lead))

    assert seen == ["1", "", "1"]
    assert counted_in_the_header(officer) == "1"


def test_a_reviewer_who_follows_alerts_sees_it_after_the_view(built: World, study: Study, raised: Alert) -> None:
    lead, officer = built.one(Role.LEAD), built.one(Role.FAILSAFE)
    case = under_review(built, study, lead)
    client, api, actor = Client(), Api(lead), actor_for(lead)
    client.force_login(lead)

    assert not sees(lead, raised)
    assert sees(officer, raised)
    assert client.get(f"/alerts/{raised.pk}/").status_code == 404
    assert api.send("get", f"alerts/{raised.pk}/").status_code == 404
    for path in ("/", "/alerts/", "/alerts/?state=all", f"/studies/{study.pk}/", "/api/v1/alerts/"):
        assert raised.reference not in client.get(path).content.decode(), path
    assert (standing(actor).open, handled_by(actor).count(), alerts_to_follow(actor).count()) == (0, 0, 0)
    assert "neither listed nor counted" in client.get("/alerts/").content.decode()

    with acting_as(actor):
        commit_opinion(actor=actor, case_id=case.pk, view="A mass.", **cases.VIEW)

    assert sees(lead, raised)
    assert raised.reference in client.get("/alerts/").content.decode()
    assert "neither listed nor counted" not in client.get("/alerts/").content.decode()


def test_what_a_step_names_goes_to_somebody_who_is_not_sealed(built: World, study: Study, raised: Alert) -> None:
    lead, officer = built.one(Role.LEAD), built.one(Role.FAILSAFE)
    under_review(built, study, officer)

    assert followers_of(raised) == (lead.pk,)
    assert person_or_followers(raised, officer) == (lead.pk,)


def test_with_nobody_else_to_follow_it_the_patient_goes_before_the_review(
    built: World, study: Study, raised: Alert
) -> None:
    lead, officer = built.one(Role.LEAD), built.one(Role.FAILSAFE)
    case = under_review(built, study, lead, officer)

    assert sees(lead, raised)
    assert sees(officer, raised)
    assert followers_of(raised) == (officer.pk,)
    client = Client()
    client.force_login(lead)
    client.get(f"/alerts/{raised.pk}/")
    actor = actor_for(lead)
    with acting_as(actor):
        given = commit_opinion(actor=actor, case_id=case.pk, view="A mass.", **cases.VIEW)
    assert given.was_blind is False


def test_who_raises_one_about_a_study_under_review_is_not_kept_from_it(built: World, study: Study) -> None:
    lead = built.one(Role.LEAD)
    under_review(built, study, lead)
    own = alerts.alert(built, alerts.category(built, alerts.switched_on(built)), by=lead, of=study)

    assert sees(lead, own)


@pytest.mark.parametrize("part", ["raised it", "recorded an answer", "made a call"])
def test_whoever_knows_an_alert_about_the_study_is_not_asked_for_a_blind_view(
    built: World, study: Study, part: str
) -> None:
    with acting_as(command_actor("test")):
        knowing = accounts.member(built.north, Role.REVIEWER, Role.FAILSAFE)
    one = alerts.alert(
        built,
        alerts.category(built, alerts.switched_on(built)),
        by=knowing if part == "raised it" else built.one(Role.STAFF),
        of=study,
    )
    if part == "recorded an answer":
        alerts.act(built, one, by=knowing)
    if part == "made a call":
        with acting_as(actor_for(knowing)):
            call = ask_for_call(one, CallReason.DIRECT_CONTACT)
            call.made_at, call.made_by, call.result = one.raised_at, knowing, "Will read it."
            call.save()

    with pytest.raises(TransitionRefused) as refused:
        under_review(built, study, knowing)

    assert refused.value.code == "reviewer_knows_outcome"


def test_an_alert_about_another_study_stays_where_it_is(built: World, study: Study, raised: Alert) -> None:
    lead = built.one(Role.LEAD)
    under_review(built, cases.study(built.north), lead)

    assert sees(lead, raised)


def test_a_look_at_another_case_about_the_study_is_remembered(built: World, study: Study) -> None:
    """The same finding logged twice: who read the other one does not count as blind."""
    with acting_as(command_actor("test")):
        reviewer = accounts.member(built.north, Role.REVIEWER, Role.GOVERNANCE)
    other = cases.case(built.one(Role.STAFF), built.north, studies=(StudyInput(study.pk),))
    client, actor = Client(), actor_for(reviewer)
    client.force_login(reviewer)
    assert client.get(f"/cases/{other.pk}/").status_code == 200
    case = under_review(built, study, reviewer)

    with acting_as(actor):
        given: Any = commit_opinion(actor=actor, case_id=case.pk, view="A mass.", **cases.VIEW)

    assert given.was_blind is False

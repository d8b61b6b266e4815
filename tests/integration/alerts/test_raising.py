"""Raising an alert: off until switched on, with what each category asks, screened, with every clock at once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.alerts.domain.configuring import decide_switch, retire_category
from apps.alerts.domain.raising import RecipientFacts, raise_alert
from apps.alerts.enums import ActKind, CallReason, ClockKind
from apps.alerts.models import Alert, AlertClock
from apps.core.actor import acting_as
from apps.core.clock import clinical_instant, now
from apps.core.errors import DomainError, Forbidden, Invalid, NotVisible, Refused
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.models import JourneyEvent
from tests.factories import alerts, cases
from tests.support.worlds import World

pytestmark = pytest.mark.django_db


def off(built: World) -> None:
    actor = actor_for(built.one(Role.LEAD))
    with acting_as(actor):
        decide_switch(actor=actor, department=built.north, is_on=False, understood=False)


def test_nothing_is_raised_where_alerts_are_off(built: World) -> None:
    kind = alerts.category(built)
    with pytest.raises(Refused) as never_on:
        alerts.alert(built, kind)
    alerts.switched_on(built)
    alert = alerts.alert(built, kind)
    off(built)
    with pytest.raises(Refused) as off_again:
        alerts.alert(built, kind)

    assert never_on.value.code == off_again.value.code == "alerts_off"
    # What is open goes on.
    alerts.act(built, alert)
    assert AlertClock.objects.filter(alert=alert).exists()


def test_every_clock_is_there_when_it_returns(built: World) -> None:
    kind = alerts.category(built, alerts.switched_on(built))
    alerts.rule(built, kind, level=1, after_amount=30, after_unit="minutes")
    alerts.rule(built, kind, level=1, after_amount=1, after_unit="days", waits_for=ActKind.ACTED)

    alert = alerts.alert(built, kind)

    assert alert.limit_at == alert.raised_at + timedelta(hours=2)
    clocks = AlertClock.objects.filter(alert=alert).order_by("due_at")
    assert [one.kind for one in clocks] == [ClockKind.NOTICE, ClockKind.RULE, ClockKind.LIMIT, ClockKind.RULE]
    (step,) = JourneyEvent.objects.filter(study=alert.study, origin=RecordSource.ALERT)
    assert (step.stage, step.at, step.precision) == (JourneyStage.COMMUNICATION, alert.raised_at, "instant")


def test_a_category_without_a_limit_has_no_clock(built: World) -> None:
    kind = alerts.category(built, alerts.switched_on(built), limit_amount=None, limit_unit="", source_note="")

    alert = alerts.alert(built, kind)

    assert alert.limit_at is None
    assert not alert.was_late_at(now() + timedelta(days=4000))
    assert [one.kind for one in AlertClock.objects.filter(alert=alert)] == [ClockKind.NOTICE]


def test_a_category_that_asks_for_direct_contact_asks_for_a_call_at_once(built: World) -> None:
    kind = alerts.category(built, alerts.switched_on(built), needs_direct_contact=True)

    assert alerts.alert(built, kind).calls.get().reason == CallReason.DIRECT_CONTACT


def test_a_category_retired_while_in_use_stays_with_its_open_alerts(built: World) -> None:
    kind = alerts.category(built, alerts.switched_on(built))
    alert = alerts.alert(built, kind)
    actor = actor_for(built.one(Role.LEAD))
    with acting_as(actor):
        retire_category(actor=actor, category=kind, expected_version=kind.version)
    kind.refresh_from_db()
    with acting_as(actor):
        kind.active_from = kind.active_until = kind.active_from - timedelta(days=1)
        kind.save()

    with pytest.raises(Invalid) as refused:
        alerts.alert(built, kind)
    assert set(refused.value.fields) == {"category"}
    alert.refresh_from_db()
    assert alert.category_id == kind.pk
    assert alert.limit_at is not None
    alerts.act(built, alert)


CANCER = {"asks_primary_site": True}


@pytest.mark.parametrize(
    ("category", "given", "field"),
    [
        ({}, {"finding": "  "}, "finding"),
        ({}, {"finding": "x" * 501}, "finding"),
        ({}, {"finding": "Mass. NHS number 999 000 0034."}, "finding"),
        ({}, {"finding": "Tell Mrs Planterton at once."}, "finding"),
        ({}, {"finding": "Seen with Chair of North Radiology."}, "finding"),
        ({}, {"recipient": RecipientFacts(name=" ", email="a@x.example.org")}, "recipient_name"),
        ({}, {"recipient": RecipientFacts(name="Dr A")}, "recipient_email"),
        ({}, {"recipient": RecipientFacts(name="Dr A", email="not an address")}, "recipient_email"),
        ({}, {"recipient": RecipientFacts(name="Dr A", team_email="a@")}, "recipient_team_email"),
        ({}, {"primary_site": "Lung"}, "primary_site"),
        ({}, {"cancer_kind": "new"}, "cancer_kind"),
        (CANCER, {}, "primary_site"),
        (CANCER, {"primary_site": "Lung"}, "cancer_kind"),
        (CANCER, {"primary_site": "Lung", "cancer_kind": "progression"}, "cancer_kind"),
        ({}, {"reported": clinical_instant(now() + timedelta(days=3))}, "reported"),
    ],
)
def test_what_cannot_be_raised_says_where(
    built: World, category: dict[str, Any], given: dict[str, Any], field: str
) -> None:
    kind = alerts.category(built, alerts.switched_on(built), **category)

    with pytest.raises(Invalid) as refused:
        alerts.alert(built, kind, **given)

    assert set(refused.value.fields) == {field}
    assert not Alert.objects.exists()


def test_words_that_look_like_a_name_can_be_kept_on_purpose(built: World) -> None:
    kind = alerts.category(built, alerts.switched_on(built))
    words = "Mrs Planterton sign on the chest film."
    with pytest.raises(Invalid):
        alerts.alert(built, kind, finding=words)

    assert alerts.alert(built, kind, finding=words, keep_words=True).finding == words


def test_the_same_form_sent_twice_raises_one(built: World) -> None:
    kind = alerts.category(built, alerts.switched_on(built))
    study, key = cases.study(built.north), uuid4()

    assert alerts.alert(built, kind, of=study, key=key) == alerts.alert(built, kind, of=study, key=key)
    assert Alert.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "elsewhere", "refusal"),
    [
        (Role.COORDINATOR, False, NotVisible),
        (Role.ADMIN, False, NotVisible),
        (Role.GOVERNANCE, False, Forbidden),
        (Role.STAFF, True, NotVisible),
        (Role.LEAD, True, NotVisible),
    ],
)
def test_who_may_not_raise(built: World, role: Role, elsewhere: bool, refusal: type[DomainError]) -> None:
    kind = alerts.category(built, alerts.switched_on(built))
    study = cases.study(built.north)
    actor = actor_for(built.one(role, built.other if elsewhere else built.north))

    with acting_as(actor), pytest.raises(refusal):
        raise_alert(actor=actor, facts=alerts.facts(study, kind))


def test_a_category_of_another_department_is_not_taken(built: World) -> None:
    elsewhere = alerts.category(built, alerts.switched_on(built, built.south))
    alerts.switched_on(built)
    actor = actor_for(built.one(Role.STAFF))

    with acting_as(actor), pytest.raises(Invalid):
        raise_alert(actor=actor, facts=alerts.facts(cases.study(built.north), elsewhere))

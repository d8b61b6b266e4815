"""What a department decides: the switch with its words, categories without a shipped limit, escalation rules."""

from typing import Any

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.alerts.domain import configuring
from apps.alerts.domain.configuring import CategoryFacts, RuleFacts
from apps.alerts.enums import Channel
from apps.alerts.models import AlertCategory, AlertSwitch, EscalationRule
from apps.core.actor import acting_as
from apps.core.errors import DomainError, Invalid, NotVisible, Refused
from apps.journeys.enums import Nation
from apps.journeys.models import WorkingCalendar
from tests.factories import alerts
from tests.support.worlds import World

pytestmark = pytest.mark.django_db


def as_lead(built: World, do: Any, role: Role = Role.LEAD, elsewhere: bool = False, **given: Any) -> Any:
    actor = actor_for(built.one(role, built.south if elsewhere else built.north))
    with acting_as(actor):
        return do(actor=actor, **given)


ON = {"is_on": True, "understood": True, "telephone": "01632 960999"}


def test_it_is_off_until_somebody_named_decides(built: World) -> None:
    assert not AlertSwitch.objects.exists()

    switch = as_lead(built, configuring.decide_switch, department=built.north, **ON)

    assert (switch.is_on, switch.decided_by) == (True, built.one(Role.LEAD))
    version = switch.history.latest()
    assert (version.history_user_id, version.history_change_reason) == (built.one(Role.LEAD).pk, "alerts switched on")


def test_the_first_time_on_brings_words_and_no_limit(built: World) -> None:
    for _times in range(2):
        as_lead(built, configuring.decide_switch, department=built.north, **ON)

    found = AlertCategory.objects.filter(department=built.north)
    assert {one.code for one in found} == {"critical", "urgent", "unexpected", "cancer"}
    assert {(one.limit_amount, one.limit_unit, one.source_note) for one in found} == {(None, "", "")}
    assert [one.code for one in found if one.asks_primary_site] == ["cancer"]
    assert not EscalationRule.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"understood": False}, "understood"),
        ({"telephone": " "}, "telephone"),
        ({"link_hours": 0}, "link_hours"),
        ({"link_hours": 745}, "link_hours"),
    ],
)
def test_the_switch_refuses(built: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        as_lead(built, configuring.decide_switch, department=built.north, **{**ON, **given})

    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"label": " "}, "label"),
        ({"limit_amount": 0, "limit_unit": "hours", "source_note": "S"}, "limit_amount"),
        ({"limit_amount": -1, "limit_unit": "hours", "source_note": "S"}, "limit_amount"),
        ({"limit_amount": 10**9, "limit_unit": "hours", "source_note": "S"}, "limit_amount"),
        ({"limit_amount": 2, "limit_unit": "hours"}, "source_note"),
        ({"limit_amount": 2, "source_note": "S"}, "limit_unit"),
        ({"limit_amount": 2, "limit_unit": "moons", "source_note": "S"}, "limit_unit"),
        ({"limit_unit": "hours"}, "limit_amount"),
        ({"limit_amount": 2, "limit_unit": "working_days", "source_note": "S"}, "limit_unit"),
    ],
)
def test_a_limit_is_above_zero_and_has_a_source(built: World, given: dict[str, Any], field: str) -> None:
    facts = CategoryFacts(**{"label": "Ward", **given})

    with pytest.raises(Invalid) as refused:
        as_lead(built, configuring.add_category, department=built.north, code="ward", facts=facts)

    assert set(refused.value.fields) == {field}


def test_working_days_count_where_the_trust_has_a_calendar(built: World) -> None:
    with acting_as(actor_for(built.one(Role.LEAD))):
        WorkingCalendar.objects.create(trust=built.first, nation=Nation.ENGLAND)

    kind = alerts.category(built, limit_amount=2, limit_unit="working_days")

    assert kind.limit_unit == "working_days"


@pytest.mark.parametrize("code", ["", "two words", "ÄÖ", "timed"])
def test_a_code_is_short_and_once(built: World, code: str) -> None:
    alerts.category(built, code="timed")

    with pytest.raises(Invalid) as refused:
        as_lead(built, configuring.add_category, department=built.north, code=code, facts=CategoryFacts(label="X"))

    assert set(refused.value.fields) == {"code"}


def test_two_people_do_not_overwrite_each_other(built: World) -> None:
    kind = alerts.category(built)
    first = {"category": kind, "expected_version": kind.version}
    as_lead(built, configuring.change_category, facts=CategoryFacts(label="First"), **first)

    with pytest.raises(Refused) as stale:
        as_lead(built, configuring.change_category, facts=CategoryFacts(label="Second"), **first)

    assert stale.value.code == "stale"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"level": 0}, "level"),
        ({"level": 100}, "level"),
        ({"after_amount": 0}, "after_amount"),
        ({"after_unit": ""}, "after_unit"),
        ({"channel": "pigeon"}, "channel"),
        ({"waits_for": "informed"}, "waits_for"),
        ({"channel": Channel.PERSON}, "person"),
        ({"channel": Channel.PERSON, "person_id": "elsewhere"}, "person"),
    ],
)
def test_a_rule_refuses(built: World, given: dict[str, Any], field: str) -> None:
    kind = alerts.category(built)
    if given.get("person_id"):
        given = {**given, "person_id": built.one(Role.LEAD, built.south).pk}
    facts = RuleFacts(**{"level": 1, "after_amount": 1, "after_unit": "hours", "channel": Channel.OFFICER, **given})

    with pytest.raises(Invalid) as refused:
        as_lead(built, configuring.add_rule, category=kind, facts=facts)

    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize(
    ("role", "elsewhere"),
    [
        (Role.STAFF, False),
        (Role.CHAIR, False),
        (Role.FAILSAFE, False),
        (Role.GOVERNANCE, False),
        (Role.LEAD, True),
        (Role.ADMIN, True),
    ],
)
def test_who_may_not_decide(built: World, role: Role, elsewhere: bool) -> None:
    kind = alerts.category(built)
    rule = alerts.rule(built, kind)
    tried: list[tuple[Any, dict[str, Any]]] = [
        (configuring.decide_switch, {"department": built.north, **ON}),
        (configuring.add_category, {"department": built.north, "code": "x", "facts": CategoryFacts(label="X")}),
        (configuring.retire_category, {"category": kind, "expected_version": 1}),
        (configuring.retire_rule, {"rule": rule}),
    ]

    for do, given in tried:
        with pytest.raises(DomainError) as refused:
            as_lead(built, do, role, elsewhere, **given)
        assert refused.value.status in (403, NotVisible.status)

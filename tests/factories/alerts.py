"""Alerts for tests, set up and raised through the domain functions as in real life."""

from typing import Any

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.alerts.domain.acts import ActFacts
from apps.alerts.domain.configuring import CategoryFacts, RuleFacts, add_category, add_rule, decide_switch
from apps.alerts.domain.raising import AlertFacts, RecipientFacts, raise_alert
from apps.alerts.domain.recording import record_act
from apps.alerts.enums import ActKind, Channel, HowConfirmed
from apps.alerts.models import Alert, AlertAct, AlertCategory, EscalationRule
from apps.core.actor import acting_as
from apps.core.clock import now
from apps.journeys.models import Study
from tests.factories import cases
from tests.support.worlds import World

REFERRER = RecipientFacts(
    name="Dr Rowan Ashby",
    organisation="Millbrook Surgery",
    email="rowan.ashby@millbrook.example.org",
    team_email="results@millbrook.example.org",
    telephone="01632 960123",
)


def switched_on(world: World, where: Department | None = None) -> Department:
    """Alerts are on in the department."""
    place = where or world.north
    actor = actor_for(world.one(Role.LEAD, place))
    with acting_as(actor):
        decide_switch(actor=actor, department=place, is_on=True, understood=True, telephone="01632 960999")
    return place


def switched_off(world: World, where: Department | None = None) -> Department:
    """Alerts are off again in the department; what was raised goes on."""
    place = where or world.north
    actor = actor_for(world.one(Role.LEAD, place))
    with acting_as(actor):
        decide_switch(actor=actor, department=place, is_on=False, understood=True)
    return place


def category(world: World, where: Department | None = None, code: str = "timed", **facts: Any) -> AlertCategory:
    """A category with a limit of two hours, unless other facts are given."""
    place = where or world.north
    actor = actor_for(world.one(Role.LEAD, place))
    values = {"label": "Timed", "limit_amount": 2, "limit_unit": "hours", "source_note": "Policy of the test.", **facts}
    with acting_as(actor):
        return add_category(actor=actor, department=place, code=code, facts=CategoryFacts(**values))


def rule(world: World, of: AlertCategory, **facts: Any) -> EscalationRule:
    """A step after one hour, to the officers, unless other facts are given."""
    actor = actor_for(world.one(Role.LEAD, of.department))
    values = {"level": 1, "after_amount": 1, "after_unit": "hours", "channel": Channel.OFFICER, **facts}
    with acting_as(actor):
        return add_rule(actor=actor, category=of, facts=RuleFacts(**values))


def facts(of: Study, kind: AlertCategory, **more: Any) -> AlertFacts:
    """What is said of an alert about this study."""
    values: dict[str, Any] = {"finding": "New mass in the right upper lobe.", "recipient": REFERRER, **more}
    return AlertFacts(study_id=of.pk, category_id=kind.pk, **values)


def alert(world: World, kind: AlertCategory, by: User | None = None, of: Study | None = None, **more: Any) -> Alert:
    """An alert that a member of staff raised."""
    actor = actor_for(by or world.one(Role.STAFF, kind.department))
    study = of or cases.study(kind.department)
    with acting_as(actor):
        return raise_alert(actor=actor, facts=facts(study, kind, **more))


def act(world: World, one: Alert, kind: ActKind = ActKind.READ, by: User | None = None, **more: Any) -> AlertAct:
    """An act that a fail-safe officer recorded."""
    actor = actor_for(by or world.one(Role.FAILSAFE, one.department))
    values: dict[str, Any] = {
        "at": now(), "person_name": "Dr Rowan Ashby", "person_role": "GP", "how": HowConfirmed.TELEPHONE,
        "what": "Referred on the two-week pathway." if kind == ActKind.ACTED else "", **more,
    }  # fmt: skip
    with acting_as(actor):
        return record_act(actor=actor, alert_id=one.pk, kind=kind, facts=ActFacts(**values))

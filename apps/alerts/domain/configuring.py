"""A department decides about alerts: the switch, its categories with their limits, and the escalation rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.permissions import Permission as P
from apps.accounts.models import Department, User
from apps.accounts.queries.people import people_in
from apps.alerts.domain.asking import bad, require, words
from apps.alerts.domain.waits import LONGEST
from apps.alerts.enums import ActKind, Channel, WaitUnit
from apps.alerts.errors import AlertRefused
from apps.alerts.models import AlertCategory, AlertSwitch, EscalationRule
from apps.alerts.queries.settings import calendar_of
from apps.core.actor import Actor
from apps.core.clock import now, today
from apps.core.errors import Invalid, NotVisible
from apps.core.tracking import change

LONGEST_LINK_HOURS = 24 * 31


@dataclass(frozen=True)
class Seed:
    """A category every department begins with: words only. A limit is never shipped."""

    code: str
    label: Promise
    meaning: Promise
    asks_primary_site: bool = False


# The words: HSIB 2019 (rec. 2019/039) for the first three, AoMRC and RCR 2022 for CANCER (DOMAIN 3.3, A2 and A4).
SEEDS = (
    Seed("critical", gettext_lazy("Critical"), gettext_lazy("Somebody must act at once.")),
    Seed("urgent", gettext_lazy("Urgent"), gettext_lazy("Somebody must act soon.")),
    Seed(
        "unexpected",
        gettext_lazy("Unexpected significant"),
        gettext_lazy("Found without being looked for, and it matters."),
    ),
    Seed(
        "cancer",
        gettext_lazy("Cancer"),
        gettext_lazy("New cancer or new recurrence suspected; not for simple progression of a known cancer."),
        asks_primary_site=True,
    ),
)


@dataclass(frozen=True, kw_only=True)
class CategoryFacts:
    """What a department says of a category; a limit comes with its unit and its source, or not at all."""

    label: str
    meaning: str = ""
    limit_amount: int | None = None
    limit_unit: str = ""
    needs_direct_contact: bool = False
    asks_primary_site: bool = False
    source_note: str = ""
    active_from: date = field(default_factory=today)


@dataclass(frozen=True, kw_only=True)
class RuleFacts:
    """What a department says of one step of its escalation."""

    level: int
    after_amount: int
    after_unit: str
    channel: str
    waits_for: str = ActKind.READ
    person_id: UUID | None = None


def decide_switch(
    *, actor: Actor, department: Department, is_on: bool, understood: bool, telephone: str = "", link_hours: int = 168
) -> AlertSwitch:
    """Switch alerts on or off in a department; the first time on brings the categories' words.

    `understood`: whoever switches them on says that they know what alerts do not replace. Alerts that are open when
    they are switched off stay open, and their steps go on. Raises NotVisible, Forbidden and Invalid by field.
    """
    require(actor, P.ALERT_CONFIGURE, department.access_facts())
    if actor.user_id is None:
        raise NotVisible
    if is_on and not understood:
        raise bad("understood", _("Say that you know what alerts do not replace."), code="required")
    if not 1 <= link_hours <= LONGEST_LINK_HOURS:
        raise bad("link_hours", _("Enter a number of hours from 1 to %(most)d.") % {"most": LONGEST_LINK_HOURS})
    number = words(telephone, "telephone", 60)
    if is_on and not number:
        raise bad("telephone", _("Enter the number that referrers can call."), code="required")
    with change(reason=_("alerts switched on") if is_on else _("alerts switched off")):
        switch = AlertSwitch.objects.select_for_update().filter(department=department).first()
        switch = switch or AlertSwitch(department=department)
        switch.is_on, switch.telephone, switch.link_hours = is_on, number, link_hours
        switch.decided_at, switch.decided_by_id = now(), actor.user_id
        switch.save()
        if is_on:
            _seed(department)
    return switch


def _seed(department: Department) -> None:
    """The words every department begins with, where it has no category yet."""
    if AlertCategory.objects.filter(department=department).exists():
        return
    for seed in SEEDS:
        AlertCategory.objects.create(
            department=department,
            code=seed.code,
            label=str(seed.label),
            meaning=str(seed.meaning),
            asks_primary_site=seed.asks_primary_site,
            active_from=today(),
        )


def add_category(*, actor: Actor, department: Department, code: str, facts: CategoryFacts) -> AlertCategory:
    """A new category. Raises NotVisible, Forbidden, Invalid by field, and for a code that is in use."""
    require(actor, P.ALERT_CONFIGURE, department.access_facts())
    values = _checked(facts, department)
    name = words(code, "code", 30, missing=_("Give it a short code.")).lower()
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        raise bad("code", _("Use letters, digits and hyphens only."))
    try:
        with change(reason=_("alert category added")), transaction.atomic():
            return AlertCategory.objects.create(department=department, code=name, **values)
    except IntegrityError as taken:
        raise bad("code", _("Another category in use has this code."), code="taken") from taken


def change_category(
    *, actor: Actor, category: AlertCategory, expected_version: int, facts: CategoryFacts
) -> AlertCategory:
    """Other words or another limit, for alerts raised from now on; open ones keep what they were raised with."""
    require(actor, P.ALERT_CONFIGURE, category.access_facts())
    values = _checked(facts, category.department)
    with change(reason=_("alert category changed")):
        held = _current(category, expected_version)
        for name, value in values.items():
            setattr(held, name, value)
        held.save()
    return held


def retire_category(*, actor: Actor, category: AlertCategory, expected_version: int) -> AlertCategory:
    """It takes no new alerts from tomorrow on; those that are open keep it, with all their steps."""
    require(actor, P.ALERT_CONFIGURE, category.access_facts())
    with change(reason=_("alert category retired")):
        held = _current(category, expected_version)
        held.active_until = max(today(), held.active_from)
        held.save()
    return held


def add_rule(*, actor: Actor, category: AlertCategory, facts: RuleFacts) -> EscalationRule:
    """One more step for alerts of a category raised from now on. Raises NotVisible, Forbidden, Invalid by field."""
    require(actor, P.ALERT_CONFIGURE, category.access_facts())
    _check_wait("after_amount", facts.after_amount, "after_unit", facts.after_unit, category.department)
    if not 1 <= facts.level <= 99:
        raise bad("level", _("Enter a level from 1 to 99."))
    if facts.channel not in Channel.values:
        raise bad("channel", _("Choose how somebody is reached."))
    if facts.waits_for not in (ActKind.READ, ActKind.ACTED):
        raise bad("waits_for", _("Choose what it waits for."))
    person = _person(facts, category.department_id)
    with change(reason=_("escalation rule added")):
        return EscalationRule.objects.create(
            category=category,
            level=facts.level,
            waits_for=facts.waits_for,
            after_amount=facts.after_amount,
            after_unit=facts.after_unit,
            channel=facts.channel,
            person=person,
        )


def retire_rule(*, actor: Actor, rule: EscalationRule) -> EscalationRule:
    """It makes no new steps; alerts that have the step already keep it. Twice is the same as once."""
    require(actor, P.ALERT_CONFIGURE, rule.access_facts())
    with change(reason=_("escalation rule retired")):
        held = EscalationRule.objects.select_for_update().get(pk=rule.pk)
        if held.is_active:
            held.is_active = False
            held.save()
    return held


def _person(facts: RuleFacts, department_id: UUID) -> User | None:
    if facts.channel != Channel.PERSON:
        return None
    person = people_in(department_id).filter(pk=facts.person_id).first() if facts.person_id else None
    if person is None:
        raise bad("person", _("Choose somebody who works in this department."))
    return person


def _current(category: AlertCategory, expected_version: int) -> AlertCategory:
    held = AlertCategory.objects.select_for_update(of=("self",)).select_related("department").get(pk=category.pk)
    if held.version != expected_version:
        raise AlertRefused("stale", _("Somebody else changed this category after you opened it. Open it again first."))
    return held


def _checked(facts: CategoryFacts, department: Department) -> Mapping[str, object]:
    label = words(facts.label, "label", 80, missing=_("Give the category a name."))
    source = words(facts.source_note, "source_note", 2000)
    if facts.limit_amount is None and facts.limit_unit:
        raise bad("limit_amount", _("Enter the limit, or leave its unit empty too."), code="required")
    if facts.limit_amount is not None:
        _check_wait("limit_amount", facts.limit_amount, "limit_unit", facts.limit_unit, department)
        if not source:
            raise bad("source_note", _("Say where this limit comes from: none is national."), code="required")
    return {
        "label": label,
        "meaning": words(facts.meaning, "meaning", 2000),
        "limit_amount": facts.limit_amount,
        "limit_unit": facts.limit_unit,
        "needs_direct_contact": facts.needs_direct_contact,
        "asks_primary_site": facts.asks_primary_site,
        "source_note": source,
        "active_from": facts.active_from,
    }


def _check_wait(name: str, amount: int, unit_name: str, unit: str, department: Department) -> None:
    if unit not in WaitUnit.values:
        raise bad(unit_name, _("Choose the unit."))
    if amount < 1:
        raise bad(name, _("Enter a number above zero: with nothing to wait, nothing could be late."))
    if amount > LONGEST[WaitUnit(unit)]:
        raise bad(name, _("This is longer than ten years. Check the number and the unit."))
    if unit == WaitUnit.WORKING_DAYS and calendar_of(department.trust_id) is None:
        raise Invalid(
            "no_calendar",
            _("Check what you entered."),
            {unit_name: _("This trust has not said whose bank holidays it keeps. Set its working calendar first.")},
        )

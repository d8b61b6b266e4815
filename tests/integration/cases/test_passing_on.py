"""Escalations that nobody takes on: reminders, the next person in the order, contacts, and what was done and when."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain import passing_on
from apps.cases.domain.contacting import record_contact
from apps.cases.domain.escalating import acknowledge, complete, hand_over
from apps.cases.domain.escalation_settings import set_passing_on
from apps.cases.domain.passing_on import pass_on
from apps.cases.enums import EscalationStepKind as K
from apps.cases.models import Case, Escalation, EscalationContact, EscalationStep, EscalationTurn
from apps.cases.tasks import pass_on_escalations
from apps.core.actor import acting_as
from apps.core.clock import at, clinical_day, clinical_instant, now, today
from apps.core.errors import Invalid, Refused
from apps.notifications.models import Notification
from tests.factories import cases
from tests.support.patient_first import SWEEP, contact
from tests.support.worlds import World


@pytest.fixture
def case(here: World, staff: User) -> Case:
    """A case for whose patient somebody may still need to act; the department's lead is asked."""
    return cases.case(staff, here.north, patient_action="yes", escalation_why="Book the CT")


@pytest.fixture
def escalation(case: Case) -> Escalation:
    """Its escalation."""
    return case.escalations.get()


@contextmanager
def _later(hours: float) -> Iterator[None]:
    with at(now() + timedelta(hours=hours)):
        yield


def _swept(hours: float) -> int:
    with _later(hours):
        return pass_on(actor=SWEEP)


def _steps() -> list[tuple[int, str]]:
    return list(EscalationStep.objects.order_by("carried_out_at").values_list("turn", "kind"))


def test_it_goes_from_one_to_the_next_until_everybody_is_told(here: World, escalation: Escalation) -> None:
    swept = [_swept(hours) for hours in (1, 5, 5, 25, 25, 50, 75, 100, 125, 200)]

    escalation.refresh_from_db()
    leads = list(EscalationStep.objects.filter(kind=K.HAND_OVER).order_by("turn").values_list("lead", "passed_to"))
    order = [here.one(role).pk for role in (Role.LEAD, Role.FAILSAFE, Role.CHAIR, Role.DEPUTY)]
    assert leads == list(zip(order, order[1:], strict=False))
    assert (escalation.lead_id, escalation.turn, escalation.status) == (order[-1], 4, "raised")
    assert swept == [0, 1, 0, 1, 0, 1, 1, 1, 0, 0]
    assert _steps() == [(1, K.REMIND_TAKE_ON), (1, K.HAND_OVER), (2, K.HAND_OVER), (3, K.HAND_OVER), (4, K.TELL_ALL)]


def test_each_is_told_of_what_concerns_them_once(here: World, escalation: Escalation) -> None:
    for hours in (5, 6, 25, 26):
        _swept(hours)

    address = reverse("cases:escalation", args=[escalation.pk])
    told = {
        role: Notification.objects.filter(person=here.one(role), url=address).count()
        for role in (Role.LEAD, Role.FAILSAFE, Role.CHAIR, Role.GOVERNANCE)
    }
    # Asked, reminded, passed on; asked; nothing yet; nothing.
    assert told == {Role.LEAD: 3, Role.FAILSAFE: 1, Role.CHAIR: 0, Role.GOVERNANCE: 0}


def test_what_somebody_took_on_stays_theirs(here: World, escalation: Escalation) -> None:
    lead = actor_for(here.one(Role.LEAD))
    with acting_as(lead):
        acknowledge(actor=lead, escalation_id=escalation.pk)

    for hours in (5, 25, 60):
        _swept(hours)

    escalation.refresh_from_db()
    assert (escalation.lead_id, escalation.status, escalation.turn) == (lead.user_id, "acknowledged", 1)
    assert _steps() == [(1, K.REMIND_RECORD), (1, K.TELL_ALL)]


def test_done_or_handed_over_by_a_person_starts_nothing_or_anew(here: World, escalation: Escalation) -> None:
    lead, chair = actor_for(here.one(Role.LEAD)), here.one(Role.CHAIR)
    with acting_as(lead), _later(20):
        hand_over(actor=lead, escalation_id=escalation.pk, lead_id=chair.pk)

    early, late = _swept(23), _swept(45)
    with acting_as(lead):
        complete(actor=lead, escalation_id=escalation.pk, done_what="Rang the ward.")
    after = _swept(500)

    assert (early, late, after) == (0, 1, 0)
    assert EscalationStep.objects.get().lead == chair


@pytest.mark.parametrize("where", ["step written", "event published"])
def test_killed_in_the_middle_nothing_is_done_and_nothing_is_dropped(
    escalation: Escalation, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    name = {"step written": "give_to", "event published": "publish"}[where]
    with monkeypatch.context() as patch:
        patch.setattr(passing_on, name, killed)
        with pytest.raises(KeyboardInterrupt):
            _swept(25)
    left = EscalationStep.objects.count(), Escalation.objects.get().turn

    again = _swept(25)

    assert left == (0, 1)
    assert (again, Escalation.objects.get().turn) == (1, 2)


def test_beat_s_task_does_it_in_its_own_name(escalation: Escalation) -> None:
    with _later(25):
        pass_on_escalations()

    versions = list(Escalation.history.filter(id=escalation.pk).order_by("version"))
    assert (versions[-1].actor_kind, versions[-1].actor_name) == ("job", "escalation sweep")


# A department's own hours and order


def test_a_department_s_own_order_and_hours_hold(here: World, chair: User, escalation: Escalation) -> None:
    lead = actor_for(here.one(Role.LEAD))
    with acting_as(lead):
        set_passing_on(
            actor=lead, department=here.north, remind_after_hours=0, hand_over_after_hours=2, order=[chair.pk]
        )

    assert _swept(2) == 1
    assert Escalation.objects.get().lead == chair
    assert _steps() == [(1, K.HAND_OVER)]


WRONG = {
    "later than never": ({"remind_after_hours": 337}, "remind_after_hours"),
    "reminded after it went on": ({"remind_after_hours": 8, "hand_over_after_hours": 8}, "hand_over_after_hours"),
    "a stranger": ({"order": [uuid4()]}, "order"),
}


@pytest.mark.parametrize("name", WRONG)
def test_settings_that_cannot_be_are_refused(here: World, name: str) -> None:
    change, field = WRONG[name]
    lead = actor_for(here.one(Role.LEAD))
    given: dict[str, Any] = {"remind_after_hours": None, "hand_over_after_hours": None, "order": [], **change}

    with acting_as(lead), pytest.raises(Invalid) as refused:
        set_passing_on(actor=lead, department=here.north, **given)

    assert set(refused.value.fields) == {field}


def test_the_page_of_the_order_saves_it_and_is_not_there_for_others(here: World, client_for: Any) -> None:
    address = reverse("cases:passing-on", args=[here.north.pk])
    lead = client_for(here.one(Role.LEAD))

    shown = lead.get(address).content.decode()
    twice = lead.post(address, {"place_0": "1", "place_1": "1"}).content.decode()
    saved = lead.post(address, {"hand_over_after_hours": "12", "place_1": "1", "place_0": "2"}, follow=True)

    assert here.one(Role.FAILSAFE).full_name in shown
    assert "Somebody else has this place" in twice
    assert "is saved" in saved.content.decode()
    assert [row.person for row in EscalationTurn.objects.all()] == [here.one(Role.FAILSAFE), here.one(Role.LEAD)]
    assert client_for(here.one(Role.CHAIR)).get(address).status_code == 404
    assert client_for(here.one(Role.LEAD, here.south)).get(address).status_code == 404


# Contacts, and what was done


def test_contacts_are_kept_once_and_no_longer_after_it_is_done(here: World, escalation: Escalation) -> None:
    lead, key = actor_for(here.one(Role.LEAD)), uuid4()
    with acting_as(lead):
        for _ in range(2):
            record_contact(actor=lead, escalation_id=escalation.pk, facts=contact(), key=key)
        complete(actor=lead, escalation_id=escalation.pk, done_what="Rang.", acted=clinical_instant(now()))
        with pytest.raises(Refused):
            record_contact(actor=lead, escalation_id=escalation.pk, facts=contact())

    assert EscalationContact.objects.count() == 1
    assert Escalation.objects.get().acted_precision == "instant"


BAD_CONTACTS = {
    "nobody": ({"who": "  "}, "who"),
    "no such way": ({"channel": "pigeon"}, "channel"),
    "no such result": ({"result": "maybe"}, "result"),
    "tomorrow": ({"tried": clinical_day(today() + timedelta(days=1))}, "tried"),
    "in an hour": ({"tried": clinical_instant(now() + timedelta(hours=1))}, "tried"),
}


@pytest.mark.parametrize("name", BAD_CONTACTS)
def test_a_contact_that_cannot_be_names_its_field(here: World, escalation: Escalation, name: str) -> None:
    change, field = BAD_CONTACTS[name]
    lead = actor_for(here.one(Role.LEAD))

    with acting_as(lead), pytest.raises(Invalid) as refused:
        record_contact(actor=lead, escalation_id=escalation.pk, facts=contact(**change))

    assert set(refused.value.fields) == {field}


def test_it_is_not_done_in_the_future(here: World, escalation: Escalation) -> None:
    lead, later = actor_for(here.one(Role.LEAD)), clinical_instant(now() + timedelta(minutes=5))

    with acting_as(lead), pytest.raises(Invalid) as refused:
        complete(actor=lead, escalation_id=escalation.pk, done_what="Rang.", acted=later)

    assert set(refused.value.fields) == {"acted"}


def test_page_keeps_contacts_and_says_who_is_next(here: World, escalation: Escalation, client_for: Any) -> None:
    client, address = client_for(here.one(Role.LEAD)), reverse("cases:escalation", args=[escalation.pk])
    typed = {"who": "Ward 7 ✓", "channel": "telephone", "result": "not_reached", "tried_unknown": "on"}

    wrong = client.post(address + "contact/", {**typed, "result": ""}).content.decode()
    client.post(address + "contact/", typed)
    page = client.get(address).content.decode()

    assert "Choose what came of it." in wrong
    assert "Ward 7 ✓" in wrong
    assert "Ward 7 ✓" in page
    assert "If nobody takes it on within 24 hours" in page
    # The form on which it was logged promises that whoever acts reads it without the name.
    assert here.one(Role.STAFF).full_name not in page
    assert here.one(Role.STAFF).full_name in client_for(here.one(Role.CHAIR)).get(address).content.decode()


def test_list_says_how_many_and_how_old(here: World, escalation: Escalation, client_for: Any) -> None:
    page = client_for(here.one(Role.GOVERNANCE)).get(reverse("cases:escalations")).content.decode()
    home = client_for(here.one(Role.LEAD)).get("/").content.decode()

    assert "The oldest was raised" in page
    assert "goes to the next person on" in page
    assert "goes to the next person on" in home

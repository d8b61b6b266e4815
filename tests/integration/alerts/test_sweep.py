"""The sweep: who is reached by which channel, what a mail server's answers lead to, and several sweepers at once."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from apps.access.roles import Role
from apps.accounts.models import Membership
from apps.alerts.domain.raising import RecipientFacts
from apps.alerts.domain.sweeping import CALL_AFTER, sweep
from apps.alerts.enums import AttemptOutcome, CallReason, Channel, ClockKind, ClockState
from apps.alerts.models import Alert, AlertAttempt, AlertCall, AlertClock
from apps.alerts.queries.due import due_clocks, next_due
from apps.core.actor import acting_as, command_actor
from apps.core.clock import at, now
from apps.notifications.models import Notification
from tests.factories import alerts
from tests.support.mail_server import Mailbox
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db


def sweep_after(**wait: int) -> int:
    with at(now() + timedelta(**wait)):
        return sweep(actor=command_actor("test"))


def letters_in(box: Mailbox) -> list[list[str]]:
    return [one.to for one in box.letters if one.message_id.startswith("<alert-step.")]


def raised(built: World, channel: Channel, recipient: RecipientFacts = alerts.REFERRER, **rule: Any) -> Alert:
    kind = alerts.category(built, alerts.switched_on(built), limit_amount=None, limit_unit="")
    alerts.rule(built, kind, channel=channel, **rule)
    return alerts.alert(built, kind, recipient=recipient)


def told() -> set[str]:
    found = Notification.objects.filter(key__startswith="alert:").select_related("person")
    return {one.person.full_name for one in found}


def test_nothing_is_done_before_it_is_due_and_everything_once(built: World, mailbox: Mailbox) -> None:
    raised(built, Channel.REFERRER_EMAIL)

    assert [sweep_after(minutes=minutes) for minutes in (0, 59, 61, 62, 600)] == [1, 0, 1, 0, 0]
    assert letters_in(mailbox) == [[alerts.REFERRER.email]] * 2


@pytest.mark.parametrize(
    ("channel", "role", "people"),
    [
        (Channel.OFFICER, None, {"Failsafe Officer of North Radiology"}),
        (Channel.PERSON, Role.CHAIR, {"Chair of North Radiology"}),
        # A named person who may not see alerts is of no use: whoever follows alerts is told instead.
        (Channel.PERSON, Role.COORDINATOR, {"Failsafe Officer of North Radiology"}),
        (Channel.TELEPHONE, None, {"Failsafe Officer of North Radiology"}),
    ],
)
def test_who_is_told(built: World, mailbox: Mailbox, channel: Channel, role: Role | None, people: set[str]) -> None:
    person = {"person_id": built.one(role).pk} if role else {}
    alert = raised(built, channel, **person)

    sweep_after(hours=2)

    assert told() == people
    assert AlertCall.objects.filter(alert=alert).count() == (1 if channel == Channel.TELEPHONE else 0)


def test_without_an_officer_the_lead_is_told_and_without_anybody_it_stays_due(built: World, mailbox: Mailbox) -> None:
    alert = raised(built, Channel.OFFICER)
    step = AlertClock.objects.get(alert=alert, kind=ClockKind.RULE)
    with acting_as(command_actor("test")):
        _nobody_is(built, Role.FAILSAFE, Role.LEAD, Role.CHAIR, Role.DEPUTY)
        sweep_after(hours=2)
        step.refresh_from_db()
        assert (step.state, told()) == (ClockState.WAITING, set())
        Membership.objects.create(
            person=built.one(Role.LEAD), department=built.north, role=Role.LEAD, starts_on=now().date()
        )
    sweep_after(hours=4)

    step.refresh_from_db()
    assert (step.state, told()) == (ClockState.DONE, {"Department Lead of North Radiology"})


def _nobody_is(built: World, *roles: Role) -> None:
    for held in Membership.objects.filter(department=built.north, role__in=roles):
        held.starts_on = held.ends_on = now().date() - timedelta(days=1)
        held.save()


@pytest.mark.parametrize(
    ("recipient", "to"),
    [
        (RecipientFacts(name="A", email="a@x.example.org"), ["a@x.example.org"]),
        (RecipientFacts(name="A", team_email="t@x.example.org"), ["t@x.example.org"]),
        (RecipientFacts(name="A", telephone="01632 960001"), None),
    ],
)
def test_without_an_address_a_call_is_asked_for(
    built: World, mailbox: Mailbox, recipient: RecipientFacts, to: list[str] | None
) -> None:
    alert = raised(built, Channel.OFFICER, recipient)

    sweep_after(minutes=1)

    assert letters_in(mailbox) == ([to] if to else [])
    reasons = list(AlertCall.objects.filter(alert=alert).values_list("reason", flat=True))
    assert reasons == ([] if to else [CallReason.NO_ADDRESS])


def test_an_address_that_nobody_has_becomes_a_call(built: World, mailbox: Mailbox) -> None:
    mailbox.refuses.add(alerts.REFERRER.email)
    alert = raised(built, Channel.OFFICER)

    sweep_after(minutes=1)

    attempt = AlertAttempt.objects.get()
    assert (attempt.outcome, attempt.error) == (AttemptOutcome.REFUSED, "SMTP 550")
    assert alert.calls.get().reason == CallReason.NOT_DELIVERED
    assert attempt.clock.state == ClockState.DONE


def test_a_busy_mail_server_is_tried_again_and_an_officer_hears_of_it(built: World, mailbox: Mailbox) -> None:
    mailbox.is_busy = True
    alert = raised(built, Channel.OFFICER, after_amount=90, after_unit="days")
    hours = 0
    for _tries in range(CALL_AFTER):
        hours += 2
        assert sweep_after(hours=hours) == 1
    assert alert.calls.get().reason == CallReason.NOT_DELIVERED

    mailbox.is_busy = False
    assert sweep_after(hours=hours + 2) == 1

    outcomes = list(AlertAttempt.objects.order_by("number").values_list("outcome", flat=True))
    assert outcomes == [AttemptOutcome.FAILED] * CALL_AFTER + [AttemptOutcome.SENT]
    assert len(set(AlertAttempt.objects.values_list("message_id", flat=True))) == 1
    assert letters_in(mailbox) == [[alerts.REFERRER.email]]
    assert alert.calls.count() == 1


def test_a_mail_server_that_is_away_loses_nothing(built: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    raised(built, Channel.OFFICER, after_amount=90, after_unit="days")

    sweep_after(minutes=1)

    attempt = AlertAttempt.objects.get()
    assert (attempt.outcome, attempt.error) == (AttemptOutcome.FAILED, "ConnectionRefusedError")
    assert AlertClock.objects.filter(kind=ClockKind.NOTICE, state=ClockState.WAITING).exists()


def test_what_is_due_next_is_the_first_of_what_is_due(built: World) -> None:
    """The statement that is made once gives what the query gives, at every moment."""
    raised(built, Channel.OFFICER)
    raised_too = alerts.alert(built, alerts.category(built, code="too"))

    for hours in (-1, 0, 1, 3, 99):
        moment = raised_too.raised_at + timedelta(hours=hours)
        assert next_due(moment) == due_clocks(moment).values_list("pk", flat=True).first()
    AlertClock.objects.update(state=ClockState.DONE)
    assert next_due(now() + timedelta(days=9)) is None


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_at_once_make_one_attempt(mailbox: Mailbox) -> None:
    built = world()
    kind = alerts.category(built, alerts.switched_on(built))
    for _one in range(6):
        alerts.alert(built, kind)
    start, tried = Barrier(3), []

    def run() -> None:
        start.wait()
        tried.append(sweep(actor=command_actor("test")))
        connections.close_all()

    sweepers = [Thread(target=run) for _one in range(3)]
    for one in sweepers:
        one.start()
    for one in sweepers:
        one.join()

    assert sum(tried) == 6
    assert AlertAttempt.objects.count() == 6
    ids = [one.message_id for one in mailbox.letters]
    assert len(ids) == len(set(ids)) == 6


def test_what_is_due_is_found_through_the_partial_index(built: World) -> None:
    alert = raised(built, Channel.OFFICER)
    step = AlertClock.objects.filter(alert=alert)[0]
    AlertClock.objects.bulk_create(
        AlertClock(
            alert=alert, kind=ClockKind.NOTICE, level=level, channel=Channel.REFERRER_EMAIL, due_at=step.due_at,
            next_at=step.due_at + timedelta(days=level), message_id=f"<{level}>",
        )
        for level in range(1, 3000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE alerts_alertclock")

    # PostgreSQL says "Index Scan using", SQLite "SEARCH ... USING INDEX"; both name a scan of the table.
    for query in (due_clocks(now())[:1], due_clocks(now()).values_list("pk", flat=True)[:1]):
        plan = query.explain()
        assert "alerts_clock_due" in plan
        assert "Seq Scan" not in plan
        assert "Sort" not in plan


def test_the_readiness_page_says_when_nobody_sweeps(built: World, client: Client, mailbox: Mailbox) -> None:
    raised(built, Channel.OFFICER)

    assert client.get("/readyz").json()["alerts"] == "ok"
    with at(now() + timedelta(minutes=6)):
        late = client.get("/readyz").json()
        sweep(actor=command_actor("test"))
        again = client.get("/readyz").json()
    assert (late["alerts"], late["status"], again["alerts"]) == ("late", "degraded", "ok")

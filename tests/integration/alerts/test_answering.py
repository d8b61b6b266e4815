"""A referrer without an account answers through a one-time link; a mail scanner does not."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from apps.access.models import AccessEvent
from apps.alerts.domain.links import hash_of
from apps.alerts.domain.sweeping import sweep
from apps.alerts.enums import ActKind, AlertStatus, CallReason, ClockState, HowConfirmed
from apps.alerts.models import Alert, AlertAct, AlertClock, AnswerLink
from apps.core.actor import command_actor
from apps.core.clock import at, now
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.models import JourneyEvent
from apps.notifications.models import Notification
from tests.factories import alerts, cases
from tests.support.mail_server import Mailbox
from tests.support.worlds import World

pytestmark = pytest.mark.django_db

WHO = {"name": "Dr Rowan Ashby", "role": "GP"}
FINDING = "New mass in the right upper lobe"


@pytest.fixture
def alert(built: World, mailbox: Mailbox) -> Alert:
    kind = alerts.category(built, alerts.switched_on(built))
    alerts.rule(built, kind, level=1)
    alerts.rule(built, kind, level=2, waits_for=ActKind.ACTED, after_amount=5, channel="referrer_email")
    return alerts.alert(built, kind, of=cases.study(built.north, accession_number="PLANTED0042"))


def sweep_now() -> int:
    return sweep(actor=command_actor("test"))


def link_in(box: Mailbox) -> str:
    """The path of the link in the newest letter to the referrer."""
    letters = [one for one in box.letters if one.message_id.startswith("<alert-step.")]
    found = re.search(r"https?://[^/\s]+(/alert-link/\S+/)", letters[-1].text)
    assert found
    return found[1]


def test_the_letter_says_that_something_waits_and_where_and_nothing_else(alert: Alert, mailbox: Mailbox) -> None:
    assert sweep_now() == 1

    (letter,) = mailbox.letters
    assert letter.to == [alerts.REFERRER.email]
    said = f"{letter.content['Subject']} {letter.text}"
    for planted in (FINDING, "PLANTED0042", alert.category.label, "lung", "CT", str(alert.pk)):
        assert planted not in said
    assert "01632 960999" in said
    token = link_in(mailbox).split("/")[2]
    link = AnswerLink.objects.get()
    assert link.token_hash == hash_of(token) != token
    assert len(token) >= 43


def test_opening_the_link_records_nothing_and_shows_nothing_of_the_examination(
    alert: Alert, mailbox: Mailbox, client: Client
) -> None:
    sweep_now()
    path = link_in(mailbox)

    for method in ("get", "head", "options"):
        response = getattr(client, method)(path)
        assert response.status_code == 200

    page = client.get(path)
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    for planted in (FINDING, "PLANTED0042", alert.study.description):
        assert planted not in page.content.decode()
    alert.refresh_from_db()
    assert (alert.status, alert.read_at) == (AlertStatus.UNREAD, None)
    assert not AlertAct.objects.exists()
    assert AnswerLink.objects.get().used_at is None


def test_reading_and_acting_are_two_acts_by_somebody_named(alert: Alert, mailbox: Mailbox, client: Client) -> None:
    sweep_now()

    read = client.post(link_in(mailbox), {**WHO, "answer": "read"})

    alert.refresh_from_db()
    assert alert.status == AlertStatus.READ
    assert alert.is_open
    assert alert.acted_at is None
    page = client.get(read["Location"])
    look = AccessEvent.objects.get(object_id=str(alert.pk))
    assert (look.user_id, look.actor_name) == (None, "Dr Rowan Ashby (by one-time link)")
    assert FINDING in page.content.decode()
    assert "PLANTED0042" in page.content.decode()

    client.post(read["Location"], {**WHO, "done": "Referred on the two-week pathway.", "patient_told": "on"})

    alert.refresh_from_db()
    assert alert.status == AlertStatus.ACTED
    assert None not in (alert.closed_at, alert.acted_at, alert.informed_at)
    acts = list(AlertAct.objects.order_by("recorded_at"))
    assert [one.kind for one in acts] == [ActKind.READ, ActKind.ACTED, ActKind.INFORMED]
    assert {(one.person_name, one.person_role, one.how, one.recorded_by_id) for one in acts} == {
        ("Dr Rowan Ashby", "GP", HowConfirmed.LINK, None)
    }
    version = alert.history.latest()
    assert version.actor_name == "Dr Rowan Ashby, GP (by one-time link)"
    assert not AlertClock.objects.filter(state=ClockState.WAITING).exists()
    steps = JourneyEvent.objects.filter(study=alert.study, origin=RecordSource.ALERT)
    assert set(steps.values_list("stage", flat=True)) == {
        JourneyStage.COMMUNICATION, JourneyStage.ACKNOWLEDGEMENT, JourneyStage.REFERRER_ACTION,
        JourneyStage.PATIENT_INFORMED,
    }  # fmt: skip
    assert set(steps.values_list("precision", flat=True)) == {"instant"}


def test_a_link_does_one_thing_once(alert: Alert, mailbox: Mailbox, client: Client) -> None:
    sweep_now()
    path = link_in(mailbox)
    acting = client.post(path, {**WHO, "answer": "read"})["Location"]

    assert client.get(path).status_code == 410
    assert client.post(path, {**WHO, "answer": "read"}).status_code == 410
    # What is for acting does not answer for reading, nor say "not for me".
    assert client.post(acting, {**WHO, "answer": "not-for-me"}).status_code == 200
    assert AlertAct.objects.count() == 1
    client.post(acting, {**WHO, "done": "Booked a CT."})
    assert client.get(acting).status_code == 410


@pytest.mark.parametrize("token", ["x", "A" * 43, "0" * 300, "thank-you-not", "%00"])
def test_a_guessed_link_says_no_more_than_one_that_was_used(alert: Alert, client: Client, token: str) -> None:
    response = client.get(f"/alert-link/{token}/")

    assert response.status_code in (404, 410)
    assert alert.reference not in response.content.decode()


def test_a_link_runs_out(alert: Alert, mailbox: Mailbox, client: Client) -> None:
    sweep_now()
    path = link_in(mailbox)

    with at(now() + timedelta(hours=169)):
        assert client.get(path).status_code == 410
        assert client.post(path, {**WHO, "answer": "read"}).status_code == 410
    assert not AlertAct.objects.exists()


@pytest.mark.parametrize("given", [{}, {"name": "Dr Ashby"}, {"role": "GP"}, {"name": "  ", "role": "GP"}])
def test_nobody_answers_without_a_name_and_a_role(
    alert: Alert, mailbox: Mailbox, client: Client, given: dict[str, str]
) -> None:
    sweep_now()

    response = client.post(link_in(mailbox), {**given, "answer": "read"})

    assert response.status_code == 200
    assert "Error" in response.content.decode()
    assert not AlertAct.objects.exists()
    assert AnswerLink.objects.get().used_at is None


def test_it_is_not_for_me(alert: Alert, mailbox: Mailbox, client: Client) -> None:
    sweep_now()
    path = link_in(mailbox)

    response = client.post(
        path, {"other-name": "Pat Wrong", "other-role": "Clerk", "other-why": "Ward 7", "answer": "not-for-me"}
    )

    assert response["Location"] == "/alert-link/thank-you/"
    assert client.get(path).status_code == 410
    alert.refresh_from_db()
    assert alert.status == AlertStatus.UNREAD
    recipient = alert.recipients.get()
    assert recipient.ended_at is not None
    assert "Pat Wrong" in recipient.ended_why
    assert "Ward 7" in recipient.ended_why
    assert alert.calls.get().reason == CallReason.WRONG_RECIPIENT
    assert Notification.objects.filter(key__startswith="alert:call:").exists()
    # The clocks run on: nobody has read it.
    assert AlertClock.objects.filter(alert=alert, state=ClockState.WAITING).count() == 3


def test_reading_ends_what_waited_for_it_and_what_waits_for_acting_goes_on(
    alert: Alert, mailbox: Mailbox, client: Client
) -> None:
    sweep_now()
    client.post(link_in(mailbox), {**WHO, "answer": "read"})

    waiting = AlertClock.objects.filter(alert=alert, state=ClockState.WAITING)
    assert [one.waits_for for one in waiting] == [ActKind.ACTED]
    with at(now() + timedelta(hours=6)):
        assert sweep_now() == 1
        response = client.post(link_in(mailbox), {**WHO, "done": "Referred."})
    assert response["Location"] == "/alert-link/thank-you/"
    alert.refresh_from_db()
    assert alert.status == AlertStatus.ACTED


def test_nobody_who_is_signed_in_is_joined_to_an_answer(
    alert: Alert, mailbox: Mailbox, client: Client, built: World
) -> None:
    sweep_now()
    client.force_login(built.outsider)
    before = AccessEvent.objects.count()

    client.post(link_in(mailbox), {**WHO, "answer": "read"})

    assert alert.history.latest().history_user_id is None
    assert AccessEvent.objects.count() == before

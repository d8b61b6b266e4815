"""What a fail-safe officer records: two acts, calls, another recipient, corrections; each with its refusals."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.alerts.domain import recording
from apps.alerts.domain.raising import RecipientFacts
from apps.alerts.domain.sweeping import sweep
from apps.alerts.enums import ActKind, AlertStatus, CallReason, ClockKind, ClockState, HowConfirmed
from apps.alerts.models import Alert, AlertAct, AlertClock, AnswerLink
from apps.core.actor import acting_as, command_actor
from apps.core.clock import clinical_instant, now
from apps.core.errors import DomainError, Forbidden, Invalid, NotVisible, Refused
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.models import JourneyEvent
from tests.factories import alerts
from tests.support.mail_server import Mailbox
from tests.support.worlds import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(built: World) -> Alert:
    kind = alerts.category(built, alerts.switched_on(built))
    alerts.rule(built, kind)
    alerts.rule(built, kind, level=2, waits_for=ActKind.ACTED, after_amount=3)
    return alerts.alert(built, kind, reported=clinical_instant(now() - timedelta(hours=5)))


def as_officer(built: World, do: Callable[..., Any], **given: Any) -> Any:
    actor = actor_for(built.one(Role.FAILSAFE))
    with acting_as(actor):
        return do(actor=actor, **given)


def waiting(alert: Alert) -> set[tuple[str, int]]:
    return set(AlertClock.objects.filter(alert=alert, state=ClockState.WAITING).values_list("kind", "level"))


def test_it_closes_only_after_both_acts(built: World, alert: Alert) -> None:
    alerts.act(built, alert, at=now() - timedelta(hours=1))
    alert.refresh_from_db()
    assert (alert.status, alert.closed_at) == (AlertStatus.READ, None)
    assert waiting(alert) == {(ClockKind.RULE, 2)}

    act = alerts.act(built, alert, ActKind.ACTED)

    alert.refresh_from_db()
    assert alert.status == AlertStatus.ACTED
    assert alert.closed_at is not None
    assert waiting(alert) == set()
    assert (act.how, act.recorded_by) == (HowConfirmed.TELEPHONE, built.one(Role.FAILSAFE))


@pytest.mark.parametrize(
    ("kind", "given", "code", "field"),
    [
        (ActKind.ACTED, {}, "not_read_yet", ""),
        (ActKind.READ, {"person_name": " "}, "required", "person_name"),
        (ActKind.READ, {"at": datetime(2100, 1, 1, tzinfo=UTC)}, "invalid", "at"),
        (ActKind.READ, {"at": datetime(2026, 1, 1)}, "invalid", "at"),  # noqa: DTZ001 - a time without a zone
        (ActKind.READ, {"at": datetime(2020, 1, 1, tzinfo=UTC)}, "invalid", "at"),
        (ActKind.READ, {"how": HowConfirmed.LINK}, "invalid", "how"),
        (ActKind.READ, {"how": "dream"}, "invalid", "how"),
        (ActKind.READ, {"person_name": "x" * 201}, "too_long", "person_name"),
    ],
)
def test_what_cannot_be_recorded_says_why(
    built: World, alert: Alert, kind: ActKind, given: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        alerts.act(built, alert, kind, **given)

    assert refused.value.code == code
    assert list(refused.value.fields) == ([field] if field else [])
    assert not AlertAct.objects.exists()


def test_acting_is_not_before_reading_and_says_what_it_was(built: World, alert: Alert) -> None:
    alerts.act(built, alert, at=now() - timedelta(hours=1))

    with pytest.raises(Invalid) as early:
        alerts.act(built, alert, ActKind.ACTED, at=now() - timedelta(hours=2))
    with pytest.raises(Invalid) as silent:
        alerts.act(built, alert, ActKind.ACTED, what="")

    assert (set(early.value.fields), set(silent.value.fields)) == ({"at"}, {"what"})


def test_the_second_half_of_a_double_click_changes_nothing(built: World, alert: Alert) -> None:
    moment = now()
    first = alerts.act(built, alert, at=moment)
    assert alerts.act(built, alert, at=moment).pk == first.pk

    with pytest.raises(Refused) as second:
        alerts.act(built, alert, at=moment, person_name="Somebody else")
    assert second.value.code == "wrong_state"


def test_a_struck_entry_stays_readable_and_what_waited_is_due_again(built: World, alert: Alert) -> None:
    alerts.act(built, alert, at=now() - timedelta(hours=1))
    alerts.act(built, alert, ActKind.ACTED)

    with pytest.raises(Refused) as first:
        as_officer(built, recording.strike_act, alert_id=alert.pk, kind=ActKind.READ, why="Wrong alert.")
    assert first.value.code == "acted_stands"
    as_officer(built, recording.strike_act, alert_id=alert.pk, kind=ActKind.ACTED, why="Wrong alert.")
    alert.refresh_from_db()
    assert (alert.status, alert.closed_at, alert.acted_at) == (AlertStatus.READ, None, None)
    assert waiting(alert) == {(ClockKind.RULE, 2)}
    as_officer(built, recording.strike_act, alert_id=alert.pk, kind=ActKind.READ, why="Wrong alert.")

    alert.refresh_from_db()
    assert (alert.status, alert.read_at) == (AlertStatus.UNREAD, None)
    assert waiting(alert) == {(ClockKind.LIMIT, 0), (ClockKind.RULE, 1), (ClockKind.RULE, 2)}
    assert set(AlertAct.objects.values_list("struck_why", flat=True)) == {"Wrong alert."}
    told = JourneyEvent.objects.filter(study=alert.study, origin=RecordSource.ALERT)
    assert list(told.values_list("stage", flat=True)) == [JourneyStage.COMMUNICATION]
    # And it can be recorded again, rightly.
    alerts.act(built, alert)
    alert.refresh_from_db()
    assert alert.status == AlertStatus.READ


def test_a_call_reaches_somebody_and_says_nothing_of_reading(built: World, alert: Alert) -> None:
    call = as_officer(built, recording.record_call, alert_id=alert.pk, spoke_to="Ward sister", result="Will tell him.")

    assert (call.reason, call.made_by) == (CallReason.OWN_ACCORD, built.one(Role.FAILSAFE))
    alert.refresh_from_db()
    assert alert.status == AlertStatus.UNREAD
    with pytest.raises(Invalid):
        as_officer(built, recording.record_call, alert_id=alert.pk, spoke_to="Ward", result="")
    with pytest.raises(NotVisible):
        as_officer(built, recording.record_call, alert_id=alert.pk, spoke_to="", result="No answer.", call_id=uuid4())


def test_another_recipient_is_written_to_and_earlier_links_stop(built: World, alert: Alert, mailbox: Mailbox) -> None:
    sweep(actor=command_actor("test"))
    other = RecipientFacts(name="Dr Sasha Quill", email="quill@harbour.example.org")

    as_officer(built, recording.readdress, alert_id=alert.pk, facts=other, why="Moved practice.")

    assert not AnswerLink.objects.filter(closed_at=None).exists()
    sweep(actor=command_actor("test"))
    assert [one.to for one in mailbox.letters] == [[alerts.REFERRER.email], ["quill@harbour.example.org"]]
    assert len({one.message_id for one in mailbox.letters}) == 2
    names = [(one.name, bool(one.ended_at)) for one in alert.recipients.all()]
    assert names == [("Dr Rowan Ashby", True), ("Dr Sasha Quill", False)]


def test_withdrawing_ends_everything_and_twice_is_once(built: World, alert: Alert) -> None:
    for _times in range(2):
        as_officer(built, recording.withdraw, alert_id=alert.pk, why="Raised on the wrong study.")

    alert.refresh_from_db()
    assert alert.status == AlertStatus.WITHDRAWN
    assert waiting(alert) == set()
    assert alert.history.latest().history_change_reason == "Raised on the wrong study."
    assert not JourneyEvent.objects.filter(study=alert.study, origin=RecordSource.ALERT).exists()
    with pytest.raises(Refused):
        alerts.act(built, alert)


ACTS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "strike": (recording.strike_act, {"kind": ActKind.READ, "why": "Wrong."}),
    "call": (recording.record_call, {"spoke_to": "", "result": "No answer."}),
    "readdress": (recording.readdress, {"facts": alerts.REFERRER, "why": "Moved."}),
    "again": (recording.send_again, {}),
    "withdraw": (recording.withdraw, {"why": "Wrong."}),
}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize(
    ("role", "elsewhere", "refusal"),
    [
        (Role.CHAIR, False, Forbidden),
        (Role.GOVERNANCE, False, Forbidden),
        (Role.REVIEWER, False, NotVisible),
        (Role.COORDINATOR, False, NotVisible),
        (Role.ADMIN, False, NotVisible),
        (Role.STAFF, False, Forbidden),  # raised it: sees what becomes of it, and no more
        (Role.FAILSAFE, True, NotVisible),
        (Role.LEAD, True, NotVisible),
    ],
)
def test_who_may_not(
    built: World, alert: Alert, name: str, role: Role, elsewhere: bool, refusal: type[DomainError]
) -> None:
    do, given = ACTS[name]
    actor = actor_for(built.one(role, built.south if elsewhere else built.north))

    with acting_as(actor), pytest.raises(refusal):
        do(actor=actor, alert_id=alert.pk, **given)

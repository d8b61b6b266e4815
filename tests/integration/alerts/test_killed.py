"""Killed at any commit or call to the outside: nothing due is dropped, nothing is silently doubled."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.alerts.domain.checkpoints import Checkpoint, watched_by
from apps.alerts.domain.sweeping import LEASE, sweep
from apps.alerts.enums import AttemptOutcome, Channel, ClockState
from apps.alerts.models import Alert, AlertAttempt, AlertClock
from apps.core.actor import Actor, ActorKind, Source
from apps.core.clock import at, now
from apps.notifications.models import Notification
from tests.factories import alerts
from tests.support.mail_server import Mailbox
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db(transaction=True)

SWEEPER = Actor(kind=ActorKind.JOB, name="alert sweep", source=Source.JOB)
OF_THE_SWEEP = [one for one in Checkpoint if one not in (Checkpoint.BEFORE_RAISE_COMMIT, Checkpoint.RAISED)]


class Killed(BaseException):
    """The process ended here: nothing catches it."""


def killing(place: Checkpoint) -> Callable[[Checkpoint], None]:
    """Ends the process at that checkpoint."""

    def watcher(here: Checkpoint) -> None:
        if here is place:
            raise Killed

    return watcher


def raised(built: World) -> Alert:
    """An alert with a first letter, a letter at level 1, a notice at level 2, a call at level 3."""
    kind = alerts.category(built, alerts.switched_on(built))
    alerts.rule(built, kind, level=1, channel=Channel.REFERRER_EMAIL)
    alerts.rule(built, kind, level=2, channel=Channel.OFFICER)
    alerts.rule(built, kind, level=3, channel=Channel.TELEPHONE)
    return alerts.alert(built, kind)


def later(**much: int) -> datetime:
    return now() + timedelta(**much)


def letters_in(box: Mailbox) -> Counter[str]:
    """How often each letter to a referrer arrived; the mail that people here get is not counted."""
    return Counter(one.message_id for one in box.letters if one.message_id.startswith("<alert-step."))


def due_steps(alert: Alert) -> int:
    return AlertClock.objects.filter(alert=alert, state=ClockState.WAITING).count()


@pytest.mark.parametrize("place", OF_THE_SWEEP)
def test_killed_at_each_point_nothing_is_dropped_and_nothing_is_silently_doubled(
    place: Checkpoint, mailbox: Mailbox
) -> None:
    alert = raised(world())
    due = later(hours=3)
    assert due_steps(alert) == 5

    kills = 0
    for _times in range(3):
        with at(due), watched_by(killing(place)), pytest.raises(Killed):
            sweep(actor=SWEEPER)
        kills += 1
        due += LEASE + timedelta(seconds=1)
    with at(due):
        sweep(actor=SWEEPER)

    assert kills == 3
    assert due_steps(alert) == 0
    letters = letters_in(mailbox)
    steps = AlertClock.objects.filter(alert=alert, channel=Channel.REFERRER_EMAIL)
    # Every letter arrived, and one that arrived twice is the same letter to a mail server.
    assert set(letters) == set(steps.values_list("message_id", flat=True))
    tries = dict(steps.values_list("message_id", "tries"))
    assert all(letters[one] <= tries[one] for one in letters)
    # What arrived more than once was written down before each time, and reads "may have been sent".
    cut_short = AlertAttempt.objects.filter(ended_at=None)
    assert sum(letters.values()) - len(letters) <= cut_short.count()
    assert all(one.outcome == AttemptOutcome.NOT_KNOWN for one in cut_short)
    # Notices and calls are written with the end of their attempt: exactly once each.
    assert alert.calls.count() == 1
    keys = Notification.objects.filter(key__startswith="alert:").values_list("key", flat=True)
    assert len(keys) == len(set(keys)) == 3


@pytest.mark.parametrize("place", [Checkpoint.CLAIMED, Checkpoint.BEFORE_SEND, Checkpoint.SENT])
def test_what_is_cut_short_is_left_open_and_sent_again_under_the_same_message_id(
    place: Checkpoint, mailbox: Mailbox
) -> None:
    built = world()
    alert = alerts.alert(built, alerts.category(built, alerts.switched_on(built), limit_amount=None, limit_unit=""))
    step = AlertClock.objects.get(alert=alert)

    with watched_by(killing(place)), pytest.raises(Killed):
        sweep(actor=SWEEPER)

    first = AlertAttempt.objects.get(clock=step)
    assert (first.ended_at, first.outcome, first.message_id) == (None, AttemptOutcome.NOT_KNOWN, step.message_id)
    assert len(mailbox.letters) == (1 if place is Checkpoint.SENT else 0)
    # While the lease runs somebody may still be at it: nobody else touches the step.
    assert sweep(actor=SWEEPER) == 0

    with at(now() + LEASE + timedelta(seconds=1)):
        assert sweep(actor=SWEEPER) == 1

    second = AlertAttempt.objects.get(clock=step, number=2)
    assert (second.outcome, second.message_id) == (AttemptOutcome.SENT, step.message_id)
    assert {one.message_id for one in mailbox.letters} == {step.message_id}
    first.refresh_from_db()
    assert first.ended_at is None


@pytest.mark.parametrize("place", [Checkpoint.BEFORE_RAISE_COMMIT, Checkpoint.RAISED])
def test_killed_while_raising_there_is_a_whole_alert_or_none(place: Checkpoint, mailbox: Mailbox) -> None:
    built = world()
    kind = alerts.category(built, alerts.switched_on(built))

    with watched_by(killing(place)), pytest.raises(Killed):
        alerts.alert(built, kind)

    whole = place is Checkpoint.RAISED
    assert Alert.objects.count() == (1 if whole else 0)
    assert AlertClock.objects.count() == (2 if whole else 0)
    assert sweep(actor=SWEEPER) == (1 if whole else 0)
    assert len(mailbox.letters) == (1 if whole else 0)


def test_every_checkpoint_is_tried() -> None:
    assert {*OF_THE_SWEEP, Checkpoint.BEFORE_RAISE_COMMIT, Checkpoint.RAISED} == set(Checkpoint)


def test_what_fell_due_while_the_system_was_down_is_found_at_the_next_sweep(mailbox: Mailbox) -> None:
    alert = raised(world())

    with at(later(days=9)):
        assert sweep(actor=SWEEPER) == 5

    assert due_steps(alert) == 0
    alert.refresh_from_db()
    assert alert.level == 3

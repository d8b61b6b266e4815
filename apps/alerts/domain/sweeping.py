"""The sweep: finds what is due, writes down that it will try, tries, and writes down what came of it.

The order is the promise. An attempt is committed before anything leaves and closed after it. Killed in between, the
step is due again when its lease has run out; the letter is then sent again with the same message id, and the attempt
that was cut short reads "may have been sent". So nothing due is dropped, and nothing is silently doubled
(docs/adr/0018).
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.alerts.domain.checkpoints import Checkpoint, reached
from apps.alerts.domain.mailing import Undeliverable, letter_for, send
from apps.alerts.domain.steps import ask_for_call
from apps.alerts.enums import AttemptOutcome, CallReason, Channel, ClockKind, ClockState
from apps.alerts.events import AlertNeedsSomebody
from apps.alerts.letters import Letter
from apps.alerts.models import Alert, AlertAttempt, AlertClock
from apps.alerts.queries.due import due_clocks, next_due
from apps.alerts.queries.officers import followers_of, person_or_followers
from apps.core.actor import Actor, acting_as
from apps.core.clock import now
from apps.core.events import publish

log = logging.getLogger(__name__)

# Longer than any one letter can take, so that nobody takes a step over while it is being sent.
LEASE = timedelta(minutes=5)
# After so many failures an officer is asked to call as well; the letter is still tried.
CALL_AFTER = 3
LONGEST_WAIT = timedelta(hours=1)
AT_ONCE = 200

Post = Callable[[Letter], None]


@dataclass(frozen=True)
class Taken:
    """A step that this process holds, with its attempt, and the letter if there is an address to write to."""

    clock: AlertClock
    attempt: AlertAttempt
    letter: Letter | None


@dataclass(frozen=True)
class Came:
    """What came of an attempt."""

    outcome: AttemptOutcome
    error: str = ""


def sweep(*, actor: Actor, most: int = AT_ONCE, post: Post = send) -> int:
    """Carry out what is due, one step at a time, the longest overdue first; returns how many steps were tried.

    Safe to run by several processes at once and to be killed anywhere. `post` hands a letter over; a demonstration
    hands it to nobody.
    """
    tried = 0
    with acting_as(actor):
        while tried < most and next_due(now()) is not None:
            reached(Checkpoint.DUE_SEEN)
            taken = _take()
            if taken is None:
                break  # somebody else holds what is due
            _carry_out(taken, post)
            tried += 1
    return tried


def _take() -> Taken | None:
    """Hold one due step and commit that it will be tried. Two sweepers never hold the same one.

    PostgreSQL skips what another sweeper has locked; on SQLite writers wait for each other, to the same end.
    """
    with transaction.atomic():
        moment = now()
        clock = due_clocks(moment).select_for_update(skip_locked=True, of=("self",)).first()
        if clock is None:
            return None
        clock.next_at, clock.tries = moment + LEASE, clock.tries + 1
        clock.save(update_fields=["next_at", "tries"])
        letter = letter_for(clock)
        attempt = AlertAttempt.objects.create(
            clock=clock,
            number=clock.tries,
            message_id=clock.message_id if letter else "",
            sent_to=letter.to if letter else "",
            begun_at=moment,
        )
        reached(Checkpoint.BEFORE_CLAIM_COMMIT)
    reached(Checkpoint.CLAIMED)
    return Taken(clock, attempt, letter)


def _carry_out(taken: Taken, post: Post) -> None:
    if taken.letter is None:
        _close(taken, None)
        return
    reached(Checkpoint.BEFORE_SEND)
    came = _send(taken.letter, post)
    reached(Checkpoint.SENT)
    _close(taken, came)


def _send(letter: Letter, post: Post) -> Came:
    try:
        post(letter)
    except Undeliverable as refused:
        return Came(AttemptOutcome.REFUSED, str(refused))
    except (smtplib.SMTPException, OSError) as fault:
        # Its type only: a mail server's words may quote the address.
        log.warning("alert.not_sent", extra={"reference": letter.reference, "error": type(fault).__name__})
        return Came(AttemptOutcome.FAILED, type(fault).__name__)
    return Came(AttemptOutcome.SENT)


def _close(taken: Taken, came: Came | None) -> None:
    """Write down what came of it, and do in the same transaction what needs no outside: notices and calls."""
    with transaction.atomic():
        # The alert before its clock, as everybody who records an act does: nobody waits in a circle.
        alerts = Alert.objects.select_for_update(of=("self",), no_key=True)
        alert = alerts.get(pk=taken.clock.alert_id)
        clock = AlertClock.objects.select_for_update(of=("self",)).select_related("person").get(pk=taken.clock.pk)
        came = came or _tell(alert, clock)
        _ask_for_call_where_needed(alert, clock, came)
        AlertAttempt.objects.filter(pk=taken.attempt.pk).update(
            ended_at=now(), outcome=came.outcome, error=came.error[:200]
        )
        _settle(alert, clock, came)
        reached(Checkpoint.BEFORE_CLOSE_COMMIT)
    reached(Checkpoint.CLOSED)


def _tell(alert: Alert, clock: AlertClock) -> Came:
    """What needs no letter: a notice on people's pages, or a call to make."""
    if clock.state != ClockState.WAITING:
        return Came(AttemptOutcome.TOLD, _("No longer needed"))
    if clock.channel in (Channel.OFFICER, Channel.PERSON):
        people = person_or_followers(alert, clock.person)
        if not people:
            log.error("alert.nobody_to_tell", extra={"subject_id": str(alert.pk)})
            return Came(AttemptOutcome.FAILED, _("Nobody here follows alerts"))
        publish(AlertNeedsSomebody(alert_id=alert.pk, people=people, occasion=f"step:{clock.pk}"))
        return Came(AttemptOutcome.TOLD)
    return Came(AttemptOutcome.CALL_ASKED)


_WHY_CALL = {
    AttemptOutcome.CALL_ASKED: CallReason.NO_ADDRESS,
    AttemptOutcome.REFUSED: CallReason.NOT_DELIVERED,
    AttemptOutcome.FAILED: CallReason.NOT_DELIVERED,
}


def _ask_for_call_where_needed(alert: Alert, clock: AlertClock, came: Came) -> None:
    if came.outcome not in _WHY_CALL or not alert.is_open:
        return
    if came.outcome == AttemptOutcome.FAILED and clock.tries < CALL_AFTER:
        return
    reason = CallReason.ESCALATION if clock.channel == Channel.TELEPHONE else _WHY_CALL[came.outcome]
    call = ask_for_call(alert, reason, clock)
    publish(AlertNeedsSomebody(alert_id=alert.pk, people=followers_of(alert), occasion=f"call:{call.pk}"))


def _settle(alert: Alert, clock: AlertClock, came: Came) -> None:
    """Done, or due again later. A step that was ended meanwhile stays ended."""
    if clock.state != ClockState.WAITING:
        return
    if came.outcome == AttemptOutcome.FAILED:
        wait = min(timedelta(minutes=2 ** min(clock.tries, 10)), LONGEST_WAIT)
        AlertClock.objects.filter(pk=clock.pk).update(next_at=now() + wait)
        return
    AlertClock.objects.filter(pk=clock.pk).update(state=ClockState.DONE, ended_at=now())
    if clock.kind == ClockKind.RULE and clock.level > alert.level:
        alert.level = clock.level
        alert.save()

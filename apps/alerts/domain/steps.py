"""The clocks of an alert: made once when it is raised, ended when it is answered, started again when that was wrong."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Max
from django.utils.encoding import force_str

from apps.alerts.domain.waits import due_after
from apps.alerts.enums import ActKind, CallReason, Channel, ClockKind, ClockState, WaitUnit
from apps.alerts.models import Alert, AlertCall, AlertClock, EscalationRule
from apps.alerts.queries.settings import calendar_of, rules_of
from apps.core.clock import now
from apps.core.tracking import update_tracked
from apps.journeys.domain.working_days import WorkCalendar


def limit_of(alert: Alert, calendar: WorkCalendar | None) -> datetime | None:
    """When the report has to be read by; None when its category has no limit."""
    category = alert.category
    if category.limit_amount is None:
        return None
    return due_after(alert.raised_at, category.limit_amount, WaitUnit(category.limit_unit), calendar)


def start_clocks(alert: Alert, trust_id: UUID) -> None:
    """One clock for the first notice, one for the limit if there is one, one for each rule of the category now."""
    calendar = calendar_of(trust_id)
    clocks = [_clock(alert, ClockKind.NOTICE, Channel.REFERRER_EMAIL, alert.raised_at)]
    if alert.limit_at is not None:
        clocks.append(_clock(alert, ClockKind.LIMIT, Channel.OFFICER, alert.limit_at))
    for rule in rules_of([alert.category_id]):
        clocks.append(_clock_of_rule(alert, rule, calendar))
    AlertClock.objects.bulk_create(clocks)


def _clock_of_rule(alert: Alert, rule: EscalationRule, calendar: WorkCalendar | None) -> AlertClock:
    due_at = due_after(alert.raised_at, rule.after_amount, WaitUnit(rule.after_unit), calendar)
    clock = _clock(alert, ClockKind.RULE, Channel(rule.channel), due_at)
    clock.rule, clock.level, clock.person_id = rule, rule.level, rule.person_id
    clock.waits_for = rule.waits_for
    return clock


def _clock(alert: Alert, kind: ClockKind, channel: Channel, due_at: datetime) -> AlertClock:
    clock = AlertClock(id=uuid4(), alert=alert, kind=kind, channel=channel, due_at=due_at, next_at=due_at)
    clock.message_id = f"<alert-step.{clock.id}@{mail_domain()}>"
    return clock


def mail_domain() -> str:
    """What stands after the @ of a message id: the sender's own domain."""
    return force_str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("<> ") or "localhost"


def notify_again(alert: Alert, waits_for: ActKind) -> AlertClock:
    """One more notice to the referrer, due now: to a new recipient, or because somebody asked for it."""
    highest = AlertClock.objects.filter(alert=alert, kind=ClockKind.NOTICE).aggregate(most=Max("level"))["most"]
    clock = _clock(alert, ClockKind.NOTICE, Channel.REFERRER_EMAIL, now())
    clock.level, clock.waits_for = (highest or 0) + 1, waits_for
    clock.save(force_insert=True)
    return clock


def end_clocks(alert: Alert, waits_for: Iterable[ActKind]) -> None:
    """What waited for these acts is no longer needed; a step that is being sent this moment may still arrive."""
    waiting = AlertClock.objects.filter(alert=alert, state=ClockState.WAITING, waits_for__in=list(waits_for))
    waiting.update(state=ClockState.CANCELLED, ended_at=now())


def restart_clocks(alert: Alert, waits_for: ActKind) -> None:
    """An act was recorded wrongly: what it ended is due again, at its own time or at once if that has passed.

    Only limits and rules: a notice that was not needed is sent again when somebody asks for it.
    """
    ended = AlertClock.objects.filter(alert=alert, state=ClockState.CANCELLED, waits_for=waits_for)
    ended.exclude(kind=ClockKind.NOTICE).update(state=ClockState.WAITING, ended_at=None, next_at=F("due_at"))


def ask_for_call(alert: Alert, reason: CallReason, clock: AlertClock | None = None) -> AlertCall:
    """A call for an officer to make; the same step asks once."""
    if clock is not None:
        made, _new = AlertCall.objects.get_or_create(
            clock=clock, defaults={"alert": alert, "reason": reason, "asked_at": now()}
        )
        return made
    return AlertCall.objects.create(alert=alert, reason=reason, asked_at=now())


def drop_calls(alert: Alert) -> None:
    """Calls that nobody needs to make any more, because the alert is closed."""
    update_tracked(AlertCall.objects.filter(alert=alert, made_at=None, dropped_at=None), dropped_at=now())

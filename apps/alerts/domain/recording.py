"""What a fail-safe officer records: acts and how they were confirmed, calls, another recipient, and what was wrong."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.alerts.domain.acts import COLUMNS, ActFacts, move, write_act, wrong_state
from apps.alerts.domain.asking import bad, locked_alert, words
from apps.alerts.domain.journeying import note_in_journey
from apps.alerts.domain.links import close_links
from apps.alerts.domain.raising import RecipientFacts, checked_recipient
from apps.alerts.domain.steps import drop_calls, end_clocks, notify_again, restart_clocks
from apps.alerts.enums import ActKind, AlertEvent, AlertStatus, CallReason, HowConfirmed
from apps.alerts.errors import AlertRefused
from apps.alerts.models import Alert, AlertAct, AlertCall, AlertRecipient
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import NotVisible
from apps.core.tracking import change


def record_act(*, actor: Actor, alert_id: UUID, kind: ActKind, facts: ActFacts) -> AlertAct:
    """Record that somebody read it, acted on it, or told the patient, and how that was confirmed.

    Recording the same again returns what is there. Raises NotVisible, Forbidden, AlertRefused, Invalid by field.
    """
    if facts.how not in HowConfirmed.values or facts.how == HowConfirmed.LINK:
        raise bad("how", _("Choose how it was confirmed."))
    with change(reason=str(ActKind(kind).label)):
        alert = locked_alert(actor, alert_id, P.ALERT_HANDLE)
        held = AlertAct.objects.filter(alert=alert, kind=kind, struck_at=None).first()
        if held is not None and _is_same(held, facts, actor):
            return held
        return write_act(alert, kind, facts, recorded_by=actor.user_id)


def _is_same(held: AlertAct, facts: ActFacts, actor: Actor) -> bool:
    """The second half of a double click."""
    said = (facts.at, facts.person_name.strip(), facts.how, facts.what.strip())
    return held.recorded_by_id == actor.user_id and (held.at, held.person_name, held.how, held.what) == said


def strike_act(*, actor: Actor, alert_id: UUID, kind: ActKind, why: str) -> Alert:
    """An act was recorded wrongly: it stays readable, struck, and what waited for it is due again.

    Raises NotVisible, Forbidden, Invalid, and AlertRefused when a later act stands on it or there is none.
    """
    reason = words(why, "why", 500, missing=_("Say what was wrong with it."))
    with change(reason=reason):
        alert = locked_alert(actor, alert_id, P.ALERT_HANDLE)
        act = AlertAct.objects.select_for_update().filter(alert=alert, kind=kind, struck_at=None).first()
        if act is None:
            raise AlertRefused("nothing_to_strike", _("There is no such entry to strike."))
        if kind == ActKind.READ and alert.status == AlertStatus.ACTED:
            raise AlertRefused("acted_stands", _("Strike first what was done: it stands on the report being read."))
        act.struck_at, act.struck_by_id, act.struck_why = now(), actor.user_id, reason
        act.save()
        setattr(alert, COLUMNS[kind], None)
        if kind != ActKind.INFORMED:
            move(alert, AlertEvent.TAKE_BACK, now())
            restart_clocks(alert, kind)
        alert.save()
        note_in_journey(alert.study_id)
        return alert


def record_call(*, actor: Actor, alert_id: UUID, spoke_to: str, result: str, call_id: UUID | None = None) -> AlertCall:
    """A call that was made: the one that was asked for, or one of the officer's own accord.

    It reaches somebody; it does not say that the report was read. Raises NotVisible, Forbidden, AlertRefused, Invalid.
    """
    outcome = words(result, "result", 2000, missing=_("Say what came of it, also when nobody answered."))
    somebody = words(spoke_to, "spoke_to", 200)
    with change(reason=_("call recorded")):
        alert = locked_alert(actor, alert_id, P.ALERT_HANDLE)
        call = _asked_for(alert, call_id)
        call.made_at, call.made_by_id, call.spoke_to, call.result = now(), actor.user_id, somebody, outcome
        call.save()
        return call


def _asked_for(alert: Alert, call_id: UUID | None) -> AlertCall:
    if call_id is None:
        return AlertCall(alert=alert, reason=CallReason.OWN_ACCORD, asked_at=now())
    found = AlertCall.objects.select_for_update().filter(pk=call_id, alert=alert).first()
    if found is None:
        raise NotVisible
    if found.made_at is not None:
        raise AlertRefused("already", _("Somebody has recorded this call already."))
    return found


def readdress(*, actor: Actor, alert_id: UUID, facts: RecipientFacts, why: str) -> AlertRecipient:
    """Another recipient: links of the earlier one stop, the new one is written to now, the clocks run on."""
    values = checked_recipient(facts)
    reason = words(why, "why", 500, missing=_("Say why it goes to somebody else."))
    with change(reason=reason):
        alert = locked_alert(actor, alert_id, P.ALERT_HANDLE)
        if not alert.is_open:
            raise wrong_state(alert)
        current = AlertRecipient.objects.select_for_update().filter(alert=alert, ended_at=None).first()
        if current is not None:
            if {name: getattr(current, name) for name in values} == values:
                return current
            current.ended_at, current.ended_why = now(), reason
            current.save()
        close_links(alert)
        added = AlertRecipient.objects.create(alert=alert, added_at=now(), **values)
        notify_again(alert, _awaited(alert))
        return added


def send_again(*, actor: Actor, alert_id: UUID) -> Alert:
    """One more letter to the referrer, for the act that is missing. Raises NotVisible, Forbidden, AlertRefused."""
    with change(reason=_("letter asked for again")):
        alert = locked_alert(actor, alert_id, P.ALERT_HANDLE)
        if not alert.is_open:
            raise wrong_state(alert)
        notify_again(alert, _awaited(alert))
        return alert


def withdraw(*, actor: Actor, alert_id: UUID, why: str) -> Alert:
    """It should not have been raised: it is closed, with the reason, and every step ends. Twice is once."""
    reason = words(why, "why", 500, missing=_("Say why it is withdrawn."))
    with change(reason=reason):
        alert = locked_alert(actor, alert_id, P.ALERT_HANDLE)
        if alert.status == AlertStatus.WITHDRAWN:
            return alert
        move(alert, AlertEvent.WITHDRAW, now())
        alert.save()
        end_clocks(alert, [ActKind.READ, ActKind.ACTED])
        close_links(alert)
        drop_calls(alert)
        note_in_journey(alert.study_id)
        return alert


def note_case(*, actor: Actor, alert_id: UUID, case_id: UUID, case_reference: str) -> Alert:
    """Remember the case that was made of it; comes from the app of cases. Raises AlertRefused for a second one."""
    with change(reason=_("case made of the alert")):
        alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert_id)
        if alert.case_id not in (None, case_id):
            raise AlertRefused("has_case", _("A case was made of this alert already."))
        alert.case_id, alert.case_reference = case_id, case_reference
        alert.save()
        return alert


def _awaited(alert: Alert) -> ActKind:
    return ActKind.READ if alert.status == AlertStatus.UNREAD else ActKind.ACTED

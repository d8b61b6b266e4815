"""The page of one alert: its facts, who has to read it, what waits, and everything that happened."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.alerts.enums import (
    ActKind,
    AlertStatus,
    AttemptOutcome,
    CallReason,
    CancerKind,
    Channel,
    ClockKind,
    ClockState,
    HowConfirmed,
)
from apps.alerts.models import Alert, AlertAct, AlertAttempt, AlertCall, AlertClock, AlertRecipient
from apps.alerts.presenters.words import clock_words, examination, limit_words
from apps.alerts.queries.detail import WholeAlert
from apps.core.presenting import clinical_time, datetime_words

Event = dict[str, Any]


def facts(alert: Alert) -> list[dict[str, str]]:
    """What the alert is about."""
    rows = [
        {"key": _("Finding"), "value": alert.finding},
        {"key": _("Category"), "value": alert.category.label},
        {"key": _("Examination"), "value": examination(alert.study)},
        {"key": _("Report verified"), "value": clinical_time(alert.reported)},
        {"key": _("Team responsible for the patient"), "value": alert.team},
        {"key": _("Raised by"), "value": alert.raised_by.full_name},
        {"key": _("Limit of the category"), "value": limit_words(alert.category)},
        {"key": _("This alert"), "value": clock_words(alert)},
    ]
    if alert.primary_site:
        kind = str(CancerKind(alert.cancer_kind).label) if alert.cancer_kind else ""
        rows.insert(2, {"key": _("Suspected primary site"), "value": alert.primary_site})
        rows.insert(3, {"key": _("New or recurrence"), "value": kind})
    return rows


def recipient_rows(recipient: AlertRecipient | None) -> list[dict[str, str]]:
    """Who has to read it, and how to reach them."""
    if recipient is None:
        return []
    return [
        {"key": _("Name"), "value": recipient.name},
        {"key": _("Practice, ward or team"), "value": recipient.organisation},
        {"key": _("E-mail"), "value": recipient.email},
        {"key": _("E-mail of the team"), "value": recipient.team_email},
        {"key": _("Telephone"), "value": recipient.telephone},
    ]


def act_rows(alert: Alert) -> list[dict[str, str]]:
    """The acts that the alert waits for, each with its own time."""
    return [
        {"key": str(ActKind.READ.label), "value": datetime_words(alert.read_at) or _("Not yet")},
        {"key": str(ActKind.ACTED.label), "value": datetime_words(alert.acted_at) or _("Not yet")},
        {"key": str(ActKind.INFORMED.label), "value": datetime_words(alert.informed_at) or _("Not recorded")},
    ]


def call_words(call: AlertCall) -> str:
    """Why a call is asked for, and since when."""
    return _("%(why)s, asked for %(when)s") % {
        "why": CallReason(call.reason).label,
        "when": datetime_words(call.asked_at),
    }


def actions(alert: Alert, handles: bool) -> list[dict[str, Any]]:
    """What can be done now, the next step first."""
    if not handles:
        return []
    key = [alert.pk]
    offered: list[dict[str, Any]] = []
    if alert.status == AlertStatus.UNREAD:
        offered.append({"text": _("Record that it was read"), "href": reverse("alerts:read", args=key)})
    if alert.status == AlertStatus.READ:
        offered.append({"text": _("Record what was done"), "href": reverse("alerts:acted", args=key)})
    if alert.is_open:
        offered += [
            {"text": _("Record a call"), "href": reverse("alerts:call", args=key), "kind": "secondary"},
            {"text": _("Send the letter again"), "action": reverse("alerts:send-again", args=key), "kind": "secondary"},
            {"text": _("Give it to somebody else"), "href": reverse("alerts:recipient", args=key), "kind": "link"},
        ]
    if alert.informed_at is None and alert.status != AlertStatus.WITHDRAWN:
        words = _("Record that the patient was told")
        offered.append({"text": words, "href": reverse("alerts:informed", args=key), "kind": "link"})
    if alert.read_at is not None:
        offered.append({"text": _("Strike an entry"), "href": reverse("alerts:strike", args=key), "kind": "link"})
    if alert.is_open:
        offered.append({"text": _("Withdraw"), "href": reverse("alerts:withdraw", args=key), "kind": "link"})
    return offered


def coming(whole: WholeAlert) -> list[dict[str, str]]:
    """The steps that will be taken if nobody answers, in the order in which they fall due."""
    return [
        {"key": datetime_words(one.due_at), "value": _step_words(one)}
        for one in whole.clocks
        if one.state == ClockState.WAITING and not one.tries
    ]


def timeline(whole: WholeAlert) -> list[Event]:
    """Everything that happened, the newest first."""
    alert = whole.alert
    events: list[Event] = [
        {"at": alert.raised_at, "title": _("Raised"), "who": alert.raised_by.full_name, "kind": "step"}
    ]
    for recipient in whole.recipients:
        events += _recipient_events(recipient)
    for act in whole.acts:
        events += _act_events(act)
    for call in whole.calls:
        events += _call_events(call)
    for clock in whole.clocks:
        events += [_attempt_event(clock, attempt) for attempt in clock.attempts.all()]
    if alert.status == AlertStatus.WITHDRAWN and alert.closed_at:
        events.append({"at": alert.closed_at, "title": AlertStatus.WITHDRAWN.label, "kind": "step"})
    return sorted(events, key=_when, reverse=True)


def _when(event: Event) -> datetime:
    at: datetime = event["at"]
    return at


def _recipient_events(one: AlertRecipient) -> list[Event]:
    events: list[Event] = [
        {"at": one.added_at, "title": _("To be read by %(name)s") % {"name": one.name}, "kind": "change"}
    ]
    if one.ended_at:
        title = _("No longer for %(name)s") % {"name": one.name}
        events.append({"at": one.ended_at, "title": title, "why": one.ended_why, "kind": "change"})
    return events


def _act_events(act: AlertAct) -> list[Event]:
    who = ", ".join(part for part in (act.person_name, act.person_role) if part)
    said = [f"{HowConfirmed(act.how).label}."]
    if datetime_words(act.at) != datetime_words(act.recorded_at):
        said.insert(0, _("At %(when)s.") % {"when": datetime_words(act.at)})
    if act.recorded_by:
        said.append(_("Recorded by %(name)s.") % {"name": act.recorded_by.full_name})
    title = str(ActKind(act.kind).label)
    if act.struck_at:
        title = _("%(act)s (struck)") % {"act": title}
    text = " ".join([*said, act.what]).strip()
    events: list[Event] = [{"at": act.recorded_at, "title": title, "who": who, "text": text, "kind": "step"}]
    if act.struck_at and act.struck_by:
        words = _("Struck: %(act)s") % {"act": ActKind(act.kind).label}
        events.append(
            {"at": act.struck_at, "title": words, "who": act.struck_by.full_name, "why": act.struck_why, "kind": "step"}
        )
    return events


def _call_events(call: AlertCall) -> list[Event]:
    events: list[Event] = []
    if call.reason != CallReason.OWN_ACCORD:
        events.append(
            {"at": call.asked_at, "title": _("Call asked for"), "text": CallReason(call.reason).label, "kind": "change"}
        )
    if call.made_at and call.made_by:
        title = _("Call to %(name)s") % {"name": call.spoke_to} if call.spoke_to else _("Call, nobody spoken to")
        who = call.made_by.full_name
        events.append({"at": call.made_at, "title": title, "who": who, "text": call.result, "kind": "message"})
    return events


def _step_words(clock: AlertClock) -> str:
    words = str(ClockKind(clock.kind).label)
    if clock.kind == ClockKind.RULE:
        words = _("Escalation, level %(level)s") % {"level": clock.level}
    how = str(Channel(clock.channel).label)
    if clock.person:
        how = _("%(how)s: %(name)s") % {"how": how, "name": clock.person.full_name}
    return f"{words}. {how}"


def _attempt_event(clock: AlertClock, attempt: AlertAttempt) -> Event:
    """An attempt without an end was cut short, so that nobody can say whether it arrived."""
    outcome = str(AttemptOutcome(attempt.outcome).label)
    if attempt.number > 1:
        outcome = _("Attempt %(n)s: %(outcome)s") % {"n": attempt.number, "outcome": outcome}
    said = [outcome]
    if attempt.sent_to:
        said.append(_("To %(address)s") % {"address": attempt.sent_to})
    if attempt.error:
        said.append(attempt.error)
    return {
        "at": attempt.ended_at or attempt.begun_at,
        "title": _step_words(clock),
        "text": ". ".join(said),
        "kind": "message",
    }

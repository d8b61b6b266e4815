"""The two acts that close an alert, and the third that may follow; shared by the referrer's link and the officer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.alerts.domain.asking import bad, past, words
from apps.alerts.domain.journeying import note_in_journey
from apps.alerts.domain.lifecycle import LIFECYCLE
from apps.alerts.domain.links import close_links
from apps.alerts.domain.steps import drop_calls, end_clocks
from apps.alerts.enums import ActKind, AlertEvent, AlertStatus, HowConfirmed, LinkPurpose
from apps.alerts.errors import AlertRefused
from apps.alerts.models import Alert, AlertAct
from apps.core.clock import now


@dataclass(frozen=True, kw_only=True)
class ActFacts:
    """Who did it, when, and how that is known."""

    at: datetime
    person_name: str
    person_role: str = ""
    how: HowConfirmed = HowConfirmed.TELEPHONE
    what: str = ""


EVENTS = {ActKind.READ: AlertEvent.CONFIRM_READ, ActKind.ACTED: AlertEvent.CONFIRM_ACTED}


def write_act(alert: Alert, kind: ActKind, facts: ActFacts, recorded_by: UUID | None) -> AlertAct:
    """Record one act on an alert that the caller holds, with all that follows from it.

    Raises AlertRefused when it is recorded already or out of turn, and Invalid by field.
    """
    _check_turn(alert, kind)
    clean = _clean(alert, kind, facts)
    moment = now()
    act = AlertAct.objects.create(
        alert=alert, kind=kind, recorded_at=moment, recorded_by_id=recorded_by, how=facts.how, **clean
    )
    setattr(alert, COLUMNS[kind], facts.at)
    if kind in EVENTS:
        move(alert, EVENTS[kind], moment)
    alert.save()
    _follow_up(alert, kind)
    note_in_journey(alert.study_id)
    return act


COLUMNS = {ActKind.READ: "read_at", ActKind.ACTED: "acted_at", ActKind.INFORMED: "informed_at"}


def move(alert: Alert, event: AlertEvent, moment: datetime) -> None:
    """Put the alert into the state that the event leads to; the caller saves. Raises AlertRefused."""
    rule = LIFECYCLE.rule(event, AlertStatus(alert.status))
    if rule is None:
        raise wrong_state(alert)
    alert.status = rule.target
    alert.closed_at = None if alert.is_open else moment


def wrong_state(alert: Alert) -> AlertRefused:
    """The refusal that says where the alert stands."""
    return AlertRefused("wrong_state", _("This alert is “%(status)s”.") % {"status": AlertStatus(alert.status).label})


def _check_turn(alert: Alert, kind: ActKind) -> None:
    if kind == ActKind.ACTED and alert.status == AlertStatus.UNREAD:
        raise AlertRefused(
            "not_read_yet",
            _("Record first who read the report and when. Reading and acting are two acts."),
        )
    if kind == ActKind.INFORMED:
        if alert.status == AlertStatus.WITHDRAWN:
            raise wrong_state(alert)
        if alert.informed_at is not None:
            raise AlertRefused("already", _("It is already recorded that the patient was told."))
    elif LIFECYCLE.rule(EVENTS[kind], AlertStatus(alert.status)) is None:
        raise wrong_state(alert)


def _clean(alert: Alert, kind: ActKind, facts: ActFacts) -> dict[str, object]:
    at = past(facts.at, "at")
    if alert.reported.at is not None and alert.reported.day is not None and at < alert.reported.at:
        raise bad("at", _("This is before the report was verified. Check the time."))
    if kind == ActKind.ACTED and alert.read_at is not None and at < alert.read_at:
        raise bad(
            "at",
            _(
                "This is before the report was read. If somebody acted on a call, the time of the call is when it was "
                "read: strike that entry and record it again."
            ),
        )
    missing = _("Say what was done.") if kind == ActKind.ACTED else ""
    return {
        "at": at,
        "person_name": words(facts.person_name, "person_name", 200, missing=_("Say who it was, by name.")),
        "person_role": words(facts.person_role, "person_role", 200),
        "what": words(facts.what, "what", 2000, missing=missing),
    }


def _follow_up(alert: Alert, kind: ActKind) -> None:
    if kind == ActKind.READ:
        end_clocks(alert, [ActKind.READ])
        close_links(alert, LinkPurpose.READ)
    elif kind == ActKind.ACTED:
        end_clocks(alert, [ActKind.READ, ActKind.ACTED])
        close_links(alert)
        drop_calls(alert)

"""The one function that changes the state of a case."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.effects import EFFECTS
from apps.cases.domain.facts import facts_of
from apps.cases.domain.lifecycle import LIFECYCLE, refusal, wrong_state
from apps.cases.domain.payloads import read_payload
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.errors import StaleCase, TransitionRefused
from apps.cases.events import CaseMoved
from apps.cases.models import Case, CaseTransition
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import LONDON, now
from apps.core.errors import Forbidden, NotVisible
from apps.core.events import publish
from apps.core.lifecycle import Rule
from apps.core.tracking import change


def apply(
    *,
    case_id: UUID,
    event: CaseEvent,
    actor: Actor,
    payload: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
    key: str = "",
    door: str = "",
) -> CaseTransition:
    """Move a case by one event; returns the transition, and publishes CaseMoved.

    The same actor sending the same `key` again gets the first transition back. Raises NotVisible, Forbidden,
    StaleCase, Invalid (the payload), or TransitionRefused with the code that page, API and tests share.
    """
    with change(reason=_reason(payload or {})):
        case = case_for_change(case_id)
        newest = case.transitions.last()
        if key and newest and newest.key == key and newest.by_id == actor.user_id and newest.event == event:
            return newest
        if not may(actor, Permission.CASE_VIEW, case.access_facts()) and not door:
            raise NotVisible
        rule = _rule(case, event, door)
        _ask_policy(actor, rule, case)
        _check_version(case, newest, expected_version)
        clean = read_payload(event, rule, payload or {})
        refused = refusal(facts_of(case, clean), event)
        if refused:
            raise TransitionRefused(refused.code, str(refused.message))
        EFFECTS.get(event, _nothing)(case, clean, actor)
        source, case.status, case.status_since = case.status, rule.target.value, now()
        case.save()
        transition = _write(case, event, source, clean, actor, key)
        publish(
            CaseMoved(case_id=case.pk, event=event.value, source=source, target=case.status, payload=clean)
        )
        return transition


def _nothing(case: Case, payload: Mapping[str, Any], actor: Actor) -> None:
    """Most events change nothing but the state."""


def _rule(case: Case, event: CaseEvent, door: str) -> Rule[Any]:
    rule = LIFECYCLE.rule(event, CaseStatus(case.status))
    if rule is None:
        newest = case.transitions.last()
        if newest and newest.event == event:
            raise TransitionRefused(
                "already_done",
                _("%(by)s already did this at %(at)s.") % {"by": newest.by_name, "at": _clock(newest)},
            )
        refused = wrong_state(event, CaseStatus(case.status))
        raise TransitionRefused(refused.code, str(refused.message))
    if rule.door != door:
        raise TransitionRefused(
            "wrong_door",
            _("This happens through the meeting’s agenda or the publication, not on the case itself."),
        )
    return rule


def _ask_policy(actor: Actor, rule: Rule[Any], case: Case) -> None:
    decision = may(actor, Permission(rule.permission), case.access_facts())
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))


def _check_version(case: Case, newest: CaseTransition | None, expected: int | None) -> None:
    if expected is None or expected == case.version:
        return
    raise stale(case)


def stale(case: Case) -> StaleCase:
    """The refusal that says who changed the case last, and when."""
    row = case.history.latest()
    at = row.history_date.astimezone(LONDON)
    return StaleCase(row.actor_name, f"{at:%H:%M} on {at.day} {at:%B}", case.version)


def _clock(transition: CaseTransition) -> str:
    return f"{transition.at.astimezone(LONDON):%H:%M}"


def _reason(payload: Mapping[str, Any]) -> str:
    return str(payload.get("reason") or "")[:2000]


def _write(
    case: Case, event: CaseEvent, source: str, payload: dict[str, Any], actor: Actor, key: str
) -> CaseTransition:
    words = payload.get("reason") or payload.get("question") or payload.get("answer") or ""
    return CaseTransition.objects.create(
        case=case,
        event=event,
        source=source,
        target=case.status,
        at=case.status_since,
        by_id=actor.user_id,
        by_name=actor.name[:200],
        reason=words,
        case_version=case.version,
        key=key[:64],
        payload=json.loads(json.dumps(payload, default=str)),
    )

"""The one function that changes the state of a case."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import Confidentiality, may
from apps.access.words import refusal_words
from apps.cases.domain.effects import EFFECTS
from apps.cases.domain.facts import facts_of
from apps.cases.domain.kinds import set_kind, with_kind
from apps.cases.domain.lifecycle import LIFECYCLE, refusal, wrong_state
from apps.cases.domain.naming import name_for
from apps.cases.domain.payloads import read_payload
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.errors import OvertakenCase, StaleCase, TransitionRefused
from apps.cases.events import CaseMoved
from apps.cases.models import Case, CaseTransition
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor, ActorKind
from apps.core.clock import now
from apps.core.errors import Forbidden, NotVisible
from apps.core.events import publish
from apps.core.lifecycle import Rule
from apps.core.presenting import moment_words
from apps.core.tracking import change

# What was said with an event and stands beside it in the account of what happened.
SPOKEN = ("reason", "question", "answer", "learning_point")


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
        earlier = repetition(case, event, actor, key)
        if earlier:
            return earlier
        if not may(actor, Permission.CASE_VIEW, case.access_facts()) and not door:
            raise NotVisible
        _ask_policy(actor, event, case)
        rule = LIFECYCLE.rule(event, CaseStatus(case.status))
        _refuse_if_done(case, event, rule, actor)
        if expected_version is not None and expected_version != case.version:
            raise stale(case, actor) if rule else overtaken(case, actor, event)
        return _carry_out(case, event, actor, payload or {}, _open_rule(case, event, rule, door), key)


# What the holder of the key of an anonymous case may do to it; nobody else acts without an account.
OF_KEY_HOLDERS = frozenset({CaseEvent.ANSWER, CaseEvent.WITHDRAW})


def apply_as_key_holder(
    *, case: Case, event: CaseEvent, actor: Actor, payload: Mapping[str, Any], key: str
) -> CaseTransition:
    """Move an anonymous case, locked by the caller, who has checked the key; the same table and guards as `apply`.

    Raises NotVisible for any other case, event or actor, Invalid, or TransitionRefused.
    """
    nameless = case.confidentiality == Confidentiality.ANONYMOUS and actor.kind is ActorKind.ANONYMOUS
    if not nameless or event not in OF_KEY_HOLDERS:
        raise NotVisible
    with change(reason=_reason(payload)):
        earlier = repetition(case, event, actor, key)
        if earlier:
            return earlier
        rule = LIFECYCLE.rule(event, CaseStatus(case.status))
        _refuse_if_done(case, event, rule, actor)
        return _carry_out(case, event, actor, payload, _open_rule(case, event, rule, ""), key)


def _carry_out(
    case: Case, event: CaseEvent, actor: Actor, payload: Mapping[str, Any], rule: Rule[Any], key: str
) -> CaseTransition:
    clean = with_kind(case, event, read_payload(event, rule, payload))
    refused = refusal(facts_of(case, clean, event), event)
    if refused:
        raise TransitionRefused(refused.code, str(refused.message), refused.fields)
    set_kind(case, event, clean)
    EFFECTS.get(event, _nothing)(case, clean, actor)
    source, case.status, case.status_since = case.status, rule.target.value, now()
    case.save()
    transition = _write(case, event, source, clean, actor, key)
    publish(CaseMoved(case_id=case.pk, event=event.value, source=source, target=case.status, payload=clean))
    return transition


def _nothing(case: Case, payload: Mapping[str, Any], actor: Actor) -> None:
    """Most events change nothing but the state."""


def repetition(case: Case, event: CaseEvent, actor: Actor, key: str) -> CaseTransition | None:
    """The transition that this very request made before: a double click, or a form sent again."""
    newest: CaseTransition | None = _newest(case)
    if key and newest and newest.key == key and newest.by_id == actor.user_id and newest.event == event:
        return newest
    return None


def _newest(case: Case) -> CaseTransition | None:
    found = list(case.transitions.all())
    return found[-1] if found else None


def _ask_policy(actor: Actor, event: CaseEvent, case: Case) -> None:
    # Asked before the state is looked at, so that nobody learns from a refusal what they may not see.
    decision = may(actor, permission_for(event), case.access_facts())
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))


def permission_for(event: CaseEvent) -> Permission:
    """The permission that an event needs, in whatever state."""
    return next(Permission(rule.permission) for rule in LIFECYCLE.rules if rule.event == event)


def _refuse_if_done(case: Case, event: CaseEvent, rule: Rule[Any] | None, actor: Actor) -> None:
    newest = _newest(case)
    if rule is None and newest and newest.event == event:
        by = name_for(actor, case, newest.by_id, newest.by_name)
        raise TransitionRefused(
            "already_done", _("%(by)s already did this at %(at)s.") % {"by": by, "at": moment_words(newest.at)}
        )


def _open_rule(case: Case, event: CaseEvent, rule: Rule[Any] | None, door: str) -> Rule[Any]:
    if rule is None:
        refused = wrong_state(event, CaseStatus(case.status))
        raise TransitionRefused(refused.code, str(refused.message))
    if rule.door != door:
        raise TransitionRefused(
            "wrong_door",
            _("This happens through the meeting’s agenda or the publication, not on the case itself."),
        )
    return rule


def stale(case: Case, actor: Actor) -> StaleCase:
    """The refusal that says who changed the case last, and when."""
    row = case.history.latest()
    by = name_for(actor, case, row.history_user_id, row.actor_name)
    return StaleCase(by, moment_words(row.history_date), case.version)


def overtaken(case: Case, actor: Actor, wanted: CaseEvent) -> StaleCase:
    """The refusal of an event that the state does not allow any more: who did what instead, and when."""
    newest = _newest(case)
    if newest is None or not newest.event:
        return stale(case, actor)
    by = name_for(actor, case, newest.by_id, newest.by_name)
    done = str(CaseEvent(newest.event).label)
    return OvertakenCase(by, moment_words(newest.at), case.version, done, str(wanted.label))


def refuse_if_overtaken(case: Case, event: CaseEvent, actor: Actor, expected_version: int | None) -> None:
    """Raise what `apply` would when somebody moved the case on meanwhile, before anything else is changed."""
    if not may(actor, Permission.CASE_VIEW, case.access_facts()):
        raise NotVisible
    _ask_policy(actor, event, case)
    rule = LIFECYCLE.rule(event, CaseStatus(case.status))
    _refuse_if_done(case, event, rule, actor)
    if rule is None and expected_version not in (None, case.version):
        raise overtaken(case, actor, event)


def _reason(payload: Mapping[str, Any]) -> str:
    return str(payload.get("reason") or "")[:2000]


def _write(
    case: Case, event: CaseEvent, source: str, payload: dict[str, Any], actor: Actor, key: str
) -> CaseTransition:
    words = next((payload[name] for name in SPOKEN if payload.get(name)), "")
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

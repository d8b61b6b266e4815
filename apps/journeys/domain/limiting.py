"""Limits between steps as data: a trust's own are set, replaced and retired here, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.core.actor import Actor, acting_as
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused, Stale
from apps.core.tracking import change
from apps.journeys.domain.clocks import LARGEST_AMOUNT
from apps.journeys.domain.importing.wording import clean
from apps.journeys.domain.journey_steps import check_groups
from apps.journeys.enums import JourneyStage, LimitUnit
from apps.journeys.models import StageLimit
from apps.journeys.queries.limits import LimitSeen, TrustSeen, limit_seen, trust_seen

LONGEST_LABEL, LONGEST_SOURCE = 120, 2000
_ORDER = list(JourneyStage)


@dataclass(frozen=True, kw_only=True)
class LimitWords:
    """What a limit says; empty group and priority mean every one."""

    label: str
    start_stage: str
    stop_stage: str
    amount: int
    unit: str
    source_note: str
    active_from: date
    patient_group: str = ""
    priority: str = ""


def add_limit(*, actor: Actor, trust_id: UUID, words: LimitWords) -> StageLimit:
    """Set a limit for a trust. It holds for clocks that start from that day on; older clocks keep theirs.

    Raises NotVisible, Forbidden, Invalid by field, Refused when the same limit starts on that day already.
    """
    managed_trust(actor, trust_id)
    checked = _checked(trust_id, words)
    with acting_as(actor), change(reason=_("Limit set")):
        return _created(trust_id, checked, replaces=None)


def replace_limit(*, actor: Actor, limit_id: UUID, expected_version: int, words: LimitWords, reason: str) -> StageLimit:
    """Make a newer version of a limit: the old one ends on the day before, and stays on the clocks it started.

    Raises NotVisible, Forbidden, Invalid by field, Stale, Refused for a locked or an ended one.
    """
    seen = _managed_limit(actor, limit_id)
    reason = _reason(reason)
    trust_id = seen.limit.trust_id
    if trust_id is None:
        raise Refused("limit_locked", _("The national limit may not be changed here."))
    checked = _checked(trust_id, words)
    if words.active_from <= seen.limit.active_from:
        message = _("The newer version must start after %(day)s, when the present one did.")
        message %= {"day": f"{seen.limit.active_from:%d/%m/%Y}"}
        raise Invalid("starts_too_early", message, {"active_from": message})
    with acting_as(actor), change(reason=reason):
        old = _locked(limit_id, expected_version)
        _refuse_ended(old)
        old.inactive_from = words.active_from
        old.save()
        return _created(trust_id, checked, replaces=old)


def retire_limit(*, actor: Actor, limit_id: UUID, expected_version: int, last_day: date, reason: str) -> StageLimit:
    """End a limit: clocks that start after `last_day` are not held to it; those that started before still are.

    A last day before its first takes back a limit that never came into force. Raises NotVisible, Forbidden, Invalid,
    Stale, Refused for a locked or an ended one.
    """
    _managed_limit(actor, limit_id)
    reason = _reason(reason)
    with acting_as(actor), change(reason=reason):
        limit = _locked(limit_id, expected_version)
        _refuse_ended(limit)
        try:
            ends = date.fromordinal(last_day.toordinal() + 1)
        except (ValueError, OverflowError):
            ends = last_day
        limit.inactive_from = max(ends, limit.active_from)
        limit.save()
    return limit


def managed_trust(actor: Actor, trust_id: UUID) -> TrustSeen:
    """Return the trust if the actor may manage its limits. Raises NotVisible, Forbidden."""
    trust_seen(actor, trust_id, Permission.LIMIT_VIEW)
    try:
        return trust_seen(actor, trust_id, Permission.LIMIT_MANAGE)
    except NotVisible:
        raise Forbidden("no_permission", refusal_words("no_permission")) from None


def _managed_limit(actor: Actor, limit_id: UUID) -> LimitSeen:
    seen = limit_seen(actor, limit_id)
    decision = may(actor, Permission.LIMIT_MANAGE, seen.access_facts())
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    if seen.limit.locked:
        raise Refused("limit_locked", _("The national limit may not be changed here."))
    return seen


def _checked(trust_id: UUID, words: LimitWords) -> dict[str, object]:
    """Return the limit's columns. Raises Invalid naming every field that is wrong."""
    label, source = clean(words.label), clean(words.source_note)
    wrong = {
        "label": not 0 < len(label) <= LONGEST_LABEL,
        "source_note": not 0 < len(source) <= LONGEST_SOURCE,
        "amount": not 0 < words.amount <= LARGEST_AMOUNT,
        "unit": words.unit not in LimitUnit.values,
        "start_stage": words.start_stage not in JourneyStage.values,
    }
    wrong["stop_stage"] = words.stop_stage not in JourneyStage.values or (
        not wrong["start_stage"] and _ORDER.index(_stage(words.stop_stage)) <= _ORDER.index(_stage(words.start_stage))
    )
    problems = {name: _messages()[name] for name, is_wrong in wrong.items() if is_wrong}
    if problems:
        raise Invalid("limit_invalid", _("Put the marked fields right."), problems)
    check_groups(trust_id, patient_group=words.patient_group, priority=words.priority)
    return {
        "label": label,
        "source_note": source,
        "amount": words.amount,
        "unit": words.unit,
        "start_stage": words.start_stage,
        "stop_stage": words.stop_stage,
        "patient_group": words.patient_group,
        "priority": words.priority,
        "active_from": words.active_from,
    }


def _messages() -> dict[str, str]:
    return {
        "label": _("Give the limit a name of at most %(limit)d characters.") % {"limit": LONGEST_LABEL},
        "source_note": _("Say who set this limit and where it is written down, in at most %(limit)d characters.")
        % {"limit": LONGEST_SOURCE},
        "amount": _("The limit must be a whole number from 1 to %(most)s. A limit of nought would always be broken.")
        % {"most": f"{LARGEST_AMOUNT:,}"},
        "unit": _("Choose hours, calendar days or working days."),
        "start_stage": _("Choose the step from which the time is counted."),
        "stop_stage": _("Choose a step that comes after the first one."),
    }


def _stage(value: str) -> JourneyStage:
    return JourneyStage(value)


def _created(trust_id: UUID, values: dict[str, object], replaces: StageLimit | None) -> StageLimit:
    try:
        return StageLimit.objects.create(trust_id=trust_id, replaces=replaces, **values)
    except IntegrityError as twice:
        message = _("This trust has a limit for the same steps, group and priority from that day already.")
        raise Refused("limit_twice", message, {"active_from": message}) from twice


def _locked(limit_id: UUID, expected_version: int) -> StageLimit:
    limit = StageLimit.objects.select_for_update(of=("self",)).get(pk=limit_id)
    if limit.version != expected_version:
        raise Stale("stale", _("Somebody changed this limit while you were editing it. Look at it again first."))
    return limit


def _refuse_ended(limit: StageLimit) -> None:
    if limit.inactive_from is not None:
        day = {"day": f"{limit.inactive_from:%d/%m/%Y}"}
        raise Refused("limit_ended", _("This limit is no longer in force from %(day)s. Set a new one.") % day)


def _reason(text: str) -> str:
    reason = clean(text)
    if not 0 < len(reason) <= 500:
        message = _("Say why, in at most 500 characters.")
        raise Invalid("reason_missing", message, {"reason": message})
    return reason

"""Follow-up actions: what must still be done because of a case, by whom, by when."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.completing import NOTHING_SAID, Completion, check_completion
from apps.cases.domain.payloads import clean_words, known_people
from apps.cases.domain.standing import STANDING_DAYS
from apps.cases.enums import FINAL, ActionKind, ActionStatus
from apps.cases.errors import TransitionRefused
from apps.cases.events import ActionAssigned
from apps.cases.models import FollowUpAction
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now, today
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.events import publish
from apps.core.repeating import note_sent, refuse_repeated
from apps.core.tracking import change


def default_due(kind: ActionKind) -> date:
    """The day by which an action is due unless somebody chooses another."""
    return today() + timedelta(days=STANDING_DAYS if kind != ActionKind.OTHER else 28)


def add_action(
    *,
    actor: Actor,
    case_id: UUID,
    kind: ActionKind,
    what: str,
    owner_id: UUID,
    due_on: date | None = None,
    key: UUID | None = None,
    unless_repeated: bool = False,
) -> FollowUpAction:
    """Ask a named person to do something by a date; raises NotVisible, Forbidden, Invalid.

    `key` becomes the action's id, so that sending it again finds the first and adds nothing. With `unless_repeated`
    the same wish from the same person within the set time raises Repeated.
    """
    with change(reason="follow-up action added"):
        case = case_for_change(case_id)
        facts = case.access_facts()
        if not may(actor, P.CASE_VIEW, facts):
            raise NotVisible
        decision = may(actor, P.ACTION_MANAGE, facts)
        if not decision:
            raise Forbidden(decision.code, refusal_words(decision.code))
        earlier = FollowUpAction.objects.filter(pk=key, case=case).first() if key else None
        if earlier:
            return earlier
        if case.status in FINAL:
            raise TransitionRefused("wrong_state", _("The case is closed. Reopen it to add an action."))
        if kind not in ActionKind.values:
            raise Invalid("invalid", _("Check the action."), {"kind": _("Choose an action from the list.")})
        words = clean_words(what, "what", 500) or str(ActionKind(kind).label)
        if due_on is not None and due_on < today():
            raise Invalid("in_the_past", _("Check the date."), {"due_on": _("Choose today or a later day.")})
        owner = known_people([owner_id], case.department_id, "owner")[0]
        due = due_on or default_due(ActionKind(kind))
        wish = refuse_repeated(actor, "action", [case_id, kind, words, owner.pk, due], unless_repeated)
        added = FollowUpAction.objects.create(
            id=key or uuid4(), case=case, kind=kind, what=words, owner=owner, due_on=due
        )
        note_sent(actor, wish, added.pk)
        return added


def _to_end(actor: Actor, action_id: UUID) -> FollowUpAction:
    found = FollowUpAction.objects.select_for_update().select_related("case").filter(pk=action_id).first()
    if found is None:
        raise NotVisible
    facts = found.access_facts()
    decision = may(actor, P.ACTION_MANAGE, facts)
    if not decision:
        if not may(actor, P.CASE_VIEW, facts):
            raise NotVisible
        raise Forbidden(decision.code, refusal_words(decision.code))
    return found


def _end(found: FollowUpAction, actor: Actor, status: ActionStatus, words: str) -> FollowUpAction:
    if found.status != ActionStatus.OPEN:
        raise TransitionRefused("already_done", _("This action is no longer open."))
    found.status, found.done_at, found.done_by_id, found.evidence = status, now(), actor.user_id, words
    found.save()
    return found


def finish_action(
    *, actor: Actor, action_id: UUID, evidence: str = "", completion: Completion = NOTHING_SAID
) -> FollowUpAction:
    """Record that it was done, by whom and when; the same person sending the same again changes nothing.

    Raises NotVisible, Forbidden, TransitionRefused, and Invalid where something that the action demands is missing.
    """
    words = clean_words(evidence, "evidence", 2_000)
    with change(reason="follow-up action done"):
        found = _to_end(actor, action_id)
        clean = check_completion(found, completion)
        if (found.status, found.done_by_id, found.evidence) == (ActionStatus.DONE, actor.user_id, words):
            return found
        found.who, found.told_how, found.system = clean.who, clean.told_how, clean.system
        if clean.happened is not None:
            found.happened_at, found.happened_zone = clean.happened.at, clean.happened.zone
            found.happened_precision = clean.happened.precision.value
        return _end(found, actor, ActionStatus.DONE, words)


def cancel_action(*, actor: Actor, action_id: UUID, reason: str) -> FollowUpAction:
    """Cancel it, with a reason; one that opened by itself does not apply, which is another thing than cancelled.

    Raises Invalid without a reason, NotVisible, Forbidden, TransitionRefused.
    """
    words = _reason(reason, _("Say why it is no longer needed."))
    with change(reason=words):
        found = _to_end(actor, action_id)
        status = ActionStatus.NOT_NEEDED if found.is_standing else ActionStatus.CANCELLED
        if (found.status, found.done_by_id, found.evidence) == (status, actor.user_id, words):
            return found
        return _end(found, actor, status, words)


def reassign_action(*, actor: Actor, action_id: UUID, owner_id: UUID, reason: str) -> FollowUpAction:
    """Give it to somebody else, with a reason; they are told. Raises what `finish_action` does."""
    words = _reason(reason, _("Say why somebody else should do it."))
    with change(reason=words):
        found = _to_change(actor, action_id)
        owner = known_people([owner_id], found.case.department_id, "owner")[0]
        if found.owner_id != owner.pk:
            found.owner = owner
            found.save()
            publish(ActionAssigned(action_id=found.pk))
        return found


def move_action(*, actor: Actor, action_id: UUID, due_on: date, reason: str) -> FollowUpAction:
    """Choose another day, with a reason; the check at 14 days stays where it is. Raises what `finish_action` does."""
    words = _reason(reason, _("Say why the day changes."))
    with change(reason=words):
        found = _to_change(actor, action_id)
        if due_on < today():
            raise Invalid("in_the_past", _("Check the date."), {"due_on": _("Choose today or a later day.")})
        if found.due_on != due_on:
            found.due_on = due_on
            found.save()
        return found


def _to_change(actor: Actor, action_id: UUID) -> FollowUpAction:
    found = _to_end(actor, action_id)
    if found.status != ActionStatus.OPEN:
        raise TransitionRefused("already_done", _("This action is no longer open."))
    return found


def _reason(given: str, ask: str) -> str:
    words = clean_words(given, "reason", 2_000)
    if not words:
        raise Invalid("required", _("Something is missing."), {"reason": ask})
    return words

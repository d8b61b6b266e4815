"""Follow-up actions: what must still be done because of a case, by whom, by when."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words, known_people
from apps.cases.enums import FINAL, ActionKind, ActionStatus
from apps.cases.errors import TransitionRefused
from apps.cases.models import FollowUpAction
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now, today
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.repeating import note_sent, refuse_repeated
from apps.core.tracking import change

# An addendum and the notices around it are checked 14 days after the difference was identified (DOMAIN 1.3, S5).
ADDENDUM_DAYS = 14


def default_due(kind: ActionKind) -> date:
    """The day by which an action is due unless somebody chooses another."""
    return today() + timedelta(days=ADDENDUM_DAYS if kind != ActionKind.OTHER else 28)


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


def _end(actor: Actor, action_id: UUID, status: ActionStatus, words: str) -> FollowUpAction:
    """End it once; the same person sending the same again gets what is there."""
    found = _to_end(actor, action_id)
    if (found.status, found.done_by_id, found.evidence) == (status, actor.user_id, words):
        return found
    if found.status != ActionStatus.OPEN:
        raise TransitionRefused("already_done", _("This action is no longer open."))
    found.status, found.done_at, found.done_by_id, found.evidence = status, now(), actor.user_id, words
    found.save()
    return found


def finish_action(*, actor: Actor, action_id: UUID, evidence: str = "") -> FollowUpAction:
    """Record that it was done, by whom and when; raises NotVisible, Forbidden, TransitionRefused."""
    words = clean_words(evidence, "evidence", 2_000)
    with change(reason="follow-up action done"):
        return _end(actor, action_id, ActionStatus.DONE, words)


def cancel_action(*, actor: Actor, action_id: UUID, reason: str) -> FollowUpAction:
    """Cancel it, with a reason; raises Invalid without one, NotVisible, Forbidden, TransitionRefused."""
    words = clean_words(reason, "reason", 2_000)
    if not words:
        raise Invalid("required", _("Something is missing."), {"reason": _("Say why it is no longer needed.")})
    with change(reason=words):
        return _end(actor, action_id, ActionStatus.CANCELLED, words)

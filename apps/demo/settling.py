"""Finishing what must be done before a case of the demonstration can be closed."""

from datetime import datetime, timedelta
from uuid import UUID

from apps.accounts.actors import actor_for
from apps.cases.domain.acting import finish_action
from apps.cases.domain.completing import Completion
from apps.cases.enums import ActionKind, ActionStatus
from apps.cases.models import FollowUpAction, ReportStanding
from apps.core import clock
from apps.core.actor import acting_as
from apps.core.clock import LONDON, clinical_day

# Who is named in each kind of action, by which way or in which system; nobody of these exists.
SAID: dict[str, dict[str, str]] = {
    ActionKind.ADDENDUM: {"system": "PACS"},
    ActionKind.REFERRER: {"who": "Dr Rowan Ashby, Millbrook Surgery", "told_how": "telephone"},
    ActionKind.READER: {"told_how": "in_person"},
    ActionKind.EXTERNAL: {"who": "MDT co-ordinator, Fenwick General", "told_how": "email"},
}


def settle_actions(case_id: UUID, before: datetime, days: float = 3) -> None:
    """Record the actions that opened by themselves as done: some days after the decision, and before a moment."""
    row = ReportStanding.objects.filter(case=case_id).first()
    open_ones = FollowUpAction.objects.filter(case=case_id, is_standing=True, status=ActionStatus.OPEN)
    for action in open_ones.select_related("owner").order_by("kind", "id"):
        asked = row.answered_at if row else before - timedelta(days=days)
        when = min(asked + timedelta(days=days), before - timedelta(minutes=30))
        said = {"who": action.owner.full_name, **SAID[action.kind]}
        actor = actor_for(action.owner)
        with clock.at(when), acting_as(actor):
            happened = clinical_day(when.astimezone(LONDON).date(), "typed")
            finish_action(actor=actor, action_id=action.pk, completion=Completion(happened=happened, **said))

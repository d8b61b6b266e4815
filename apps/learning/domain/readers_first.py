"""The involved readers hear the outcome first: a summary of it goes to others after their time, or with a reason."""

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.errors import TransitionRefused
from apps.core.actor import Actor
from apps.learning.models import LearningSummary
from apps.meetings.domain.involving import publish_all_the_same
from apps.meetings.queries.involved import lines_kept_for_readers


def readers_first(actor: Actor, summary: LearningSummary, permission: P, early_reason: str) -> None:
    """Refuse while a reader still has time (`readers_first`); `early_reason` says why it cannot wait, and is kept.

    Asked only of who may take the step at all: everybody else is refused by the policy, in its own words.
    """
    waiting = lines_kept_for_readers(summary.cases())
    if not waiting or not may(actor, permission, summary.access_facts()):
        return
    if not early_reason.strip():
        raise TransitionRefused(
            "readers_first",
            _("Somebody who read a report in this still has time to read the outcome first. Wait, or give a reason."),
        )
    publish_all_the_same(actor=actor, items=waiting, reason=early_reason)

"""A reason for a finding of the identifier screen on a learning summary, for the page and the API alike."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.screening import FieldFinding, known_for_cases
from apps.cases.errors import TransitionRefused
from apps.core.actor import Actor
from apps.core.errors import Forbidden, Refused
from apps.core.tracking import change
from apps.disclosure.domain.resolving import justify
from apps.disclosure.enums import ScreenKind
from apps.learning.domain.lifecycle import LIFECYCLE
from apps.learning.domain.moving import summary_for_change, wrong_state
from apps.learning.domain.screening import SUBJECT, unresolved_in_summary
from apps.learning.enums import SummaryEvent, SummaryStatus
from apps.learning.models import LearningSummary


def finding_at(summary: LearningSummary, *, field: str, start: int, kind: ScreenKind | None = None) -> FieldFinding:
    """The open finding at that place of the summary; raises Refused when it is not there (any more)."""
    for one in unresolved_in_summary(summary):
        if (one.field, one.finding.start) == (field, start) and kind in (None, one.finding.kind):
            return one
    raise Refused("finding_gone", _("That finding is no longer there: the text has changed. Look at it again."))


def justify_finding(
    *, actor: Actor, summary_id: UUID, field: str, start: int, justification: str, kind: ScreenKind | None = None
) -> LearningSummary:
    """Record in the actor's name why this finding may stay; the summary itself is not changed.

    `kind`, when given, is what the finding was read as. Raises NotVisible, Forbidden, TransitionRefused once the text
    cannot be edited any more, Refused when the finding is gone or must be removed whatever the reason, and Invalid
    for a reason that will not do.
    """
    with change(_("Finding of the screen justified")):
        summary = summary_for_change(actor, summary_id)
        decision = may(actor, Permission.LEARNING_PREPARE, summary.access_facts())
        if not decision:
            raise Forbidden(decision.code, refusal_words(decision.code))
        status = SummaryStatus(summary.status)
        if LIFECYCLE.rule(SummaryEvent.EDIT, status) is None:
            refused = wrong_state(SummaryEvent.EDIT, status)
            raise TransitionRefused(refused.code, str(refused.message))
        justify(
            actor=actor,
            subject_label=SUBJECT,
            subject_id=summary.pk,
            field=field,
            finding=finding_at(summary, field=field, start=start, kind=kind).finding,
            justification=justification,
            known=known_for_cases(summary.cases()),
        )
    return summary

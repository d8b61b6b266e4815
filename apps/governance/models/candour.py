"""The duty of candour: what was decided, by whom, and what was done towards the patient or family.

Nothing is overwritten: a new decision is a new row, and a step that was recorded wrongly is struck out with a reason.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tracking import history
from apps.governance.enums import Decision, StepKind
from apps.governance.models.record import CaseGovernance, GovernanceChild

PERSON = settings.AUTH_USER_MODEL


class CandourDecision(GovernanceChild):
    """One decision on the threshold; the latest counts. It is a person's, and is never derived from a grade."""

    record = models.ForeignKey(CaseGovernance, on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    decided_by = models.CharField(_("decided by"), max_length=200)
    decided_on = models.DateField(_("decided on"))
    reason = models.TextField(_("reason"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    history = history()

    class Meta:
        verbose_name = _("candour decision")
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(decision__in=Decision.values), name="candour_decision_known"),
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(decided_by=""), name="candour_decision_by_whom_and_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.decision}"


class CandourStep(GovernanceChild):
    """One thing that was done, or tried, towards the patient or family."""

    record = models.ForeignKey(CaseGovernance, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=StepKind.choices)
    done_on = models.DateField(_("done on"))
    done_by = models.CharField(_("done by"), max_length=200)
    words = models.TextField(_("what was said or done"))
    apology_given = models.BooleanField(_("apology given"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    struck_at = models.DateTimeField(_("struck out"), null=True, blank=True)
    struck_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("struck out by")
    )
    struck_reason = models.TextField(_("why it was struck out"), blank=True)

    history = history()

    class Meta:
        verbose_name = _("candour step")
        ordering = ["done_on", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=StepKind.values), name="candour_step_known"),
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True, struck_by__isnull=True)
                | models.Q(struck_at__isnull=False, struck_by__isnull=False) & ~models.Q(struck_reason=""),
                name="candour_step_struck_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"

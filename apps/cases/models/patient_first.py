"""What must still be done for the patient: escalations, follow-up actions, and the governance record."""

from django.conf import settings
from django.db import models

from apps.access.policy import AccessFacts, Relation
from apps.cases.enums import ActionKind, ActionStatus, EscalationStatus
from apps.cases.models.case import Case, CaseChild
from apps.core.tracking import history

PERSON = settings.AUTH_USER_MODEL


def _paired(at: str, by: str, name: str) -> models.CheckConstraint:
    together = models.Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | models.Q(
        **{f"{at}__isnull": False, f"{by}__isnull": False}
    )
    return models.CheckConstraint(condition=together, name=name)


class Escalation(CaseChild):
    """Somebody may still need to act for this patient; it waits for no meeting (C0, the patient first)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalations")
    lead = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=14, choices=EscalationStatus.choices, default=EscalationStatus.RAISED)
    why = models.TextField(blank=True)
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_what = models.TextField(blank=True)

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=EscalationStatus.values), name="escalation_status_known"
            ),
            _paired("acknowledged_at", "acknowledged_by", "escalation_acknowledged_paired"),
            _paired("done_at", "done_by", "escalation_done_paired"),
            models.CheckConstraint(
                condition=~models.Q(status="done") | (models.Q(done_at__isnull=False) & ~models.Q(done_what="")),
                name="escalation_done_says_what",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lead", "raised_at"],
                condition=models.Q(status__in=["raised", "acknowledged"]),
                name="escalation_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.status}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has yet said what was done."""
        return self.status != EscalationStatus.DONE


class FollowUpAction(CaseChild):
    """Something that must still be done because of the case, by a named person, by a date."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=30, choices=ActionKind.choices)
    what = models.CharField(max_length=500)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=ActionStatus.choices, default=ActionStatus.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.TextField(blank=True)

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=ActionStatus.values), name="action_status_known"),
            _paired("done_at", "done_by", "action_done_paired"),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=models.Q(status="open"), name="action_open_for"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    def access_facts(self) -> AccessFacts:
        """The facts of its case, and who owns the action."""
        facts = self.case.access_facts()
        relations = {**facts.relations, Relation.ACTION_OWNER: frozenset({self.owner_id})}
        return AccessFacts(
            department_id=facts.department_id,
            confidentiality=facts.confidentiality,
            status=facts.status,
            relations=relations,
        )


class GovernanceRecord(CaseChild):
    """The restricted side of a case: incident references now; harm scales and candour come with their issue.

    Its own permission and pages. A candour decision is a person's, never derived from a grade (DOMAIN 4.1).
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="governance_record")
    incident_reference = models.CharField(max_length=60, blank=True)
    notes = models.TextField(blank=True)

    history = history()

    def __str__(self) -> str:
        return f"{self.case_id} governance"

"""What must still be done for the patient: escalations, follow-up actions, and the governance record."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import models

from apps.access.policy import AccessFacts, Relation
from apps.cases.enums import ActionKind, ActionStatus, EscalationStatus, ToldHow
from apps.cases.models.case import Case, CaseChild
from apps.core.clock import ClinicalTime, Precision
from apps.core.tracking import history

PERSON = settings.AUTH_USER_MODEL
PRECISIONS = [(one.value, one.value) for one in Precision]


def _paired(at: str, by: str, name: str) -> models.CheckConstraint:
    together = models.Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | models.Q(
        **{f"{at}__isnull": False, f"{by}__isnull": False}
    )
    return models.CheckConstraint(condition=together, name=name)


def _timed(name: str, constraint: str) -> models.CheckConstraint:
    """A clinical time that is absent, not known, or there together with its precision."""
    absent = models.Q(**{f"{name}_at__isnull": True, f"{name}_precision__in": ["", Precision.UNKNOWN.value]})
    given = models.Q(
        **{f"{name}_at__isnull": False, f"{name}_precision__in": [Precision.DAY.value, Precision.INSTANT.value]}
    )
    return models.CheckConstraint(condition=absent | given, name=constraint)


class Escalation(CaseChild):
    """Somebody may still need to act for this patient; it waits for no meeting (C0, the patient first)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalations")
    lead = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=14, choices=EscalationStatus.choices, default=EscalationStatus.RAISED)
    why = models.TextField(blank=True)
    raised_at = models.DateTimeField()
    # Each person to whom it falls has a turn; empty `assigned_at` means since it was raised.
    turn = models.PositiveSmallIntegerField(default=1)
    assigned_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_what = models.TextField(blank=True)
    # When it was done for the patient; `done_at` is when that was recorded.
    acted_at = models.DateTimeField(null=True, blank=True)
    acted_precision = models.CharField(max_length=8, choices=PRECISIONS, blank=True)
    acted_zone = models.CharField(max_length=40, default="Europe/London")

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
            _timed("acted", "escalation_acted_paired"),
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

    def access_facts(self) -> AccessFacts:
        """The facts of its case; with nobody named to act the patient goes before a blind review."""
        facts = super().access_facts()
        if self.lead_id is not None:
            return facts
        return replace(facts, relations={**facts.relations, Relation.REVIEWER_SEALED: frozenset()})

    @property
    def is_open(self) -> bool:
        """Whether nobody has yet said what was done."""
        return self.status != EscalationStatus.DONE

    @property
    def turn_began_at(self) -> datetime:
        """Since when it has been with the person who has it now."""
        return self.assigned_at or self.raised_at

    @property
    def acted(self) -> ClinicalTime | None:
        """When it was done for the patient; None where nobody said."""
        if not self.acted_precision:
            return None
        return ClinicalTime(at=self.acted_at, precision=Precision(self.acted_precision), zone=self.acted_zone)


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
    # One of those that open by themselves when an issued report stands wrong (DOMAIN 1.3).
    is_standing = models.BooleanField(default=False)
    # When it happened, with whom, by which way and in which system; `done_at` is when that was recorded.
    happened_at = models.DateTimeField(null=True, blank=True)
    happened_precision = models.CharField(max_length=8, choices=PRECISIONS, blank=True)
    happened_zone = models.CharField(max_length=40, default="Europe/London")
    who = models.CharField(max_length=200, blank=True)
    told_how = models.CharField(max_length=12, choices=ToldHow.choices, blank=True)
    system = models.CharField(max_length=100, blank=True)

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=ActionStatus.values), name="action_status_known"),
            _paired("done_at", "done_by", "action_done_paired"),
            _timed("happened", "action_happened_paired"),
            models.UniqueConstraint(
                fields=["case", "kind"], condition=models.Q(is_standing=True), name="standing_action_once"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=models.Q(status="open"), name="action_open_for"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def happened(self) -> ClinicalTime | None:
        """When it happened; None where nobody said."""
        if not self.happened_precision:
            return None
        return ClinicalTime(at=self.happened_at, precision=Precision(self.happened_precision), zone=self.happened_zone)

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
    """What was said of an incident report when the case was logged; kept here for `apps.governance`.

    Everything else that governance keeps is in records of that app. Nothing about the case shows this again: not its
    page, not its trail, not its API (docs/adr/0024-governance-record.md).
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="governance_record")
    incident_reference = models.CharField(max_length=60, blank=True)
    notes = models.TextField(blank=True)

    history = history()

    def __str__(self) -> str:
        return f"{self.case_id} governance"

"""What was tried and what the clock did about an escalation, and how a department passes escalations on."""

from django.conf import settings
from django.db import models

from apps.access.policy import AccessFacts
from apps.accounts.models import Department
from apps.cases.enums import ContactResult, EscalationStepKind, ToldHow
from apps.cases.models.patient_first import PRECISIONS, Escalation
from apps.core.clock import ClinicalTime, Precision
from apps.core.tracking import TrackedModel, history

PERSON = settings.AUTH_USER_MODEL


class EscalationChild(TrackedModel):
    """Something that belongs to one escalation and is seen by whoever sees it."""

    class Meta:
        abstract = True

    def access_facts(self) -> AccessFacts:
        """The facts of its escalation."""
        escalation: Escalation = self.escalation  # type: ignore[attr-defined]  # each concrete child declares it
        return escalation.access_facts()


class EscalationContact(EscalationChild):
    """One attempt to reach somebody for the patient: who, by which way, and what came of it."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="contacts")
    who = models.CharField(max_length=200)
    channel = models.CharField(max_length=12, choices=ToldHow.choices)
    result = models.CharField(max_length=12, choices=ContactResult.choices)
    note = models.TextField(blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    tried_precision = models.CharField(max_length=8, choices=PRECISIONS)
    tried_zone = models.CharField(max_length=40, default="Europe/London")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(who=""), name="contact_names_somebody"),
            models.CheckConstraint(
                condition=models.Q(tried_precision=Precision.UNKNOWN.value, tried_at__isnull=True)
                | (~models.Q(tried_precision=Precision.UNKNOWN.value) & models.Q(tried_at__isnull=False)),
                name="contact_tried_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.result}"

    @property
    def tried(self) -> ClinicalTime:
        """When it was tried, and how exactly that is known."""
        return ClinicalTime(at=self.tried_at, precision=Precision(self.tried_precision), zone=self.tried_zone)


class EscalationStep(EscalationChild):
    """One thing that the clock did: written in the transaction that did it, once for each turn and kind.

    `lead` is the person whose turn it was, `passed_to` the next one where it was handed over.
    """

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=16, choices=EscalationStepKind.choices)
    turn = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    carried_out_at = models.DateTimeField()
    lead = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    passed_to = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    history = history()

    class Meta:
        ordering = ["carried_out_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["escalation", "turn", "kind"], name="escalation_step_once"),
            models.CheckConstraint(
                condition=models.Q(kind="hand_over", passed_to__isnull=False)
                | (~models.Q(kind="hand_over") & models.Q(passed_to__isnull=True)),
                name="hand_over_names_the_next",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.turn} {self.kind}"


class EscalationTiming(TrackedModel):
    """A department's own hours; empty means the installation's, nought means never."""

    department = models.OneToOneField(Department, on_delete=models.PROTECT, related_name="escalation_timing")
    remind_after_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    hand_over_after_hours = models.PositiveSmallIntegerField(null=True, blank=True)

    history = history()

    def __str__(self) -> str:
        return f"{self.department_id} timing"

    def access_facts(self) -> AccessFacts:
        """It is set in its department."""
        return AccessFacts(department_id=self.department_id)


class EscalationTurn(TrackedModel):
    """A person's place in the order in which a department passes escalations on."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="escalation_order")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    history = history()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "person"], name="once_in_the_order"),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.position}"

    def access_facts(self) -> AccessFacts:
        """It is set in its department."""
        return AccessFacts(department_id=self.department_id)

"""The involved reader: an original reader as a participant of a discussion of their own report.

What they say stays with the case when it moves to another meeting; being told belongs to one place on an agenda.
"""

from django.conf import settings
from django.db import models

from apps.access.policy import AccessFacts, Relation
from apps.cases.models import Case
from apps.core.tracking import TrackedModel, history
from apps.meetings.enums import Coming, CorrectionStatus, ExceptionKind, Reach
from apps.meetings.models.agenda import AgendaItem

PERSON = settings.AUTH_USER_MODEL


class InvolvedReader(TrackedModel):
    """One original reader of one case on one agenda: told when, read when, coming or not, or waived and why."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="involved")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outside_name = models.CharField(max_length=200, blank=True)
    reach = models.CharField(max_length=10, choices=Reach.choices)
    told_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    coming = models.CharField(max_length=10, choices=Coming.choices, default=Coming.UNANSWERED)
    wants_other_lead = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    waived_reason = models.TextField(blank=True)
    outcome_told_at = models.DateTimeField(null=True, blank=True)
    outcome_read_at = models.DateTimeField(null=True, blank=True)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person"], condition=models.Q(person__isnull=False), name="involved_once"
            ),
            models.CheckConstraint(condition=models.Q(reach__in=Reach.values), name="involved_reach_known"),
            models.CheckConstraint(condition=models.Q(coming__in=Coming.values), name="involved_coming_known"),
            models.CheckConstraint(
                condition=~models.Q(reach="here") | models.Q(person__isnull=False), name="involved_here_is_somebody"
            ),
            models.CheckConstraint(
                condition=models.Q(waived_at__isnull=True, waived_by__isnull=True)
                | models.Q(waived_at__isnull=False, waived_by__isnull=False) & ~models.Q(waived_reason=""),
                name="involved_waived_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["person", "told_at"], name="involved_of_person")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.reach}"

    @property
    def is_to_be_told(self) -> bool:
        """Whether they can be told and nobody said that they need not be."""
        return self.reach == Reach.HERE and self.waived_at is None

    def access_facts(self) -> AccessFacts:
        """For the reader themselves. Whoever looks after the discussion is judged by the facts of the case."""
        people = frozenset({self.person_id}) if self.person_id else frozenset()
        return AccessFacts(department_id=self.item.case.department_id, relations={Relation.INVOLVED_READER: people})


class ReaderStatement(TrackedModel):
    """What an involved reader says about the case, in their own words; for the chair, and for the room if they wish."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    is_for_room = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    history = history()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="statement_once")]

    def __str__(self) -> str:
        return f"{self.case_id} statement"

    def access_facts(self) -> AccessFacts:
        """For its author alone; the chair reads it through the case."""
        relation = {Relation.INVOLVED_READER: frozenset({self.person_id})}
        return AccessFacts(department_id=self.case.department_id, relations=relation)


class FactCorrection(TrackedModel):
    """A fact of the case that an involved reader says is wrong; the chair accepts or declines it with a reason."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    stated = models.TextField()
    should_be = models.TextField()
    status = models.CharField(max_length=10, choices=CorrectionStatus.choices, default=CorrectionStatus.PROPOSED)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_reason = models.TextField(blank=True)

    history = history()

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=CorrectionStatus.values), name="correction_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status="proposed", decided_at__isnull=True, decided_by__isnull=True)
                | ~models.Q(status="proposed")
                & models.Q(decided_at__isnull=False, decided_by__isnull=False)
                & ~models.Q(decided_reason=""),
                name="correction_decided_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=models.Q(status="proposed"), name="correction_open"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.status}"

    def access_facts(self) -> AccessFacts:
        """For its author alone; the chair reads it through the case."""
        relation = {Relation.INVOLVED_READER: frozenset({self.person_id})}
        return AccessFacts(department_id=self.case.department_id, relations=relation)


class ReaderException(TrackedModel):
    """Why a case went on before its involved reader had their time; recorded and flagged, never blocked for good."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="reader_exceptions")
    kind = models.CharField(max_length=16, choices=ExceptionKind.choices)
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "kind"], name="reader_exception_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="reader_exception_has_reason"),
            models.CheckConstraint(condition=models.Q(kind__in=ExceptionKind.values), name="reader_exception_known"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind}"

    def access_facts(self) -> AccessFacts:
        """The facts of its case."""
        return self.item.case.access_facts()

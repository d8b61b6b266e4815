"""The case, its studies, its original readers, and each change of its state."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.urls import reverse

from apps.access.policy import AccessFacts, Confidentiality, Relation
from apps.accounts.models import Department
from apps.cases.enums import (
    CaseEvent,
    CaseKind,
    CaseStatus,
    DiscrepancyType,
    HowDiscovered,
    PatientAction,
    ReaderPart,
    ReaderStanding,
    StudyPart,
)
from apps.core.clock import ClinicalTime, Precision, is_by_day, unordered_number
from apps.core.tracking import TrackedModel, history
from apps.journeys.models import Study

PERSON = settings.AUTH_USER_MODEL


class Case(TrackedModel):
    """A missed, misread, delayed or well-made finding, logged so that others learn from it.

    It carries no grade of a colleague and no harm: those live in the restricted governance record (C0).
    """

    reference = models.CharField(max_length=24, unique=True, editable=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="cases")
    submitter = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confidentiality = models.CharField(
        max_length=12, choices=[(c.value, c.value) for c in Confidentiality], default=Confidentiality.OPEN
    )
    kind = models.CharField(max_length=30, choices=CaseKind.choices)
    discrepancy_type = models.CharField(max_length=12, choices=DiscrepancyType.choices, blank=True)
    status = models.CharField(max_length=20, choices=CaseStatus.choices, default=CaseStatus.RECEIVED)
    narrative = models.TextField()
    modality = models.CharField(max_length=16, blank=True)
    body_region = models.CharField(max_length=60, blank=True)
    subspecialty = models.CharField(max_length=60, blank=True)
    # Asked of one kind each: what was done when it went wrong, and what got in the way.
    procedure = models.CharField(max_length=120, blank=True)
    system_affected = models.CharField(max_length=120, blank=True)
    how_discovered = models.CharField(max_length=20, choices=HowDiscovered.choices)
    discovered_at = models.DateTimeField(null=True, blank=True)
    discovered_precision = models.CharField(max_length=8, choices=[(p.value, p.value) for p in Precision])
    discovered_source = models.CharField(max_length=40, blank=True)
    discovered_zone = models.CharField(max_length=40, default="Europe/London")
    patient_action = models.CharField(max_length=8, choices=PatientAction.choices)
    readers_unknown_reason = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    submission_key = models.UUIDField(null=True, blank=True, unique=True)
    received_at = models.DateTimeField()
    status_since = models.DateTimeField()

    history = history(no_db_index=["reference", "submission_key"])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=CaseStatus.values), name="case_status_known"),
            models.CheckConstraint(condition=models.Q(kind__in=CaseKind.values), name="case_kind_known"),
            # Only an anonymous case has no submitter, and an anonymous case never has one (C0).
            models.CheckConstraint(
                condition=models.Q(confidentiality="anonymous", submitter__isnull=True)
                | (~models.Q(confidentiality="anonymous") & models.Q(submitter__isnull=False)),
                name="case_submitter_unless_anonymous",
            ),
            models.CheckConstraint(
                condition=models.Q(discovered_precision="unknown", discovered_at__isnull=True)
                | (~models.Q(discovered_precision="unknown") & models.Q(discovered_at__isnull=False)),
                name="case_discovered_paired",
            ),
            models.CheckConstraint(
                condition=models.Q(status="merged", merged_into__isnull=False)
                | (~models.Q(status="merged") & models.Q(merged_into__isnull=True)),
                name="case_merged_names_the_kept_case",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "-received_at", "-id"], name="case_in_department"),
            models.Index(fields=["-received_at", "-id"], name="case_newest"),
            models.Index(fields=["department", "status", "-received_at", "-id"], name="case_by_status"),
            models.Index(fields=["submitter", "-received_at", "-id"], name="case_by_submitter"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The case's page."""
        return reverse("cases:detail", args=[self.pk])

    @property
    def discovered(self) -> ClinicalTime:
        """When it came to light, and how exactly that is known."""
        return ClinicalTime(
            at=self.discovered_at,
            precision=Precision(self.discovered_precision),
            source=self.discovered_source,
            zone=self.discovered_zone,
        )

    def access_facts(self) -> AccessFacts:
        """Facts for the policy; prefetch readers, reviews and escalations where many are asked.

        The list side of who is sealed is `apps.cases.queries.sealed`; the parity test holds the two together.
        """
        asked = [review for review in self.reviews.all() if review.is_active]
        leads = _ids(one.lead_id for one in self.escalations.all())
        # What was merged tells of the same finding as the case into which it was merged.
        sealed = self._sealed_from() | (self.merged_into._sealed_from() if self.merged_into else frozenset())
        return AccessFacts(
            department_id=self.department_id,
            confidentiality=Confidentiality(self.confidentiality),
            status=self.status,
            relations={
                Relation.SUBMITTER: _ids([self.submitter_id]),
                Relation.ORIGINAL_READER: _ids(reader.person_id for reader in self.readers.all()),
                Relation.REVIEWER: _ids(review.reviewer_id for review in asked),
                # The patient first: who acts for the patient is never kept from the case.
                Relation.REVIEWER_SEALED: sealed - leads - _ids([self.submitter_id]),
                Relation.ESCALATION_LEAD: leads,
            },
        )

    def _sealed_from(self) -> frozenset[UUID]:
        """Who has yet to commit a view, but for the submitter and who acts for the patient: they know."""
        if self.status != CaseStatus.UNDER_REVIEW:
            return frozenset()
        awaited = _ids(review.reviewer_id for review in self.reviews.all() if review.awaits_view)
        return awaited - _ids(one.lead_id for one in self.escalations.all()) - _ids([self.submitter_id])


def _ids(found: Iterable[UUID | None]) -> frozenset[UUID]:
    return frozenset(one for one in found if one is not None)


class CaseChild(TrackedModel):
    """A record that belongs to one case and is seen by whoever sees the case."""

    class Meta:
        abstract = True

    def access_facts(self) -> AccessFacts:
        """The facts of its case."""
        case: Case = self.case  # type: ignore[attr-defined]  # each concrete child declares it
        return case.access_facts()


class CaseStudy(CaseChild):
    """A study that belongs to the case, with the part that it plays.

    `readers_unknown_reason` says why somebody who read this study cannot be named, though others may be.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="case_studies")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="case_studies")
    part = models.CharField(max_length=12, choices=StudyPart.choices, default=StudyPart.INDEX)
    readers_unknown_reason = models.TextField(blank=True, default="")

    history = history()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "study"], name="study_once_in_a_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.part}"


class CaseReader(CaseChild):
    """An original reader of a report in the case: on this platform, external, or gone.

    `study` is the study that they read; empty where nobody has said which. It is a study of the case, or was one:
    who is taken for a reader stays one when the study is taken off, until somebody takes the reader off, too.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readers")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    external_name = models.CharField(max_length=200, blank=True)
    part = models.CharField(max_length=12, choices=ReaderPart.choices, default=ReaderPart.AUTHOR)
    standing = models.CharField(max_length=12, choices=ReaderStanding.choices, default=ReaderStanding.KNOWN)

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(external_name=""), name="reader_is_somebody"
            ),
            models.UniqueConstraint(
                fields=["case", "person", "part", "study"],
                condition=models.Q(person__isnull=False, study__isnull=False),
                name="reader_once_of_a_study",
            ),
            models.UniqueConstraint(
                fields=["case", "person", "part"],
                condition=models.Q(person__isnull=False, study__isnull=True),
                name="reader_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.part}"


class CaseTransition(models.Model):
    """One change of state: insert-only, and the product's own account of what happened."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transitions")
    event = models.CharField(max_length=20, choices=CaseEvent.choices, blank=True)
    source = models.CharField(max_length=20, choices=CaseStatus.choices, blank=True)
    target = models.CharField(max_length=20, choices=CaseStatus.choices)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    case_version = models.PositiveIntegerField()
    key = models.CharField(max_length=64, blank=True)
    payload = models.JSONField(default=dict, blank=True)

    class Meta:
        # Not by key: those that somebody without a name made have random ones (core.clock.by_day).
        ordering = ["case_version", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "case_version"], name="one_transition_per_case_version"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.source} -> {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a transition is never altered."""
        kwargs["force_insert"] = True
        if is_by_day():
            self.pk = unordered_number()
        super().save(*args, **kwargs)

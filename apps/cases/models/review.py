"""Reviews, opinions and the thread between chair and submitter."""

from typing import Any

from django.conf import settings
from django.db import models

from apps.cases.enums import Confidence, MessageKind, ReviewEnd
from apps.cases.models.case import Case, CaseChild
from apps.cases.models.coding import TaxonomyTerm
from apps.core.errors import Refused
from apps.core.tracking import history

PERSON = settings.AUTH_USER_MODEL


class ReviewRequest(CaseChild):
    """What a reviewer is shown before giving a view: the clinical question as it was, never what was found later.

    The narrative is the finding and stays sealed; this text is written for the review and screened for identifiers.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="review_request")
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    def __str__(self) -> str:
        return f"{self.case_id} review request"


class ReviewAssignment(CaseChild):
    """A reviewer was asked for an opinion.

    Sealed until `revealed_at`: the moment from which the outcome is open to this reviewer, because the first view is
    committed. An assignment that ended without a view keeps its row, with who ended it and why.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=20, choices=ReviewEnd.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_reason = models.TextField(blank=True)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "reviewer"], name="reviewer_once_in_a_case"),
            models.CheckConstraint(
                condition=models.Q(ended_as="", ended_at__isnull=True, ended_by__isnull=True)
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_as="")),
                name="review_ended_paired",
            ),
            # A committed view stands, so its assignment never ends as if nothing had been given.
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(revealed_at__isnull=True),
                name="review_ended_without_a_view",
            ),
        ]
        indexes = [
            # What is still sealed for somebody; a handful of rows, asked on every page about cases.
            models.Index(
                fields=["reviewer", "case"],
                condition=models.Q(revealed_at__isnull=True, ended_at__isnull=True),
                name="review_sealed_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reviewer_id}"

    @property
    def is_active(self) -> bool:
        """Whether the person is still asked."""
        return self.ended_at is None

    @property
    def awaits_view(self) -> bool:
        """Whether the first view is still to come."""
        return self.ended_at is None and self.revealed_at is None


class Opinion(CaseChild):
    """A reviewer's view, committed before the outcome is seen; a committed view is never altered.

    `after_reveal` is the second view, given once the outcome is known: a second row, not an edit. `was_blind` says
    whether the person had not opened the case before, as far as the record of looks tells; empty where nobody asked.
    The database refuses to change a row (migration 0007).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="opinions")
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    after_reveal = models.BooleanField(default=False)
    view = models.TextField()
    finding_term = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    recommendation = models.TextField(blank=True)
    learning = models.TextField(blank=True)
    declared_not_read = models.BooleanField(default=False)
    was_blind = models.BooleanField(null=True, blank=True)
    committed_at = models.DateTimeField()

    history = history()

    class Meta:
        ordering = ["committed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "reviewer", "after_reveal"], name="one_view_before_one_after"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reviewer_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuses to alter a committed view."""
        if not self._state.adding:
            raise Refused("opinion_committed", "A committed opinion is never altered; add a second view instead.")
        super().save(*args, **kwargs)


class CaseMessage(CaseChild):
    """One message in the thread between chair and submitter. `author` is null for an anonymous submitter."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind.choices)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_chair = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()

    history = history()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

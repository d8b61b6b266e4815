"""Reviews, opinions and the thread between chair and submitter."""

from typing import Any

from django.conf import settings
from django.db import models

from apps.cases.enums import MessageKind
from apps.cases.models.case import Case, CaseChild
from apps.core.errors import Refused
from apps.core.tracking import history

PERSON = settings.AUTH_USER_MODEL


class ReviewAssignment(CaseChild):
    """A reviewer was asked for an opinion."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    history = history()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reviewer"], name="reviewer_once_in_a_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reviewer_id}"


class Opinion(CaseChild):
    """A reviewer's view in words, committed before the outcome is seen; a committed view is never altered.

    `after_reveal` is the second view, given once the outcome is known: a second row, not an edit.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="opinions")
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    after_reveal = models.BooleanField(default=False)
    view = models.TextField()
    learning = models.TextField(blank=True)
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

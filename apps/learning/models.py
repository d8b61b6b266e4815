"""Learning on its way out: the summary being written, who wrote it, and who approved which exact content."""

from uuid import UUID

from django.conf import settings
from django.db import models

from apps.access.policy import AccessFacts, Relation
from apps.accounts.models import Department
from apps.cases.models import Case
from apps.core.tracking import TrackedModel, history
from apps.documents.enums import KIND_WORDS, DocumentKind
from apps.documents.models import StoredDocument
from apps.learning.enums import OPEN_STATUSES, SummaryStatus
from apps.meetings.enums import AgendaStatus
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.involved import lines_kept

PERSON = settings.AUTH_USER_MODEL
# What the facts of a case are made from.
_JUDGED = ("case__readers", "case__reviews", "case__escalations")


class LearningPoint(TrackedModel):
    """A learning point recorded outside a meeting, as feedback; a meeting's own are on its outcomes."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="feedback_points")
    text = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        ordering = ["recorded_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]

    def access_facts(self) -> AccessFacts:
        """The facts of its case."""
        return self.case.access_facts()


class LearningSummary(TrackedModel):
    """The text of one future document; `content` is an allow-listed pack, `content_sha256` its hash.

    Any edit changes the hash, so an approval of the earlier content no longer counts (C0).
    """

    kind = models.CharField(max_length=40, choices=[(kind.value, KIND_WORDS[kind]) for kind in DocumentKind])
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="summaries")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="summaries")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="summaries")
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=SummaryStatus.choices, default=SummaryStatus.DRAFT)
    status_since = models.DateTimeField()
    prepared_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    history = history()

    class Meta:
        ordering = ["-status_since", "-id"]
        verbose_name_plural = "learning summaries"
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=SummaryStatus.values), name="summary_status_known"),
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, meeting__isnull=True)
                | models.Q(case__isnull=True, meeting__isnull=False),
                name="summary_has_one_subject",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(status__in=OPEN_STATUSES), name="one_open_summary_per_case"
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(status__in=OPEN_STATUSES), name="one_open_summary_per_meeting"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(document__isnull=False),
                name="summary_published_has_document",
            ),
        ]
        indexes = [models.Index(fields=["department", "status", "-status_since"], name="summary_by_status")]

    def __str__(self) -> str:
        if self.document is not None and self.document.is_withdrawn:
            return self.document.reference  # as in the library: the title is closed, too
        return str(self.content.get("title", "")) if isinstance(self.content, dict) else ""

    def cases(self) -> list[Case]:
        """The cases that the summary draws on."""
        if self.case is not None:
            return [self.case]
        items = AgendaItem.objects.filter(meeting=self.meeting_id, status=AgendaStatus.DISCUSSED)
        return [item.case for item in items.select_related("case__department").prefetch_related(*_JUDGED)]

    def access_facts(self) -> AccessFacts:
        """De-identified text: seen by role, whatever the confidentiality of the submission behind it.

        Who read one of a meeting's many cases may write its summary, and may not approve it. Who is to review one of
        them blind sees it afterwards; while the involved readers are to hear the outcome first, others wait.
        """
        cases = self.cases()
        sealed = [case.access_facts().relations[Relation.REVIEWER_SEALED] for case in cases]
        about = {"case": self.case_id} if self.case_id else {"meeting": self.meeting_id}
        readers = {reader.person_id for case in cases for reader in case.readers.all() if reader.person_id}
        return AccessFacts(
            department_id=self.department_id,
            status=self.status,
            relations={
                Relation.AUTHOR: frozenset(author.person_id for author in self.authors.all()),
                Relation.SUBMITTER: frozenset(case.submitter_id for case in cases if case.submitter_id),
                Relation.ORIGINAL_READER if self.case_id else Relation.READER_OF_A_PART: frozenset(readers),
                Relation.REVIEWER_SEALED: frozenset[UUID]().union(*sealed),
            },
            readers_first=self.status != SummaryStatus.PUBLISHED and lines_kept(**about).exists(),
        )


class SummaryAuthor(TrackedModel):
    """Somebody who wrote part of a summary or of the presentation copy behind it: may not approve it."""

    summary = models.ForeignKey(LearningSummary, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "person"], name="author_once")]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.person_id}"

    def access_facts(self) -> AccessFacts:
        """The facts of its summary."""
        return self.summary.access_facts()


class Approval(TrackedModel):
    """A second person approved this exact content; counts only while the summary's hash is the same."""

    summary = models.ForeignKey(LearningSummary, on_delete=models.CASCADE, related_name="approvals")
    content_sha256 = models.CharField(max_length=64)
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        ordering = ["approved_at", "id"]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.content_sha256[:8]}"

    def access_facts(self) -> AccessFacts:
        """The facts of its summary."""
        return self.summary.access_facts()

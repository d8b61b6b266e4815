"""The stored document: frozen content, the PDF made from it, and what became of it."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from apps.access.policy import AccessFacts, Relation
from apps.access.seals import people_sealed_from
from apps.accounts.models import Department, User
from apps.core.tracking import TrackedModel, history
from apps.documents.enums import KIND_WORDS, STATE_WORDS, DocumentKind, DocumentState

# While a document is in one of these states, asking for the same content again gives the same document.
LIVE_STATES = (
    DocumentState.REQUESTED.value,
    DocumentState.RENDERING.value,
    DocumentState.READY.value,
    DocumentState.FAILED.value,
)
PRINTED_STATES = (DocumentState.READY.value, DocumentState.SUPERSEDED.value)
# What a document may be about of which somebody may not know yet what came of it.
SEALED_SUBJECTS = ("cases.case", "meetings.meeting")


def _both_or_neither(first: str, second: str) -> Q:
    """Both columns are filled, or neither is."""
    return Q(**{f"{first}__isnull": True, f"{second}__isnull": True}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": False}
    )


class StoredDocument(TrackedModel):
    """One version of one document: rendered once, stored, and never rendered again.

    `version` counts the writes of the row, as in every tracked model; `content_version` is the printed
    version and counts the documents of one kind about one subject.
    """

    reference = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, choices=[(kind.value, KIND_WORDS[kind]) for kind in DocumentKind])
    # No key to what the document is about: this app sits below it (docs/adr, app layers).
    subject_label = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=500)
    content_version = models.PositiveIntegerField()
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64, db_index=True)
    template_version = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=20,
        choices=[(state.value, STATE_WORDS[state]) for state in DocumentState],
        default=DocumentState.REQUESTED.value,
    )
    file = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    file_size = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    error = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    # The content never changes after the first write, and its hash stands in every version row.
    history = history(excluded_fields=["content"])

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DocumentKind]), name="document_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DocumentState]), name="document_state_known"
            ),
            models.CheckConstraint(
                condition=_both_or_neither("published_at", "published_by"),
                name="document_published_by_and_at",
            ),
            models.CheckConstraint(
                condition=_both_or_neither("withdrawn_at", "withdrawn_by"),
                name="document_withdrawn_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.WITHDRAWN.value)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="document_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PRINTED_STATES)
                | (~Q(file="") & ~Q(file_sha256="") & Q(file_size__gt=0) & Q(pages__gt=0)),
                name="document_printed_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.FAILED.value) | ~Q(error=""),
                name="document_failed_has_reason",
            ),
            models.UniqueConstraint(fields=["reference", "content_version"], name="document_version_once"),
            models.UniqueConstraint(
                fields=["kind", "subject_label", "subject_id", "content_sha256", "template_version"],
                condition=Q(state__in=LIVE_STATES),
                name="document_content_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_label", "subject_id"],
                condition=Q(state=DocumentState.READY.value),
                name="document_one_current_version",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "-published_at", "-id"], name="document_library"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} v{self.content_version}"

    @cached_property
    def sealed_from(self) -> frozenset[UUID]:
        """Who may not know yet what it tells; a list that leaves those out for its actor says "nobody" itself."""
        if self.subject_label not in SEALED_SUBJECTS:
            return frozenset()
        return people_sealed_from(self.subject_label, UUID(self.subject_id))

    def access_facts(self) -> AccessFacts:
        """Seen by its department, but for who is to review its case blind; its state decides who may still open it."""
        relations = {Relation.REVIEWER_SEALED: self.sealed_from}
        return AccessFacts(department_id=self.department_id, status=self.state, relations=relations)

    @property
    def is_printed(self) -> bool:
        """Whether there is a file that readers may download."""
        return self.state in PRINTED_STATES

    @property
    def is_withdrawn(self) -> bool:
        """Whether the document was closed because of a mistake."""
        return self.state == DocumentState.WITHDRAWN

    @property
    def file_name(self) -> str:
        """The name under which a reader saves the file: reference and version, and nothing clinical."""
        return f"{self.reference}-v{self.content_version}.pdf"

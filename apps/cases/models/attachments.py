"""Files attached to a case, and which of its images the room may see."""

from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from apps.cases.enums import AttachmentKind, SearchState, ShownWith
from apps.cases.models.case import Case, CaseChild
from apps.core.tracking import history

PERSON = settings.AUTH_USER_MODEL


class CaseAttachment(CaseChild):
    """A cleaned copy of a file that somebody sent: re-encoded, without metadata, under a name of our own.

    The file as it was sent is not kept. `name` is for people only and never part of a path. `found` holds the boxes
    in which the search saw text, as {"left", "top", "width", "height", "kinds"}; the text itself is not kept.
    A confirmation counts for exactly the file whose hash it names.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=8, choices=AttachmentKind.choices)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    file = models.CharField(max_length=160)
    file_sha256 = models.CharField(max_length=64)
    received_sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    search = models.CharField(max_length=12, choices=SearchState.choices)
    searched_at = models.DateTimeField(null=True, blank=True)
    found = models.JSONField(default=list, blank=True)
    confirmed_sha256 = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_note = models.CharField(max_length=500, blank=True)

    history = history()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, confirmed_sha256="")
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_sha256="")),
                name="attachment_confirmed_paired",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_sha256="") | Q(kind=AttachmentKind.IMAGE), name="attachment_only_images_confirmed"
            ),
            models.UniqueConstraint(fields=["case", "received_sha256"], name="attachment_once_in_a_case"),
        ]

    def __str__(self) -> str:
        return f"Attachment {self.pk}"

    def get_absolute_url(self) -> str:
        """The file's page."""
        return reverse("cases:file", args=[self.case_id, self.pk])

    @property
    def is_confirmed(self) -> bool:
        """Whether a named person found this very file to show nothing that identifies anybody."""
        return bool(self.confirmed_sha256) and self.confirmed_sha256 == self.file_sha256

    @property
    def ending(self) -> str:
        """The ending that goes with the content."""
        return PurePosixPath(self.file).suffix


class PresentationImage(CaseChild):
    """A confirmed image that the room sees with the question or with the reveal, and its words for who cannot see."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="presentation_images")
    attachment = models.OneToOneField(CaseAttachment, on_delete=models.CASCADE, related_name="shown")
    shown_with = models.CharField(max_length=8, choices=ShownWith.choices, default=ShownWith.QUESTION)
    position = models.PositiveSmallIntegerField(default=1)
    alt_text = models.CharField(max_length=300)

    history = history()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=~Q(alt_text=""), name="presentation_image_has_words")]

    def __str__(self) -> str:
        return f"Image {self.attachment_id} of {self.case_id}"

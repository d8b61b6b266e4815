"""What may be shown of a case."""

from django.conf import settings
from django.db import models

from apps.cases.models.case import Case, CaseChild
from apps.core.tracking import history

PERSON = settings.AUTH_USER_MODEL


class PresentationCopy(CaseChild):
    """What the room, the PDF and the library read: a separate, edited copy, never the submission (C0).

    `screened_sha256` is the digest of the text that the identifier screen last found clean or justified;
    any edit empties it. `images_sha256` is the digest of its images with their words, empty where there are none.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="presentation")
    title = models.CharField(max_length=120, blank=True)
    vignette = models.TextField(blank=True)
    question = models.TextField(blank=True)
    reveal = models.TextField(blank=True)
    images_sha256 = models.CharField(max_length=64, blank=True)
    screened_sha256 = models.CharField(max_length=64, blank=True)
    screened_at = models.DateTimeField(null=True, blank=True)
    screened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(screened_at__isnull=True, screened_by__isnull=True, screened_sha256="")
                | (models.Q(screened_at__isnull=False, screened_by__isnull=False) & ~models.Q(screened_sha256="")),
                name="presentation_screened_paired",
            )
        ]

    def __str__(self) -> str:
        return self.title or f"{self.case_id} presentation"

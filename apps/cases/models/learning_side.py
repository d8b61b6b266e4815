"""What may be shown of a case, and how its finding is coded."""

from django.conf import settings
from django.db import models

from apps.access.policy import AccessFacts
from apps.cases.models.case import Case, CaseChild
from apps.core.tracking import TrackedModel, history

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


class Taxonomy(TrackedModel):
    """A coding scheme in one version, with its source. Old cases keep the version they were coded with."""

    code = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    source_note = models.TextField()
    is_active = models.BooleanField(default=True)

    history = history()

    class Meta:
        ordering = ["code", "edition"]
        constraints = [models.UniqueConstraint(fields=["code", "edition"], name="taxonomy_edition_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.edition})"

    def access_facts(self) -> AccessFacts:
        """A scheme belongs to no department."""
        return AccessFacts(department_id=None)


class TaxonomyTerm(TrackedModel):
    """One code of a scheme."""

    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.PROTECT, related_name="terms")
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    meaning = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    history = history()

    class Meta:
        ordering = ["position", "label"]
        constraints = [models.UniqueConstraint(fields=["taxonomy", "code"], name="term_once_in_a_scheme")]

    def __str__(self) -> str:
        return self.label

    def access_facts(self) -> AccessFacts:
        """A code belongs to no department."""
        return AccessFacts(department_id=None)


class Finding(CaseChild):
    """One coding of the case's finding; a case may carry several (1,269 errors in 656 examinations, DOMAIN 5.1)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findings")
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, related_name="findings")

    history = history()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "term"], name="coding_once_in_a_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.term_id}"

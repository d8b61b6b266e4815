"""Coding schemes in editions, the codings of a case, and scores of a scheme that is not ours, kept as imported."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.access.policy import AccessFacts
from apps.cases.enums import CodingPlace, TaxonomyPurpose
from apps.cases.models.case import Case, CaseChild
from apps.core.tracking import TrackedModel, history

PERSON = settings.AUTH_USER_MODEL


class Taxonomy(TrackedModel):
    """One edition of a coding scheme, with its source. Old cases keep the edition they were coded with.

    An edition without a trust comes with the product, is the same for everybody, and is changed by nobody. A trust's
    own edition is a draft until it is put in force from a day, and is never changed after that. `is_active` is an
    installation's switch for what comes with the product; a reference scheme is off (docs/adr/0027).
    """

    trust = models.ForeignKey("accounts.Trust", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    source_note = models.TextField()
    purpose = models.CharField(max_length=12, choices=TaxonomyPurpose.choices, default=TaxonomyPurpose.CODING)
    is_active = models.BooleanField(default=True)
    active_from = models.DateField(null=True, blank=True)
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    history = history()

    class Meta:
        ordering = ["code", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "edition"], condition=Q(trust__isnull=True), name="taxonomy_edition_once"
            ),
            models.UniqueConstraint(
                fields=["trust", "code", "edition"],
                condition=Q(trust__isnull=False),
                name="taxonomy_edition_once_in_a_trust",
            ),
            models.UniqueConstraint(
                fields=["trust", "code"], condition=Q(active_from__isnull=True), name="one_draft_of_a_scheme"
            ),
            models.CheckConstraint(
                condition=Q(trust__isnull=False) | Q(active_from__isnull=False), name="draft_belongs_to_a_trust"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=TaxonomyPurpose.values), name="taxonomy_purpose_known"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} ({self.edition})"

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.active_from is None

    def access_facts(self) -> AccessFacts:
        """A scheme belongs to no department; an edition of its own to a trust."""
        return AccessFacts(department_id=None, trust_id=self.trust_id)


class TaxonomyTerm(TrackedModel):
    """One code of an edition. A retired one stays on the cases that carry it and can no longer be chosen."""

    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.PROTECT, related_name="terms")
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    meaning = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    history = history()

    class Meta:
        ordering = ["position", "label"]
        constraints = [models.UniqueConstraint(fields=["taxonomy", "code"], name="term_once_in_a_scheme")]

    def __str__(self) -> str:
        return self.label

    def access_facts(self) -> AccessFacts:
        """A code belongs to its edition."""
        return self.taxonomy.access_facts()


class Finding(CaseChild):
    """One coding of the case's finding; a case may carry several (1,269 errors in 656 examinations, DOMAIN 5.1).

    Who coded it and when are empty for codings from before they were asked for; the trail has them.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findings")
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, related_name="findings")
    place = models.CharField(max_length=12, choices=CodingPlace.choices, default=CodingPlace.CASE)
    coded_at = models.DateTimeField(null=True, blank=True)
    coded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "term"], name="coding_once_in_a_case"),
            models.CheckConstraint(condition=Q(place__in=CodingPlace.values), name="coding_place_known"),
            models.CheckConstraint(
                condition=Q(coded_at__isnull=True, coded_by__isnull=True)
                | Q(coded_at__isnull=False, coded_by__isnull=False),
                name="coding_coded_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.term_id}"


class ReferenceCoding(CaseChild):
    """A score of a scheme that is not ours, kept as it was imported; never asked for, counted or sorted by.

    It is a table of its own so that nothing that lists or counts codings can come upon it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reference_codings")
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, related_name="+")
    as_written = models.CharField(max_length=80)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "term"], name="reference_score_once_in_a_case"),
            models.CheckConstraint(condition=~Q(as_written=""), name="reference_score_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.term_id}"


class ReferenceChoice(TrackedModel):
    """Whether a department keeps the scores of a reference scheme that its spreadsheets bring. No row means no."""

    department = models.ForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=40)
    is_on = models.BooleanField(default=False)
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "scheme"], name="one_choice_of_a_reference_scheme"),
            models.CheckConstraint(condition=~Q(reason=""), name="reference_choice_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.scheme}"

    def access_facts(self) -> AccessFacts:
        """The facts of its department."""
        return AccessFacts(department_id=self.department_id)

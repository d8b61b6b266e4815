"""Where on the way of an examination it failed: at which step, and in whose hands; never who, and never how badly."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.cases.models.case import Case, CaseChild
from apps.cases.models.coding import TaxonomyTerm
from apps.core.tracking import history
from apps.journeys.enums import INSIDE_RADIOLOGY, JourneyStage, ResponsibleRole

PERSON = settings.AUTH_USER_MODEL


class FailurePlace(CaseChild):
    """One place where it failed (DOMAIN 11.4); a case may have several, inside radiology and outside.

    An empty step or party is not known; at least one of step, party and failing is. `failing` is a term of the scheme
    of the national report (DOMAIN 2.1) in the edition that was in use. `party` is a role and never a person.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="failure_places")
    stage = models.CharField(max_length=20, choices=JourneyStage.choices, blank=True)
    party = models.CharField(max_length=20, choices=ResponsibleRole.choices, blank=True)
    failing = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage="") | ~Q(party="") | Q(failing__isnull=False), name="failure_says_something"
            ),
            models.CheckConstraint(condition=Q(stage="") | Q(stage__in=JourneyStage.values), name="failure_stage"),
            models.CheckConstraint(condition=Q(party="") | Q(party__in=ResponsibleRole.values), name="failure_party"),
            models.UniqueConstraint(
                fields=["case", "stage", "party", "failing"],
                condition=Q(failing__isnull=False),
                name="failure_once_in_a_case",
            ),
            models.UniqueConstraint(
                fields=["case", "stage", "party"],
                condition=Q(failing__isnull=True),
                name="failure_once_without_a_failing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage} {self.party}"

    @property
    def is_inside(self) -> bool | None:
        """Whether it failed inside radiology; None where nobody knows in whose hands it was."""
        return ResponsibleRole(self.party) in INSIDE_RADIOLOGY if self.party else None

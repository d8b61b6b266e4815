"""Whether an issued report still stands wrong, and the second opinions that say so (DOMAIN 1.3)."""

from datetime import date

from django.conf import settings
from django.db import models

from apps.cases.enums import OpinionContext, Standing
from apps.cases.models.case import Case, CaseChild
from apps.cases.models.patient_first import PRECISIONS
from apps.core.clock import LONDON, ClinicalTime, Precision
from apps.core.tracking import history

PERSON = settings.AUTH_USER_MODEL


class ReportStanding(CaseChild):
    """The answer to "does an issued report still stand wrong?", and since when that is known.

    `by_default` says that nobody answered and the kind of the case did. The 14 days run from `identified_on`.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="report_standing")
    answer = models.CharField(max_length=8, choices=Standing.choices)
    by_default = models.BooleanField(default=False)
    identified_on = models.DateField()
    is_outside = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(answer__in=Standing.values), name="standing_answer_known"),
        ]
        indexes = [
            models.Index(fields=["identified_on"], condition=models.Q(answer="yes"), name="report_stands_wrong"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.answer}"


class SecondOpinion(CaseChild):
    """An opinion that differs from an issued report: whose, when, on what occasion, and what it says."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="second_opinions")
    giver = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    giver_name = models.CharField(max_length=200, blank=True)
    context = models.CharField(max_length=16, choices=OpinionContext.choices)
    given_at = models.DateTimeField(null=True, blank=True)
    given_precision = models.CharField(max_length=8, choices=PRECISIONS)
    given_zone = models.CharField(max_length=40, default="Europe/London")
    opinion = models.TextField()
    in_mdt_record = models.BooleanField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(giver__isnull=False) | ~models.Q(giver_name=""), name="opinion_giver_is_somebody"
            ),
            models.CheckConstraint(condition=~models.Q(opinion=""), name="second_opinion_says_something"),
            models.CheckConstraint(
                condition=models.Q(given_precision=Precision.UNKNOWN.value, given_at__isnull=True)
                | (~models.Q(given_precision=Precision.UNKNOWN.value) & models.Q(given_at__isnull=False)),
                name="second_opinion_given_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.context}"

    @property
    def given(self) -> ClinicalTime:
        """When it was given, and how exactly that is known."""
        return ClinicalTime(at=self.given_at, precision=Precision(self.given_precision), zone=self.given_zone)


def identified_day(case: Case) -> date:
    """The day on which the difference came to light; where that is not known, the day of logging."""
    return case.discovered.day or case.received_at.astimezone(LONDON).date()

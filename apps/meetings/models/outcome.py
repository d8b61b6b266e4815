"""What a discussion ended with: words, factors and learning points; no grade and no harm."""

from django.conf import settings
from django.db import models

from apps.access.policy import AccessFacts
from apps.cases.models import TaxonomyTerm
from apps.core.tracking import TrackedModel, history
from apps.meetings.enums import ConsensusKind
from apps.meetings.models.agenda import AgendaItem

PERSON = settings.AUTH_USER_MODEL


class Outcome(TrackedModel):
    """How the discussion of one case at one meeting ended.

    It has no field for a grade, a score or a harm: scoring is discouraged (DOMAIN 1.7), and harm lives in the
    governance record (DOMAIN 1.4).
    """

    agenda_item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="outcome")
    consensus_kind = models.CharField(max_length=24, choices=ConsensusKind.choices)
    consensus = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consensus_kind__in=ConsensusKind.values), name="outcome_consensus_known"
            ),
            models.CheckConstraint(condition=~models.Q(consensus=""), name="outcome_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.agenda_item_id} {self.consensus_kind}"

    def access_facts(self) -> AccessFacts:
        """The facts of its case: whoever may read the case may read what was said about it."""
        return self.agenda_item.case.access_facts()


class OutcomeChild(TrackedModel):
    """A record that belongs to one outcome and is seen by whoever sees the outcome."""

    class Meta:
        abstract = True

    def access_facts(self) -> AccessFacts:
        """The facts of its outcome."""
        outcome: Outcome = self.outcome  # type: ignore[attr-defined]  # each concrete child declares it
        return outcome.access_facts()


class OutcomeFactor(OutcomeChild):
    """A contributing factor that the room named."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="factor_rows")
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outcome", "term"], name="factor_once_in_an_outcome")]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.term_id}"


class OutcomeLearningPoint(OutcomeChild):
    """One thing to learn, as the room put it."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="learning_points")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    history = history()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="learning_point_says_something"),
            models.UniqueConstraint(fields=["outcome", "position"], name="learning_point_order"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.position}"

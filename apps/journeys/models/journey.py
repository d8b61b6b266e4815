"""The dated steps of a study's journey, and the limits between steps as data."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.clock import ClinicalTime, Precision
from apps.core.tracking import TrackedModel, history
from apps.journeys.enums import JourneyStage, LimitUnit, RecordSource


class JourneyEvent(TrackedModel):
    """When one step of a study's journey happened, as one source tells it."""

    study = models.ForeignKey("journeys.Study", on_delete=models.PROTECT, related_name="events")
    stage = models.CharField(_("step"), max_length=20, choices=JourneyStage)
    at = models.DateTimeField(_("at"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=10, choices=[(p.value, p.value) for p in Precision])
    zone = models.CharField(_("time zone as received"), max_length=40, blank=True)
    origin = models.CharField(_("learnt from"), max_length=10, choices=RecordSource)
    responsible = models.CharField(_("who was responsible"), max_length=200, blank=True)

    history = history()

    class Meta:
        ordering = ["study", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["study", "stage", "origin"], name="journeys_step_once_per_source"),
            models.CheckConstraint(
                condition=Q(at__isnull=True, precision=Precision.UNKNOWN.value)
                | (Q(at__isnull=False) & ~Q(precision=Precision.UNKNOWN.value)),
                name="journeys_step_time_matches_precision",
            ),
            models.CheckConstraint(condition=Q(stage__in=JourneyStage.values), name="journeys_step_stage_known"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of study {self.study_id}"

    @property
    def time(self) -> ClinicalTime:
        """Return the time with its precision, source and the zone it came in."""
        return ClinicalTime(at=self.at, precision=Precision(self.precision), source=self.origin, zone=self.zone)


class StageLimit(TrackedModel):
    """The longest time allowed between two steps, with the note that says who set it.

    One national row is shipped and locked; a trust enters its own with their sources.
    """

    trust = models.ForeignKey("accounts.Trust", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(_("name"), max_length=120)
    patient_group = models.CharField(_("patient group"), max_length=120, blank=True)
    start_stage = models.CharField(_("from step"), max_length=20, choices=JourneyStage)
    stop_stage = models.CharField(_("to step"), max_length=20, choices=JourneyStage)
    amount = models.PositiveIntegerField(_("limit"))
    unit = models.CharField(_("unit"), max_length=15, choices=LimitUnit)
    source_note = models.TextField(_("source"))
    active_from = models.DateField(_("in force from"))
    locked = models.BooleanField(_("national; may not be edited"), default=False)

    history = history()

    class Meta:
        ordering = ["active_from", "label"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="journeys_limit_positive"),
            models.CheckConstraint(condition=~Q(start_stage=F("stop_stage")), name="journeys_limit_between_two_steps"),
        ]

    def __str__(self) -> str:
        return self.label

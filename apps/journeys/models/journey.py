"""The dated steps of a study's journey, and the limits between steps as data."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.access.policy import AccessFacts
from apps.core.clock import ClinicalTime, Precision
from apps.core.tracking import TrackedModel, history
from apps.journeys.enums import GroupKind, JourneyStage, LimitUnit, RecordSource, ResponsibleRole


class JourneyEvent(TrackedModel):
    """When one step of a study's journey happened, as one source tells it."""

    study = models.ForeignKey("journeys.Study", on_delete=models.PROTECT, related_name="events")
    stage = models.CharField(_("step"), max_length=20, choices=JourneyStage)
    at = models.DateTimeField(_("at"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=10, choices=[(p.value, p.value) for p in Precision])
    zone = models.CharField(_("time zone as received"), max_length=40, blank=True)
    origin = models.CharField(_("learnt from"), max_length=10, choices=RecordSource)
    role = models.CharField(_("in whose hands"), max_length=20, choices=ResponsibleRole, blank=True)
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
            models.CheckConstraint(
                condition=Q(role="") | Q(role__in=ResponsibleRole.values), name="journeys_step_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of study {self.study_id}"

    def access_facts(self) -> AccessFacts:
        """Return the facts of its study."""
        return self.study.access_facts()

    @property
    def time(self) -> ClinicalTime:
        """Return the time with its precision, source and the zone it came in."""
        return ClinicalTime(at=self.at, precision=Precision(self.precision), source=self.origin, zone=self.zone)


class StageLimit(TrackedModel):
    """The longest time allowed between two steps, with the note that says who set it.

    One national row is shipped and locked; a trust enters its own with their sources. It holds for clocks that
    start on or after `active_from` and before `inactive_from`; a clock keeps the limit that it started under.
    `patient_group` and `priority` are codes of StudyGroup; empty means every one.
    """

    trust = models.ForeignKey("accounts.Trust", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(_("name"), max_length=120)
    patient_group = models.CharField(_("patient group"), max_length=120, blank=True)
    priority = models.CharField(_("priority"), max_length=40, blank=True)
    start_stage = models.CharField(_("from step"), max_length=20, choices=JourneyStage)
    stop_stage = models.CharField(_("to step"), max_length=20, choices=JourneyStage)
    amount = models.PositiveIntegerField(_("limit"))
    unit = models.CharField(_("unit"), max_length=15, choices=LimitUnit)
    source_note = models.TextField(_("source"))
    active_from = models.DateField(_("in force from"))
    inactive_from = models.DateField(_("no longer in force from"), null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    locked = models.BooleanField(_("national; may not be edited"), default=False)

    history = history()

    class Meta:
        ordering = ["active_from", "label"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="journeys_limit_positive"),
            models.CheckConstraint(condition=~Q(start_stage=F("stop_stage")), name="journeys_limit_between_two_steps"),
            models.CheckConstraint(
                condition=Q(inactive_from__isnull=True) | Q(inactive_from__gte=F("active_from")),
                name="journeys_limit_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["trust", "patient_group", "priority", "start_stage", "stop_stage", "active_from"],
                name="journeys_limit_once_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def access_facts(self) -> AccessFacts:
        """Return the trust; a department comes from where the limit is looked at (queries/limits.py)."""
        return AccessFacts(department_id=None, trust_id=self.trust_id)


class StudyGroup(TrackedModel):
    """A word that divides studies for limits: a patient group or a priority. Shipped for all, or a trust's own."""

    trust = models.ForeignKey("accounts.Trust", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=15, choices=GroupKind)
    code = models.CharField(_("code"), max_length=40)
    label = models.CharField(_("name"), max_length=120)
    retired_on = models.DateField(_("not offered since"), null=True, blank=True)

    history = history()

    class Meta:
        ordering = ["kind", "label", "id"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "kind", "code"], name="journeys_group_once_in_trust"),
            models.UniqueConstraint(
                fields=["kind", "code"], condition=Q(trust__isnull=True), name="journeys_group_once_for_all"
            ),
            models.CheckConstraint(condition=~Q(code=""), name="journeys_group_has_code"),
            models.CheckConstraint(condition=Q(kind__in=GroupKind.values), name="journeys_group_kind_known"),
        ]

    def __str__(self) -> str:
        return self.label

    def access_facts(self) -> AccessFacts:
        """Return the trust whose word it is."""
        return AccessFacts(department_id=None, trust_id=self.trust_id)

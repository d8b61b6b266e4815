"""The governance record of one case, its references in the incident system, and what was handed over.

No relation leads here from the case (`related_name="+"`): a page about a case cannot stumble on it.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.access.policy import AccessFacts
from apps.cases.models import Case
from apps.core.tracking import TrackedModel, history
from apps.governance.enums import ErrorAssessment, EventType, NeverEvent, PhysicalHarm, PsychologicalHarm, Response

PERSON = settings.AUTH_USER_MODEL


class CaseGovernance(TrackedModel):
    """What clinical governance keeps about a case, apart from it: own permission, own pages, own trail."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    never_event = models.CharField(
        _("Never Event"), max_length=20, choices=NeverEvent.choices, default=NeverEvent.NOT_CONSIDERED
    )
    error_assessment = models.CharField(
        _("was it an error"), max_length=20, choices=ErrorAssessment.choices, default=ErrorAssessment.NOT_ASSESSED
    )
    error_words = models.TextField(_("grounds of that assessment"), blank=True)
    event_type = models.CharField(_("type of event"), max_length=12, choices=EventType.choices, blank=True)
    physical_harm = models.PositiveSmallIntegerField(
        _("physical harm"), choices=PhysicalHarm.choices, null=True, blank=True
    )
    psychological_harm = models.PositiveSmallIntegerField(
        _("psychological harm"), choices=PsychologicalHarm.choices, null=True, blank=True
    )
    response = models.CharField(_("response"), max_length=14, choices=Response.choices, blank=True)
    response_reason = models.TextField(_("why this response"), blank=True)
    handover_words = models.TextField(_("account for the incident system"), blank=True)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by"))
    closed_at = models.DateTimeField(_("candour closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closed_words = models.TextField(_("how it ended"), blank=True)

    history = history()

    class Meta:
        verbose_name = _("governance record")
        constraints = [
            models.CheckConstraint(condition=models.Q(never_event__in=NeverEvent.values), name="never_event_known"),
            models.CheckConstraint(
                condition=models.Q(error_assessment__in=ErrorAssessment.values), name="error_assessment_known"
            ),
            models.CheckConstraint(
                condition=models.Q(physical_harm__isnull=True) | models.Q(physical_harm__in=PhysicalHarm.values),
                name="physical_harm_on_its_scale",
            ),
            models.CheckConstraint(
                condition=models.Q(psychological_harm__isnull=True)
                | models.Q(psychological_harm__in=PsychologicalHarm.values),
                name="psychological_harm_on_its_scale",
            ),
            models.CheckConstraint(
                condition=models.Q(response="") | ~models.Q(response_reason=""), name="response_has_a_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="candour_closed_paired",
            ),
        ]
        indexes = [models.Index(fields=["-opened_at", "-id"], name="governance_newest")]

    def __str__(self) -> str:
        return f"{self.case_id} governance"

    def access_facts(self) -> AccessFacts:
        """The facts of its case; the permission is one that no reading of the case brings."""
        return self.case.access_facts()


class GovernanceChild(TrackedModel):
    """Something that belongs to one governance record."""

    class Meta:
        abstract = True

    def access_facts(self) -> AccessFacts:
        """The facts of its record."""
        record: CaseGovernance = self.record  # type: ignore[attr-defined]  # each concrete child declares it
        return record.access_facts()


class IncidentReference(TrackedModel):
    """The number of the case in the trust's incident system; a chair may add one and reads nothing else here."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=60)
    system = models.CharField(_("system"), max_length=60, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    history = history()

    class Meta:
        verbose_name = _("incident reference")
        constraints = [
            models.UniqueConstraint(fields=["case", "reference"], name="incident_reference_once_in_a_case"),
            models.CheckConstraint(condition=~models.Q(reference=""), name="incident_reference_says_something"),
        ]

    def __str__(self) -> str:
        return self.reference

    def access_facts(self) -> AccessFacts:
        """The facts of its case."""
        return self.case.access_facts()


class HandOver(GovernanceChild):
    """What was given to the incident system, word for word, when and by whom; nothing is submitted from here."""

    record = models.ForeignKey(CaseGovernance, on_delete=models.PROTECT, related_name="hand_overs")
    made_at = models.DateTimeField(_("handed over"))
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("handed over by"))
    content = models.TextField(_("content"))
    content_sha256 = models.CharField(_("hash of the content"), max_length=64)

    history = history()

    class Meta:
        verbose_name = _("hand-over")
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"{self.record_id} {self.content_sha256[:8]}"

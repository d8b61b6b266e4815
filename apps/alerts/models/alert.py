"""An alert about one report, who it is for, what was done about it, and the calls that were made."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.access.policy import AccessFacts, Relation
from apps.alerts.enums import CLOSED, OPEN, ActKind, AlertStatus, CallReason, CancerKind, HowConfirmed
from apps.alerts.seals import sealed_from
from apps.core.clock import ClinicalTime, Precision
from apps.core.tracking import TrackedModel, history

PERSON = settings.AUTH_USER_MODEL


def _paired(at: str, by: str, name: str) -> models.CheckConstraint:
    together = Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(
        **{f"{at}__isnull": False, f"{by}__isnull": False}
    )
    return models.CheckConstraint(condition=together, name=name)


class Alert(TrackedModel):
    """A report that somebody must read and act on; open until both have happened.

    `read_at`, `acted_at` and `informed_at` repeat the acts that stand, so that lists need no join. `case_id` is the
    case that was made of a breach; it is no key, because cases stand above this app.
    """

    reference = models.CharField(max_length=20, unique=True)
    department = models.ForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey("journeys.Study", on_delete=models.PROTECT, related_name="alerts")
    category = models.ForeignKey("alerts.AlertCategory", on_delete=models.PROTECT, related_name="alerts")
    finding = models.CharField(_("finding"), max_length=500)
    primary_site = models.CharField(_("suspected primary site"), max_length=120, blank=True)
    cancer_kind = models.CharField(_("new or recurrence"), max_length=12, choices=CancerKind, blank=True)
    reported_at = models.DateTimeField(_("report verified"), null=True, blank=True)
    reported_precision = models.CharField(
        max_length=10, choices=[(p.value, p.value) for p in Precision], default=Precision.UNKNOWN.value
    )
    team = models.CharField(_("team responsible for the patient"), max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=AlertStatus, default=AlertStatus.UNREAD)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    limit_at = models.DateTimeField(_("to be read by"), null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    acted_at = models.DateTimeField(null=True, blank=True)
    informed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("escalation level reached"), default=0)
    raise_key = models.UUIDField(null=True, blank=True, unique=True)
    case_id = models.UUIDField(null=True, blank=True, unique=True)
    case_reference = models.CharField(max_length=20, blank=True)

    history = history()

    class Meta:
        ordering = ["raised_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AlertStatus.values), name="alerts_status_known"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, status__in=OPEN) | Q(closed_at__isnull=False, status__in=CLOSED),
                name="alerts_closed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(acted_at__isnull=True) | Q(read_at__isnull=False), name="alerts_acted_on_was_read"
            ),
            models.CheckConstraint(
                condition=~Q(status=AlertStatus.ACTED) | Q(acted_at__isnull=False), name="alerts_acted_says_when"
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True, reported_precision=Precision.UNKNOWN.value)
                | (Q(reported_at__isnull=False) & ~Q(reported_precision=Precision.UNKNOWN.value)),
                name="alerts_report_time_matches_precision",
            ),
            models.CheckConstraint(
                condition=Q(case_id__isnull=True, case_reference="")
                | (Q(case_id__isnull=False) & ~Q(case_reference="")),
                name="alerts_case_has_its_reference",
            ),
        ]
        indexes = [
            models.Index(
                fields=["department", "raised_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="alerts_open_by_age",
            ),
            models.Index(fields=["department", "raised_at", "id"], name="alerts_by_age"),
            models.Index(fields=["study"], name="alerts_of_study"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to read it or act on it."""
        return self.status in OPEN

    @property
    def reported(self) -> ClinicalTime:
        """When the report was verified, as exactly as it is known."""
        return ClinicalTime(at=self.reported_at, precision=Precision(self.reported_precision), source="alert")

    def was_late_at(self, moment: datetime) -> bool:
        """Whether the limit for reading had passed by then, unread; never true without a limit."""
        if self.limit_at is None or self.status == AlertStatus.WITHDRAWN:
            return False
        return (self.read_at or moment) > self.limit_at

    def may_become_case(self, moment: datetime) -> bool:
        """Whether the safety net had to hold: past its limit, escalated, or open where nobody set a limit."""
        if self.status == AlertStatus.WITHDRAWN:
            return False
        return self.was_late_at(moment) or self.level > 0 or (self.is_open and self.limit_at is None)

    def access_facts(self) -> AccessFacts:
        """Its department, who raised it and may follow what becomes of it, and who is to give a blind view first."""
        return AccessFacts(
            department_id=self.department_id,
            status=self.status,
            relations={
                Relation.ALERT_RAISER: frozenset({self.raised_by_id}),
                Relation.REVIEWER_SEALED: sealed_from(self.study_id, self.department_id, self.raised_by_id),
            },
        )


class AlertChild(TrackedModel):
    """Base of what belongs to one alert and is judged by it."""

    class Meta:
        abstract = True

    def access_facts(self) -> AccessFacts:
        """The alert's own facts."""
        facts: AccessFacts = self.alert.access_facts()  # type: ignore[attr-defined]  # each child declares `alert`
        return facts


class AlertRecipient(AlertChild):
    """A referrer, who has no account here; an alert has one at a time."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField(_("name"), max_length=200)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    team_email = models.EmailField(_("e-mail address of the team"), blank=True)
    telephone = models.CharField(_("telephone number"), max_length=60, blank=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    history = history()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert"], condition=Q(ended_at__isnull=True), name="alerts_one_recipient_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(team_email="") | ~Q(telephone=""), name="alerts_recipient_can_be_reached"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="alerts_recipient_ended_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AlertAct(AlertChild):
    """Somebody by name read the report, acted on it, or told the patient; struck when it was recorded wrongly."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=10, choices=ActKind)
    at = models.DateTimeField(_("when"))
    person_name = models.CharField(_("who"), max_length=200)
    person_role = models.CharField(_("their role"), max_length=200, blank=True)
    how = models.CharField(_("how it was confirmed"), max_length=12, choices=HowConfirmed)
    what = models.TextField(_("what was done"), blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    struck_why = models.CharField(max_length=500, blank=True)

    history = history()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "kind"], condition=Q(struck_at__isnull=True), name="alerts_each_act_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=ActKind.values), name="alerts_act_kind_known"),
            models.CheckConstraint(condition=~Q(kind=ActKind.ACTED) | ~Q(what=""), name="alerts_acted_says_what"),
            # Somebody signed in recorded it, or the referrer did so through the link.
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=False) & (Q(recorded_by__isnull=False) | Q(how=HowConfirmed.LINK)),
                name="alerts_act_recorded_by_somebody",
            ),
            _paired("struck_at", "struck_by", "alerts_struck_paired"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.alert_id}"


class AlertCall(AlertChild):
    """A call that a fail-safe officer has to make, and what came of it; open until somebody made it."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="calls")
    clock = models.OneToOneField(
        "alerts.AlertClock", on_delete=models.PROTECT, null=True, blank=True, related_name="call"
    )
    reason = models.CharField(max_length=20, choices=CallReason)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    spoke_to = models.CharField(_("who was spoken to"), max_length=200, blank=True)
    result = models.TextField(_("what came of it"), blank=True)
    # Closed without a call: the alert was answered first.
    dropped_at = models.DateTimeField(null=True, blank=True)

    history = history()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            _paired("made_at", "made_by", "alerts_call_made_paired"),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True) | ~Q(result=""), name="alerts_call_made_says_what"
            ),
            models.CheckConstraint(condition=Q(reason__in=CallReason.values), name="alerts_call_reason_known"),
        ]
        indexes = [
            models.Index(
                fields=["alert"],
                condition=Q(made_at__isnull=True, dropped_at__isnull=True),
                name="alerts_call_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} of {self.alert_id}"

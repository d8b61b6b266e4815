"""What a department decides about alerts: the switch, the categories with their limits, and the escalation rules."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.access.policy import AccessFacts
from apps.alerts.enums import ActKind, Channel, WaitUnit
from apps.core.tracking import TrackedModel, history

PERSON = settings.AUTH_USER_MODEL


class AlertSwitch(TrackedModel):
    """Whether a department uses alerts. No row means off: nobody has decided yet."""

    department = models.OneToOneField("accounts.Department", on_delete=models.PROTECT, related_name="alert_switch")
    is_on = models.BooleanField(_("alerts are on"), default=False)
    telephone = models.CharField(_("telephone number shown to referrers"), max_length=60, blank=True)
    link_hours = models.PositiveIntegerField(_("hours that a one-time link works"), default=168)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        verbose_name_plural = "alert switches"
        constraints = [models.CheckConstraint(condition=Q(link_hours__gt=0), name="alerts_link_works_for_a_time")]

    def __str__(self) -> str:
        return f"{self.department_id} {'on' if self.is_on else 'off'}"

    def access_facts(self) -> AccessFacts:
        """The department's own."""
        return AccessFacts(department_id=self.department_id)


class AlertCategory(TrackedModel):
    """A kind of alert in a department's words, with the limit for reading that the trust entered, if any.

    No limit is shipped: national figures could not be read at their source. Without one there is no clock, and the
    page says so. A retired category takes no new alerts; those that are open keep it.
    """

    department = models.ForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="alert_categories")
    code = models.SlugField(_("code"), max_length=30)
    label = models.CharField(_("name"), max_length=80)
    meaning = models.TextField(_("what it is for"), blank=True)
    limit_amount = models.PositiveIntegerField(_("to be read within"), null=True, blank=True)
    limit_unit = models.CharField(_("unit"), max_length=15, choices=WaitUnit, blank=True)
    needs_direct_contact = models.BooleanField(_("somebody must be spoken to"), default=False)
    asks_primary_site = models.BooleanField(_("asks for the primary site"), default=False)
    source_note = models.TextField(_("where the limit comes from"), blank=True)
    active_from = models.DateField(_("in use from"))
    active_until = models.DateField(_("in use until"), null=True, blank=True)

    history = history()

    class Meta:
        ordering = ["label", "id"]
        verbose_name_plural = "alert categories"
        constraints = [
            models.UniqueConstraint(
                fields=["department", "code"], condition=Q(active_until__isnull=True), name="alerts_category_once"
            ),
            models.CheckConstraint(
                condition=Q(limit_amount__isnull=True, limit_unit="")
                | (Q(limit_amount__gt=0, limit_unit__in=WaitUnit.values) & ~Q(source_note="")),
                name="alerts_limit_is_positive_and_sourced",
            ),
            models.CheckConstraint(
                condition=Q(active_until__isnull=True) | Q(active_until__gte=models.F("active_from")),
                name="alerts_category_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def access_facts(self) -> AccessFacts:
        """The department's own."""
        return AccessFacts(department_id=self.department_id)


class EscalationRule(TrackedModel):
    """What happens when an alert of a category is not answered: how long after it was raised, and who is reached how.

    A rule is never altered, only retired; an alert keeps the steps that were in force when it was raised.
    """

    category = models.ForeignKey(AlertCategory, on_delete=models.PROTECT, related_name="rules")
    level = models.PositiveSmallIntegerField(_("level"))
    waits_for = models.CharField(_("as long as it was not"), max_length=10, choices=ActKind, default=ActKind.READ)
    after_amount = models.PositiveIntegerField(_("after"))
    after_unit = models.CharField(_("unit"), max_length=15, choices=WaitUnit)
    channel = models.CharField(_("how"), max_length=20, choices=Channel)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    history = history()

    class Meta:
        ordering = ["category", "level", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(level__gt=0), name="alerts_rule_has_a_level"),
            models.CheckConstraint(condition=Q(after_amount__gt=0), name="alerts_rule_waits"),
            models.CheckConstraint(
                condition=Q(channel=Channel.PERSON, person__isnull=False)
                | (~Q(channel=Channel.PERSON) & Q(person__isnull=True)),
                name="alerts_rule_names_a_person_where_needed",
            ),
            models.CheckConstraint(
                condition=Q(waits_for__in=[ActKind.READ, ActKind.ACTED]), name="alerts_rule_waits_for_an_act"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} level {self.level}"

    def access_facts(self) -> AccessFacts:
        """Those of its category."""
        return self.category.access_facts()

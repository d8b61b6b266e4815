"""When a trust works: whose bank holidays it keeps, and the days on which it differs from them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.access.policy import AccessFacts
from apps.core.tracking import TrackedModel, history
from apps.journeys.enums import Nation


class WorkingCalendar(TrackedModel):
    """Whose bank holidays a trust keeps. Without this row no limit in working days is judged there."""

    trust = models.OneToOneField("accounts.Trust", on_delete=models.PROTECT, related_name="+")
    nation = models.CharField(_("nation"), max_length=3, choices=Nation)

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(nation__in=Nation.values), name="journeys_calendar_nation_known")
        ]

    def __str__(self) -> str:
        return f"{self.nation} of trust {self.trust_id}"

    def access_facts(self) -> AccessFacts:
        """Return the trust whose calendar it is."""
        return AccessFacts(department_id=None, trust_id=self.trust_id)


class CalendarDay(TrackedModel):
    """A day on which a trust differs from weekends and bank holidays: closed, or worked all the same."""

    trust = models.ForeignKey("accounts.Trust", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    works = models.BooleanField(_("worked"), default=False)
    why = models.CharField(_("why"), max_length=200)

    history = history()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "day"], name="journeys_calendar_day_once"),
            models.CheckConstraint(condition=~Q(why=""), name="journeys_calendar_day_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.day} in trust {self.trust_id}"

    def access_facts(self) -> AccessFacts:
        """Return the trust whose day it is."""
        return AccessFacts(department_id=None, trust_id=self.trust_id)

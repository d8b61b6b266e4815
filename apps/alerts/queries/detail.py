"""One alert with everything its page shows, and the alerts of one study."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.alerts.models import (
    Alert,
    AlertAct,
    AlertAttempt,
    AlertCall,
    AlertClock,
    AlertRecipient,
)
from apps.alerts.queries.visible import visible_to
from apps.core.actor import Actor


@dataclass(frozen=True)
class WholeAlert:
    """An alert with its acts, calls, recipients and steps; each step with its attempts."""

    alert: Alert
    recipients: list[AlertRecipient]
    acts: list[AlertAct]
    calls: list[AlertCall]
    clocks: list[AlertClock]

    @property
    def recipient(self) -> AlertRecipient | None:
        """Who has to read it now; None after it went to the wrong person."""
        return next((one for one in self.recipients if one.ended_at is None), None)

    @property
    def open_calls(self) -> list[AlertCall]:
        """The calls that somebody still has to make."""
        return [one for one in self.calls if one.made_at is None and one.dropped_at is None]


def whole_alert(alert: Alert) -> WholeAlert:
    """Everything of an alert that the caller may see; a fixed number of queries."""
    clocks = AlertClock.objects.filter(alert=alert).select_related("person", "rule")
    attempts = Prefetch("attempts", queryset=AlertAttempt.objects.order_by("number"))
    return WholeAlert(
        alert=alert,
        recipients=list(AlertRecipient.objects.filter(alert=alert)),
        acts=list(AlertAct.objects.filter(alert=alert).select_related("recorded_by", "struck_by")),
        calls=list(AlertCall.objects.filter(alert=alert).select_related("made_by")),
        clocks=list(clocks.prefetch_related(attempts)),
    )


def alerts_of_study(actor: Actor, study_id: UUID) -> QuerySet[Alert]:
    """The alerts about a study that the actor may see, the newest first."""
    found = visible_to(actor).filter(study=study_id).select_related("category")
    return found.order_by("-raised_at", "-id")


def alert_of_case(actor: Actor, case_id: UUID) -> Alert | None:
    """The alert of which the case was made, if the actor may see it."""
    return visible_to(actor).filter(case_id=case_id).select_related("category").first()

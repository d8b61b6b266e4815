"""What waits for somebody about alerts."""

from django.db.models import Exists, F, OuterRef, QuerySet

from apps.alerts.models import Alert, AlertCall
from apps.alerts.queries.worklist import handled_by
from apps.core.actor import Actor


def alerts_to_follow(actor: Actor) -> QuerySet[Alert]:
    """Open alerts that the actor follows: first those past their limit, then the oldest; each with `call_waits`."""
    calls = AlertCall.objects.filter(alert=OuterRef("pk"), made_at=None, dropped_at=None)
    found = handled_by(actor).select_related("category", "study").annotate(call_waits=Exists(calls))
    return found.order_by(F("limit_at").asc(nulls_last=True), "raised_at", "id")

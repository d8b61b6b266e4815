"""Models of fail-safe alerts."""

from apps.alerts.models.alert import Alert, AlertAct, AlertCall, AlertRecipient
from apps.alerts.models.clock import AlertAttempt, AlertClock, AnswerLink
from apps.alerts.models.rules import AlertCategory, AlertSwitch, EscalationRule

__all__ = [
    "Alert",
    "AlertAct",
    "AlertAttempt",
    "AlertCall",
    "AlertCategory",
    "AlertClock",
    "AlertRecipient",
    "AlertSwitch",
    "AnswerLink",
    "EscalationRule",
]

"""The app of fail-safe alerts."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts about reports that must be read and acted on (docs/failsafe-alerts.md)."""

    name = "apps.alerts"

"""The app of the governance record."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Candour, incident references and harm scales, in records of their own (docs/adr/0024)."""

    name = "apps.governance"

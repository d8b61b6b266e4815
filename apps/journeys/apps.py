"""Registers the journeys app: patients, imaging studies and the steps of their journey."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """Configuration of the journeys app."""

    name = "apps.journeys"
    label = "journeys"
    default_auto_field = "django.db.models.BigAutoField"

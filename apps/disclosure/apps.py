"""Registers the app with Django."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "apps.disclosure"
    label = "disclosure"
    default_auto_field = "django.db.models.BigAutoField"

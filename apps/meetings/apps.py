"""Registers the app with Django."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "apps.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

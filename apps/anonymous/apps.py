"""The app of the anonymous pages."""

from django.apps import AppConfig


class AnonymousConfig(AppConfig):
    """Pages on which nothing joins person and case (docs/adr/0013)."""

    name = "apps.anonymous"

"""The project package: settings, addresses and the tables that wire the apps together."""

from learning_platform.celery import app as celery_app

__all__ = ["celery_app"]

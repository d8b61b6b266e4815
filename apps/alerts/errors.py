"""Refusals of the alerts app."""

from apps.core.errors import Refused


class AlertRefused(Refused):
    """The alert is not in a state in which that can be done, or a rule of alerts forbids it."""

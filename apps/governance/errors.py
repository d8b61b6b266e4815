"""Refusals of the governance record."""

from apps.core.errors import Refused


class GovernanceRefused(Refused):
    """Not possible as the record stands; the message says how to put it right."""

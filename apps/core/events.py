"""Domain events: how a lower app causes work in a higher one without importing it.

An event is a frozen dataclass defined by the app that raises it. Subscriptions are one visible table,
`learning_platform/wiring.py`, read through `settings.EVENT_HANDLERS`.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every domain event."""


def publish(event: Event) -> None:
    """Call each subscriber now, inside the caller's transaction; a failing subscriber undoes the change."""
    name = f"{type(event).__module__}.{type(event).__qualname__}"
    with transaction.atomic():
        for path in settings.EVENT_HANDLERS.get(name, ()):
            import_string(path)(event)

"""What is kept from somebody for a while, by the kind of record; the apps above say what (SEALS in the wiring).

A record of a lower app, such as a study, an alert or a document, may tell what a reviewer is not to know before the
view is committed. The lower app asks here, and knows nothing of reviews.
"""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from apps.core.actor import Actor


def sealed_for(actor: Actor, label: str) -> frozenset[UUID]:
    """The records of that kind of which the actor may not know yet what came of them; a handful at the most."""
    found: Iterable[UUID] = import_string(settings.SEALS[label].records)(actor)
    return frozenset(found)


def people_sealed_from(label: str, key: UUID) -> frozenset[UUID]:
    """The people who may not know yet what came of this record: the other side of `sealed_for`."""
    found: Iterable[UUID] = import_string(settings.SEALS[label].people)(key)
    return frozenset(found)

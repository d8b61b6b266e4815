"""Finds a study by a key that somebody typed in full; there is no search as you type."""

from uuid import UUID

from django.db.models import Q

from apps.core.actor import Actor
from apps.journeys.models import Study
from apps.journeys.queries.visible import visible_to

# More than this under one accession number is a mistake at the source, not a choice to offer.
MOST = 20


def find_exact(actor: Actor, department_id: UUID, key: str) -> list[Study]:
    """Return the studies of one department whose accession number, study UID or key is exactly this.

    Empty when there is none or the actor may not see it; several when an accession number without an
    issuer was given out twice.
    """
    typed = "".join(key.split())
    if not typed or len(typed) > 64 or "\x00" in typed:
        return []
    matches = Q(study_instance_uid=typed) | Q(accession_number__in=[typed, key.strip()])
    study_key = _as_key(typed)
    if study_key is not None:
        matches |= Q(pk=study_key)
    studies = visible_to(actor).filter(matches, department=department_id)
    return list(
        studies.select_related("department").prefetch_related("events").order_by("-registered_at", "-id")[:MOST]
    )


def _as_key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

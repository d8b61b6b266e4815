"""From whom an alert is kept: who reviews a case about its study blind, while somebody else follows the alert."""

from uuid import UUID

from apps.access.permissions import Permission
from apps.access.roles import ROLES
from apps.access.seals import people_sealed_from
from apps.accounts.queries.people import people_with_role

FOLLOWING = tuple(role for role, meant in ROLES.items() if Permission.ALERT_HANDLE in meant.permissions)


def sealed_from(study_id: UUID, department_id: UUID, raised_by_id: UUID) -> frozenset[UUID]:
    """Whoever is asked for a blind view about the study, but for the one who raised the alert.

    The patient goes before the review: where nobody else could follow the alert, it is kept from nobody.
    """
    sealed = people_sealed_from("journeys.study", study_id) - {raised_by_id}
    if sealed and not people_with_role(department_id, *FOLLOWING).exclude(pk__in=sealed).exists():
        return frozenset()
    return sealed

"""Which department a page is about, for people who belong to several."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import Department
from apps.core.errors import NotVisible


def departments_by_name(ids: Iterable[UUID]) -> QuerySet[Department]:
    """Those departments, by name."""
    return Department.objects.filter(pk__in=list(ids))


def chosen_department(allowed: tuple[UUID, ...], given: str) -> UUID | None:
    """The one that was chosen, or the only one; None when one must still be chosen. Raises NotVisible."""
    if not given:
        return allowed[0] if len(allowed) == 1 else None
    try:
        wanted = UUID(given)
    except ValueError as wrong:
        raise NotVisible from wrong
    if wanted not in allowed:
        raise NotVisible
    return wanted

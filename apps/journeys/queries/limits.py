"""Limits, words for groups, and calendars: for the clocks of a trust, and for the people who look after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from apps.access.permissions import Permission
from apps.access.policy import AccessFacts, departments_where
from apps.accounts.models import Trust
from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.journeys.models import CalendarDay, StageLimit, StudyGroup, WorkingCalendar


@dataclass(frozen=True)
class TrustSeen:
    """A trust as somebody sees its limits: through a department of theirs."""

    trust: Trust
    department_id: UUID

    @property
    def pk(self) -> UUID:
        """The trust's id, for the access log."""
        return self.trust.pk

    def access_facts(self) -> AccessFacts:
        """Judged in the department through which the trust is seen."""
        return AccessFacts(department_id=self.department_id, trust_id=self.trust.pk)


@dataclass(frozen=True)
class LimitSeen:
    """A limit as somebody sees it: one's trust's own, or the national one from anywhere."""

    limit: StageLimit
    department_id: UUID

    @property
    def pk(self) -> UUID:
        """The limit's id, for the access log."""
        return self.limit.pk

    def access_facts(self) -> AccessFacts:
        """Judged in the department through which the limit is seen."""
        return AccessFacts(department_id=self.department_id, trust_id=self.limit.trust_id)


def trusts_where(actor: Actor, permission: Permission) -> list[TrustSeen]:
    """Return the trusts in which one of the actor's departments grants the permission, by name."""
    allowed = set(departments_where(actor, permission))
    through = {held.trust_id: held.department_id for held in actor.roles if held.department_id in allowed}
    trusts = Trust.objects.filter(pk__in=through).order_by("name", "id")
    return [TrustSeen(trust, through[trust.pk]) for trust in trusts]


def trust_seen(actor: Actor, trust_id: UUID, permission: Permission) -> TrustSeen:
    """Return one such trust. Raises NotVisible."""
    found = next((one for one in trusts_where(actor, permission) if one.pk == trust_id), None)
    if found is None:
        raise NotVisible
    return found


def trust_to_manage(actor: Actor, trust_id: UUID) -> TrustSeen:
    """Return the trust through a department in which the actor may manage its limits, or else may see them.

    Raises NotVisible.
    """
    managed = (one for one in trusts_where(actor, Permission.LIMIT_MANAGE) if one.pk == trust_id)
    return next(managed, None) or trust_seen(actor, trust_id, Permission.LIMIT_VIEW)


def limit_seen(actor: Actor, limit_id: UUID) -> LimitSeen:
    """Return a limit of the actor's trusts, or a national one. Raises NotVisible."""
    trusts = trusts_where(actor, Permission.LIMIT_VIEW)
    limit = limits_of([one.pk for one in trusts]).get(limit_id) if trusts else None
    if limit is None:
        raise NotVisible
    # Whoever may manage it sees it through the department in which they may.
    managing = trusts_where(actor, Permission.LIMIT_MANAGE)
    through = [one.department_id for one in (*managing, *trusts) if limit.trust_id in (None, one.pk)]
    return LimitSeen(limit, through[0])


def limits_of(trust_ids: Iterable[UUID]) -> dict[UUID, StageLimit]:
    """Return the limits of these trusts and the national ones, by id."""
    found = StageLimit.objects.filter(Q(trust__in=list(trust_ids)) | Q(trust__isnull=True)).select_related("trust")
    return {limit.pk: limit for limit in found.order_by("start_stage", "stop_stage", "patient_group", "-active_from")}


def groups_of(trust_ids: Iterable[UUID]) -> list[StudyGroup]:
    """Return the words for patient groups and priorities: those for all, and these trusts' own, by name."""
    found = StudyGroup.objects.filter(Q(trust__in=list(trust_ids)) | Q(trust__isnull=True))
    return list(found.order_by("kind", "label", "id"))


def nations_of(trust_ids: Iterable[UUID]) -> dict[UUID, WorkingCalendar]:
    """Return whose bank holidays each of these trusts keeps, where it has said so."""
    found = WorkingCalendar.objects.filter(trust__in=list(trust_ids))
    return {one.trust_id: one for one in found}


def days_of(trust_ids: Iterable[UUID]) -> list[CalendarDay]:
    """Return the days on which these trusts differ, in order."""
    return list(CalendarDay.objects.filter(trust__in=list(trust_ids)).order_by("day"))

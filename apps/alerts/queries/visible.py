"""Which alerts an actor may see; the list side of `may(ALERT_VIEW)`, held to it by the parity test."""

from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import Relation, departments_where
from apps.access.seals import sealed_for
from apps.alerts.models import Alert
from apps.core.actor import Actor
from apps.core.errors import NotVisible


def visible_to(actor: Actor) -> QuerySet[Alert]:
    """The alerts that the actor may read: those of departments where a role says so, and those they raised.

    Without those about a study of which the actor is to give a blind view first (`apps.alerts.seals`).
    """
    if actor.user_id is None or (actor.scopes is not None and Permission.ALERT_VIEW not in actor.scopes):
        return Alert.objects.none()
    by_role = departments_where(actor, Permission.ALERT_VIEW)
    here = Alert.objects.filter(department__in=actor.department_ids).exclude(pk__in=_sealed_for(actor))
    if set(by_role) >= set(actor.department_ids):
        return here
    return here.filter(Q(department__in=by_role) | Q(raised_by=actor.user_id))


def _sealed_for(actor: Actor) -> list[UUID]:
    """The alerts that are kept from the actor: asked one by one, because there are studies of a few cases only."""
    studies = sealed_for(actor, "journeys.study")
    if not studies:
        return []
    about = Alert.objects.filter(study__in=studies, department__in=actor.department_ids)
    return [one.pk for one in about if one.access_facts().is_related(actor, Relation.REVIEWER_SEALED)]


def visible_alert(actor: Actor, alert_id: UUID) -> Alert:
    """One of them, with what its page needs of other records. Raises NotVisible."""
    found = visible_to(actor).select_related("category", "department", "study", "raised_by").filter(pk=alert_id).first()
    if found is None:
        raise NotVisible
    return found

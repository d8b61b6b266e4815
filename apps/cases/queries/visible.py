"""Which cases an actor may see; the list side of `may(CASE_VIEW)`, held to it by the parity test."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import CONFIDENTIAL_ROLES, Confidentiality, departments_where, departments_with_role
from apps.cases.models import Case, Escalation, ReviewAssignment
from apps.core.actor import Actor


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases that the actor may read, newest first is the caller's choice."""
    if actor.user_id is None or (actor.scopes is not None and Permission.CASE_VIEW not in actor.scopes):
        return Case.objects.none()
    by_role = departments_where(actor, Permission.CASE_VIEW)
    chairing = [one for one in departments_with_role(actor, CONFIDENTIAL_ROLES) if one in by_role]
    granted = Q(department__in=by_role, confidentiality=Confidentiality.OPEN)
    if chairing:
        granted |= Q(department__in=chairing)
    reviews = ReviewAssignment.objects.filter(case=OuterRef("pk"), reviewer=actor.user_id)
    leads = Escalation.objects.filter(case=OuterRef("pk"), lead=actor.user_id)
    related = Q(submitter=actor.user_id) | Exists(reviews) | Exists(leads)
    return Case.objects.filter(granted | (Q(department__in=actor.department_ids) & related))

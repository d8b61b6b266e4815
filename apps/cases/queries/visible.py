"""Which cases an actor may see; the list side of `may(CASE_VIEW)`, held to it by the parity test."""

from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import CONFIDENTIAL_ROLES, Confidentiality, departments_where, departments_with_role
from apps.cases.models import Case, Escalation, ReviewAssignment
from apps.cases.queries.sealed import cases_sealed_for
from apps.core.actor import Actor


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases that the actor may read; their order is the caller's choice."""
    if actor.user_id is None or (actor.scopes is not None and Permission.CASE_VIEW not in actor.scopes):
        return Case.objects.none()
    by_role = departments_where(actor, Permission.CASE_VIEW)
    # Said once on the outside, so that the index on department and time serves whatever stands in the brackets.
    here = Case.objects.filter(department__in=actor.department_ids).exclude(pk__in=cases_sealed_for(actor))
    if not by_role:
        return here.filter(pk__in=_related(actor))
    chairing = [one for one in departments_with_role(actor, CONFIDENTIAL_ROLES) if one in by_role]
    if set(chairing) >= set(actor.department_ids):
        # Everything here but what they review is theirs to read, so nothing else is asked of single cases.
        return here
    granted = Q(department__in=by_role, confidentiality=Confidentiality.OPEN) | Q(department__in=chairing)
    return here.filter(granted | Q(pk__in=_related(actor)))


def _related(actor: Actor) -> QuerySet[Case, UUID]:
    """Ids of the cases that the actor logged, was asked to review, or leads for the patient."""
    logged = Case.objects.filter(submitter=actor.user_id).values_list("pk", flat=True)
    asked = ReviewAssignment.objects.filter(reviewer=actor.user_id, ended_at__isnull=True)
    reviewed = asked.values_list("case_id", flat=True)
    led = Escalation.objects.filter(lead=actor.user_id).values_list("case_id", flat=True)
    return logged.union(reviewed, led)

"""Which governance records an actor may see; the list side of `may(GOVERNANCE_RECORD)`."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.cases.models import Case, CaseReader
from apps.cases.queries.sealed import sealed_for
from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.governance.models import CaseGovernance


def cases_of(actor: Actor) -> QuerySet[Case]:
    """The cases whose governance record is the actor's to keep: not those about a report of their own.

    A confidential case has one too: the duty to the patient does not end with who logged it. Its words stay closed.
    """
    own = CaseReader.objects.filter(case=OuterRef("pk"), person=actor.user_id)
    here = Case.objects.filter(department__in=departments_where(actor, Permission.GOVERNANCE_RECORD))
    return here.exclude(Exists(own)).exclude(pk__in=sealed_for(actor))


def visible_to(actor: Actor) -> QuerySet[CaseGovernance]:
    """The governance records that the actor may read."""
    return CaseGovernance.objects.filter(case__in=cases_of(actor).values("pk"))


def case_named(actor: Actor, reference: str) -> Case:
    """The case with that reference; raises NotVisible for one that does not exist or is not theirs, alike."""
    found = cases_of(actor).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotVisible
    return found


def record_seen(actor: Actor, record_id: UUID) -> CaseGovernance:
    """One record with its case's relations, which the policy asks; raises NotVisible."""
    found = (
        visible_to(actor)
        .select_related("case__department__trust", "opened_by", "closed_by")
        .prefetch_related("case__readers", "case__reviews", "case__escalations")
        .filter(pk=record_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found

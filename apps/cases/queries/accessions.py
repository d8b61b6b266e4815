"""The cases whose accession numbers a chair loads at the workstation, as far as they may be revealed to the actor."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Prefetch

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.models import Case, CaseStudy
from apps.cases.queries.detail import for_guards
from apps.cases.queries.visible import visible_to
from apps.core.actor import Actor


def cases_to_load(actor: Actor, case_ids: Iterable[UUID]) -> Sequence[Case]:
    """Those of the cases that the actor may see and whose identifiers may be revealed to them, in the given order."""
    order = {one: place for place, one in enumerate(case_ids)}
    studies = Prefetch("case_studies", CaseStudy.objects.select_related("study"), to_attr="studies_to_load")
    found = for_guards(visible_to(actor).filter(pk__in=order)).prefetch_related(studies)
    allowed = [case for case in found if may(actor, P.IDENTIFIER_REVEAL, case.access_facts())]
    return sorted(allowed, key=lambda case: order[case.pk])

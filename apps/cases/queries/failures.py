"""Cases by where their journey failed, and the counts of it; never by reader, and never as a grade."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.cases.enums import CaseStatus
from apps.cases.models import Case, FailurePlace
from apps.cases.queries.sealed import sealed_for
from apps.core.actor import Actor
from apps.core.clock import LONDON
from apps.journeys.enums import INSIDE_RADIOLOGY, ResponsibleRole

INSIDE, OUTSIDE, UNKNOWN = "inside", "outside", "unknown"
# Of these nobody can be expected to say where it failed; what was merged goes on in the case that is kept.
_NOT_COUNTED = (CaseStatus.DECLINED, CaseStatus.WITHDRAWN, CaseStatus.MERGED)


def failing_like(stage: str, party: str) -> Q | None:
    """The condition for cases that failed at this step, in these hands; None where neither is asked.

    One and the same place must fit both. `party` is a role or a side; the step `unknown` means that a case has no place
    at all.
    """
    if not (stage or party):
        return None
    places = FailurePlace.objects.filter(case=OuterRef("pk"))
    if stage == UNKNOWN:
        return ~Q(Exists(places))
    if stage:
        places = places.filter(stage=stage)
    if party:
        places = places.filter(party__in=_parties(party))
    return Q(Exists(places))


def _parties(party: str) -> Collection[str]:
    if party == INSIDE:
        return INSIDE_RADIOLOGY
    if party == OUTSIDE:
        return set(ResponsibleRole) - INSIDE_RADIOLOGY
    return {party}


def places_of(case_ids: Collection[UUID]) -> QuerySet[FailurePlace]:
    """The places of these cases with their failings, in the order in which they were recorded."""
    return FailurePlace.objects.filter(case__in=case_ids).select_related("failing").order_by("recorded_at", "id")


@dataclass(frozen=True)
class PlaceFact:
    """One place of one case, for counting; empty means not known."""

    case_id: UUID
    stage: str
    party: str
    failing: str


def failure_facts(actor: Actor, department_id: UUID, since: date) -> list[PlaceFact]:
    """The places of the cases that were logged in a department since a day.

    Confidential cases are in the counts, since a count without them would be wrong; no list shows them. A case that is
    sealed from the actor is not, as long as it is.
    """
    found = FailurePlace.objects.filter(case__in=_counted(actor, department_id, since)).values_list(
        "case_id", "stage", "party", "failing__label"
    )
    return [PlaceFact(case, stage, party, failing or "") for case, stage, party, failing in found]


def cases_counted(actor: Actor, department_id: UUID, since: date) -> int:
    """How many cases there are to say it of."""
    return _counted(actor, department_id, since).count()


def _counted(actor: Actor, department_id: UUID, since: date) -> QuerySet[Case]:
    first = datetime.combine(since, time.min, tzinfo=LONDON)
    found = Case.objects.filter(department=department_id, received_at__gte=first).exclude(status__in=_NOT_COUNTED)
    return found.exclude(pk__in=sealed_for(actor))

"""How often each code was given: on the cases of a department, by the room or on the case's page. No reader is read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from apps.cases.models import Case, Finding
from apps.cases.queries.sealed import sealed_for
from apps.cases.queries.taxonomies import terms_in_use
from apps.core.actor import Actor
from apps.core.clock import LONDON
from apps.meetings.models import OutcomeFactor

_TERM = (
    "term__taxonomy__code", "term__taxonomy__edition", "term__taxonomy__title", "term__code", "term__label",
    "term__position",
)  # fmt: skip


@dataclass
class SchemeCounts:
    """One scheme: the cases that carry each of its terms, its editions taken together by the code of the term.

    The newest edition says what a term is called. A case carries a term once, however often it was given.
    """

    code: str
    title: str = ""
    editions: set[int] = field(default_factory=set)
    labels: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    cases: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def add(self, case_id: UUID, edition: int, title: str, term: str, label: str, position: int) -> None:
        """Count one coding."""
        if not self.editions or edition >= max(self.editions):
            self.title = title
        self.editions.add(edition)
        self.cases[term].add(case_id)
        self.offer(term, edition, position, label)

    def offer(self, term: str, edition: int, position: int, label: str) -> None:
        """Name a term that can be chosen, whether anybody did or not."""
        if term not in self.labels or edition >= self.labels[term][0]:
            self.labels[term] = (edition, position, label)

    @property
    def codings(self) -> int:
        """How many codings there are: the errors coded (DOMAIN 5.1)."""
        return sum(len(found) for found in self.cases.values())

    @property
    def coded_cases(self) -> int:
        """How many cases carry at least one."""
        return len(set().union(*self.cases.values()))

    def in_order(self) -> list[tuple[str, int]]:
        """Each term with its count, in the order of the scheme: never in that of the counts of anybody."""
        known = sorted(self.labels.items(), key=lambda one: (one[1][1], one[1][2]))
        return [(label, len(self.cases.get(term, ()))) for term, (_edition, _position, label) in known]


@dataclass(frozen=True)
class CodingCounts:
    """A department's counts for the cases received since a day, and how many cases those are."""

    cases: int
    schemes: list[SchemeCounts]


def coding_counts(actor: Actor, department_id: UUID, trust_id: UUID, since: date) -> CodingCounts:
    """Count the codings of the cases that the department received since that day.

    Confidential cases are in the counts; a case that is sealed from the actor is not, as long as it is.
    """
    moment = datetime.combine(since, time.min, LONDON)
    cases = Case.objects.filter(department=department_id, received_at__gte=moment, merged_into__isnull=True)
    cases = cases.exclude(pk__in=sealed_for(actor))
    schemes: dict[str, SchemeCounts] = {}
    given = [
        *Finding.objects.filter(case__in=cases).values_list("case_id", *_TERM),
        *OutcomeFactor.objects.filter(outcome__agenda_item__case__in=cases).values_list(
            "outcome__agenda_item__case_id", *_TERM
        ),
    ]
    for case_id, scheme, edition, title, term, label, position in given:
        schemes.setdefault(scheme, SchemeCounts(scheme)).add(case_id, edition, title, term, label, position)
    for one in terms_in_use(trust_id, schemes):
        # A term that nobody was given is a row of its own: nought is a finding, too (DOMAIN 6).
        schemes[one.taxonomy.code].offer(one.code, one.taxonomy.edition, one.position, one.label)
    return CodingCounts(cases.count(), sorted(schemes.values(), key=lambda one: one.title))

"""Lists of cases: a page at a time by key, never by offset, with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.access.permissions import Permission
from apps.access.policy import CONFIDENTIAL_ROLES, Confidentiality, departments_where, departments_with_role
from apps.cases.enums import FINAL, PLAIN_XRAY, CaseStatus, EscalationStatus
from apps.cases.models import Case, CaseReader, CaseStudy, Escalation, ReviewAssignment
from apps.cases.queries.escalation_order import with_hours
from apps.cases.queries.failures import failing_like
from apps.cases.queries.sealed import sealed_for
from apps.cases.queries.search import matching
from apps.cases.queries.visible import visible_to
from apps.core.actor import Actor
from apps.core.compiled import count_up_to, first_keys

PAGE = 25
# A list to get through is read from the top; what is further down comes up as cases are decided.
AT_ONCE = 50
# Counting on costs as much as reading; past this many the page says "1,000+" (PERFORMANCE 2).
COUNT_CAP = 1_000
# Among cases found by words each one counted costs a look at its words too: two pages of them are looked for at once.
FOUND_CAP = 2 * PAGE
# What a row of a list, a card of one's own cases and a row of the API show.
SHOWN = (
    "reference", "version", "department_id", "submitter_id", "confidentiality", "kind", "discrepancy_type", "status",
    "narrative", "modality", "body_region", "received_at", "status_since",
    "discovered_at", "discovered_precision", "discovered_source", "discovered_zone",
)  # fmt: skip

OPEN_ESCALATION = (EscalationStatus.RAISED, EscalationStatus.ACKNOWLEDGED)
TRIAGE = (CaseStatus.RECEIVED, CaseStatus.INFORMATION_WANTED)


@dataclass(frozen=True)
class Filters:
    """What a list of cases is narrowed to; empty means everything."""

    status: str = ""
    kind: str = ""
    modality: str = ""
    whose: str = ""
    failed_at: str = ""
    failed_with: str = ""
    words: str = ""


@dataclass(frozen=True)
class Position:
    """Where a page starts: after this row, or before it when `backwards`."""

    at: datetime
    id: UUID
    backwards: bool = False


@dataclass(frozen=True)
class Page:
    """One page of cases, newest first, and whether there are more on either side."""

    rows: Sequence[Case]
    has_newer: bool
    has_older: bool
    total: int
    cap: int = COUNT_CAP

    @property
    def is_capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > self.cap


def narrowed(cases: QuerySet[Case], actor: Actor, filters: Filters) -> QuerySet[Case]:
    """The cases that match every filter."""
    if filters.status:
        cases = cases.filter(status=filters.status)
    if filters.kind:
        cases = cases.filter(kind=filters.kind)
    if filters.modality:
        same = PLAIN_XRAY if filters.modality in PLAIN_XRAY else {filters.modality}
        # A study of several modalities is kept as "CT, PT".
        among = Q(modality__in=same)
        for code in same:
            among |= Q(modality__startswith=f"{code}, ") | Q(modality__contains=f", {code}")
        cases = cases.filter(among)
    if filters.whose == "mine":
        cases = cases.filter(submitter=actor.user_id)
    if filters.whose == "review":
        asked = ReviewAssignment.objects.filter(reviewer=actor.user_id, ended_at__isnull=True)
        cases = cases.filter(pk__in=asked.values("case"))
    failed = failing_like(filters.failed_at, filters.failed_with)
    if failed is not None:
        cases = cases.filter(failed)
    return matching(cases, filters.words)


def page_of(
    cases: QuerySet[Case],
    actor: Actor,
    position: Position | None = None,
    *,
    by_words: bool = False,
    total: int | None = None,
) -> Page:
    """One page of these cases, with what a row shows; `by_words` when words narrowed them, `total` when it is known."""
    cap = FOUND_CAP if by_words else COUNT_CAP
    if position is None:
        newest = cases.order_by("-received_at", "-id")
        # Finding a word is dear, so those that are counted are the ones that were found for the page.
        keys = _keys(newest, cap + 1 if by_words else PAGE + 1)
        if by_words:
            total = len(keys)
        elif total is None:
            total = _counted(cases, cap)
        rows = _rows(keys[:PAGE], actor)
        return Page(rows, has_newer=False, has_older=len(keys) > PAGE, total=total, cap=cap)
    if total is None:
        total = _counted(cases, cap)
    t, i = position.at, position.id
    # lte with OR, and not the plain OR: only this form lets the index find the first row (PERFORMANCE 2).
    if position.backwards:
        newer = cases.filter(received_at__gte=t).filter(Q(received_at__gt=t) | Q(id__gt=i))
        keys = _keys(newer.order_by("received_at", "id"), PAGE + 1)
        rows = _rows(keys[:PAGE][::-1], actor)
        return Page(rows, has_newer=len(keys) > PAGE, has_older=True, total=total, cap=cap)
    older = cases.filter(received_at__lte=t).filter(Q(received_at__lt=t) | Q(id__lt=i))
    keys = _keys(older.order_by("-received_at", "-id"), PAGE + 1)
    return Page(_rows(keys[:PAGE], actor), has_newer=True, has_older=len(keys) > PAGE, total=total, cap=cap)


def _counted(cases: QuerySet[Case], cap: int) -> int:
    """How many; one more than `cap` stands for all that are not counted."""
    return cases.order_by()[: cap + 1].count()


def _keys(ordered: QuerySet[Case], most: int) -> list[UUID]:
    """The keys of the first rows; one more than a page says whether there is a next one.

    Keys first, then what the rows show: asked in one, PostgreSQL reads every open escalation and review there is
    before it looks at the first row.
    """
    return list(ordered.values_list("pk", flat=True)[:most])


def _rows(keys: list[UUID], actor: Actor) -> list[Case]:
    """What a list shows of these cases, in this order; nothing else of them is read."""
    found = Case.objects.filter(pk__in=keys).only(*SHOWN).annotate(patient_waits=_patient_waits())
    by_key = {case.pk: case for case in found}
    return [by_key[key] for key in keys if key in by_key]


def _patient_waits() -> Exists:
    """Whether somebody may still need to act for the patient."""
    return Exists(Escalation.objects.filter(case=OuterRef("pk"), status__in=OPEN_ESCALATION))


def _same_study_elsewhere() -> Exists:
    """Whether another case of the department that still goes on is about one of its studies."""
    studies = CaseStudy.objects.filter(case=OuterRef(OuterRef("pk"))).values("study")
    others = CaseStudy.objects.filter(study__in=studies, case__department=OuterRef("department"))
    return Exists(others.exclude(case=OuterRef("pk")).exclude(case__status__in=FINAL))


def cases_for(actor: Actor, filters: Filters) -> QuerySet[Case]:
    """The cases that the actor may see, narrowed."""
    return narrowed(visible_to(actor), actor, filters)


def newest_for(actor: Actor, filters: Filters) -> QuerySet[Case]:
    """The same, newest first."""
    return cases_for(actor, filters).order_by("-received_at", "-id")


def list_for(actor: Actor, filters: Filters, position: Position | None = None) -> Page:
    """One page of the cases that the actor may see, narrowed."""
    if filters.words:
        # What somebody typed is kept in no memory, so nothing is prepared for it.
        return page_of(cases_for(actor, filters), actor, position, by_words=True)
    total = count_up_to(COUNT_CAP + 1, cases_for, actor, filters)
    if position is not None:
        return page_of(cases_for(actor, filters), actor, position, total=total)
    keys = first_keys(PAGE + 1, newest_for, actor, filters)
    return Page(_rows(keys[:PAGE], actor), has_newer=False, has_older=len(keys) > PAGE, total=total)


def submissions_of(actor: Actor) -> QuerySet[Case]:
    """What the actor logged, wherever it stands."""
    return visible_to(actor).filter(submitter=actor.user_id)


def waiting_for_triage(actor: Actor) -> QuerySet[Case]:
    """New cases that the actor may triage, in no order and with nothing added: cheap to count on every page.

    A chair's own report is not among them: a deputy triages it.
    """
    here = departments_where(actor, Permission.CASE_TRIAGE)
    chairing = [one for one in departments_with_role(actor, CONFIDENTIAL_ROLES) if one in here]
    own_report = CaseReader.objects.filter(case=OuterRef("pk"), person=actor.user_id)
    found = Case.objects.filter(~Exists(own_report), department__in=here, status=CaseStatus.RECEIVED)
    if len(chairing) == len(here):
        # No confidential case here is kept from them.
        return found
    return found.filter(Q(confidentiality=Confidentiality.OPEN) | Q(department__in=chairing))


def triage_queue(actor: Actor) -> QuerySet[Case]:
    """What waits for the actor's triage, the patient first, then the oldest, with what a card shows."""
    ready = waiting_for_triage(actor).select_related("department")
    queue: QuerySet[Any] = ready.annotate(patient_waits=_patient_waits(), may_be_duplicate=_same_study_elsewhere())
    return queue.order_by("-patient_waits", "received_at", "id")


def next_in_triage(actor: Actor, after: UUID) -> UUID | None:
    """The case that follows this one in the list; None at its end, so that leaving cases never goes in a circle."""
    waiting = list(triage_queue(actor).values_list("pk", flat=True)[:AT_ONCE])
    if after not in waiting:
        return waiting[0] if waiting else None
    place = waiting.index(after) + 1
    return waiting[place] if place < len(waiting) else None


def escalations_for(actor: Actor) -> QuerySet[Escalation]:
    """Escalations that the actor leads or may handle, those still open first, then the oldest.

    Not those of a case that the actor reviews blind, unless nobody is named to act: the patient goes first.
    """
    here = departments_where(actor, Permission.ESCALATION_VIEW)
    if actor.scopes is not None and Permission.ESCALATION_VIEW not in actor.scopes:
        return Escalation.objects.none()
    led = Q(lead=actor.user_id, case__department__in=actor.department_ids)
    found = Escalation.objects.filter(led | Q(case__department__in=here))
    found = found.exclude(case__in=sealed_for(actor), lead__isnull=False)
    timed = with_hours(found.select_related("case__department", "lead"))
    return timed.order_by(F("done_at").desc(nulls_first=True), "raised_at", "id")

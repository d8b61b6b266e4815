"""Gathers the facts that the lifecycle's guards judge."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.cases.domain.completeness import ASKED_BY
from apps.cases.domain.holding import lacking
from apps.cases.domain.lifecycle import CaseFacts
from apps.cases.enums import DECIDING, ActionStatus, CaseEvent, CaseKind, CaseStatus, EscalationStatus, Stage
from apps.cases.models import Case, CaseStudy
from apps.cases.queries.reviews import people_who_know, readers_of_reports

OPEN_ESCALATION = (EscalationStatus.RAISED, EscalationStatus.ACKNOWLEDGED)


def facts_of(case: Case, payload: Mapping[str, Any] | None = None, *events: CaseEvent) -> CaseFacts:
    """The facts of a case now, together with what came with the event.

    Of what the case lacks only what these events ask for is looked up, all of it where none is named. A kind that the
    chair gave with a decision is the kind that counts.
    """
    given = dict(payload or {})
    chosen = given if DECIDING & set(events) else {}
    kind = CaseKind(chosen.get("kind") or case.kind)
    stages = {stage for event in events for stage in ASKED_BY.get(event, ())} if events else set(Stage)
    return CaseFacts(
        status=CaseStatus(case.status),
        kind=kind,
        lacks=lacking(case, stages, kind, chosen.get("discrepancy_type")),
        has_open_escalation=any(one.status in OPEN_ESCALATION for one in case.escalations.all()),
        has_open_action=any(one.status == ActionStatus.OPEN for one in case.actions.all()),
        was_published=any(one.target == CaseStatus.PUBLISHED for one in case.transitions.all()),
        opinions_missing=opinions_missing(case),
        opinions_given=sum(not one.after_reveal for one in case.opinions.all()),
        # Asked of the database only where somebody was chosen.
        reader_ids=readers_of_reports(case) if given.get("reviewers") else frozenset(),
        informed_ids=people_who_know(case) if given.get("reviewers") else frozenset(),
        merge_same_patient=_same_patient(case, given.get("into")),
        payload=given,
    )


def opinions_missing(case: Case) -> int:
    """How many assigned reviewers have not committed a first view."""
    return sum(review.awaits_view for review in case.reviews.all())


def _patients(case_id: UUID) -> set[UUID]:
    found = CaseStudy.objects.filter(case=case_id).values_list("study__patient_id", flat=True)
    return {patient for patient in found if patient}


def _same_patient(case: Case, into: UUID | None) -> bool:
    """True when both cases name the same single patient; a case without a patient never counts as the same."""
    if into is None:
        return True
    mine, theirs = _patients(case.pk), _patients(into)
    return bool(mine) and mine == theirs

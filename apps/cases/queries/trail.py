"""The trail of one case as one person may read it: what happened, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.audit.changes import Change, Reading, Source, changes_of
from apps.cases.models import (
    Case,
    CaseMessage,
    CaseReader,
    CaseStudy,
    CaseTransition,
    Escalation,
    Finding,
    FollowUpAction,
    GovernanceRecord,
    Opinion,
    PresentationCopy,
    ReviewAssignment,
    TaxonomyTerm,
)
from apps.core.actor import Actor
from apps.journeys.models import Study

# What the transitions already say, or what is bookkeeping.
_CASE_SILENT = frozenset(
    {"status", "status_since", "submission_key", "received_at", "reference", "department",
     "discovered_zone", "discovered_source"}
)  # fmt: skip
_OF_THE_CASE = frozenset({"case"})


@dataclass(frozen=True)
class Trail:
    """Transitions for whoever may see the steps; changes only for whoever may read the trail."""

    transitions: list[CaseTransition]
    changes: list[Change]
    case_versions: Mapping[int, UUID]


def trail_of(actor: Actor, case: Case) -> Trail:
    """The trail as far as the actor may read it. The submitter sees the steps of their own case, and no more."""
    facts = case.access_facts()
    mine = case.submitter_id is not None and case.submitter_id == actor.user_id
    whole = bool(may(actor, P.TRAIL_VIEW, facts))
    if not whole:
        return Trail(list(case.transitions.all()) if mine else [], [], {})
    return Trail(list(case.transitions.all()), changes_of(_sources(actor, case), _READING), _acts(case))


def _acts(case: Case) -> dict[int, UUID]:
    """The act behind each version of the case, which joins a transition to what it changed."""
    history: Any = case.history
    return dict(history.values_list("version", "change_set"))


def _sources(actor: Actor, case: Case) -> list[Source]:
    facts = case.access_facts()

    def can(permission: P) -> bool:
        return bool(may(actor, permission, facts))

    of_case = {"case_id": case.pk}
    submitter = frozenset() if can(P.CASE_SUBMITTER_VIEW) else frozenset({"submitter"})
    readers = frozenset() if can(P.CASE_READER_VIEW) else frozenset({"person", "external_name"})
    dated = _OF_THE_CASE | {"at", "assigned_at", "committed_at", "raised_at", "acknowledged_at", "done_at"}
    checked = _OF_THE_CASE | {"screened_sha256"}
    sources = [
        Source(model=Case, filters={"id": case.pk}, label=_("Case"), silent=_CASE_SILENT, masked=submitter),
        Source(model=CaseStudy, filters=of_case, label=_("Study"), silent=_OF_THE_CASE),
        Source(model=CaseReader, filters=of_case, label=_("Original reader"), silent=_OF_THE_CASE, masked=readers),
        Source(model=ReviewAssignment, filters=of_case, label=_("Review"), silent=dated),
        Source(model=CaseMessage, filters=of_case, label=_("Message"), silent=dated | {"from_chair", "author", "kind"}),
        Source(model=Escalation, filters=of_case, label=_("Acting for the patient"), silent=dated),
        Source(model=FollowUpAction, filters=of_case, label=_("Follow-up action"), silent=dated),
        Source(model=PresentationCopy, filters=of_case, label=_("Presentation copy"), silent=checked),
        Source(model=Finding, filters=of_case, label=_("Coding"), silent=_OF_THE_CASE),
    ]
    if can(P.OPINION_VIEW):
        sources.append(Source(model=Opinion, filters=of_case, label=_("Opinion"), silent=dated))
    if can(P.GOVERNANCE_RECORD):
        sources.append(
            Source(model=GovernanceRecord, filters=of_case, label=_("Governance record"), silent=_OF_THE_CASE)
        )
    return sources


def _studies(ids: frozenset[Any]) -> Mapping[Any, str]:
    """Never an accession number or a UID: those are identifiers."""
    rows = Study.objects.filter(pk__in=ids).values_list("pk", "description", "modalities")
    return {pk: description or modalities or _("Study") for pk, description, modalities in rows}


def _terms(ids: frozenset[Any]) -> Mapping[Any, str]:
    return dict(TaxonomyTerm.objects.filter(pk__in=ids).values_list("pk", "label"))


def _cases(ids: frozenset[Any]) -> Mapping[Any, str]:
    return dict(Case.objects.filter(pk__in=ids).values_list("pk", "reference"))


_READING = Reading(namers={"journeys.study": _studies, "cases.taxonomyterm": _terms, "cases.case": _cases})

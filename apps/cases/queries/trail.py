"""The trail of one case as one person may read it: what happened, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import Confidentiality, may
from apps.audit.changes import Change, Reading, Source, changes_of
from apps.cases.models import (
    Case,
    CaseChild,
    CaseMessage,
    CaseReader,
    CaseStudy,
    CaseTransition,
    Escalation,
    EscalationContact,
    EscalationStep,
    FailurePlace,
    Finding,
    FollowUpAction,
    Opinion,
    PresentationCopy,
    ReportStanding,
    ReviewAssignment,
    ReviewRequest,
    SecondOpinion,
    TaxonomyTerm,
)
from apps.cases.models.escalation_account import EscalationChild
from apps.core.actor import Actor
from apps.core.clock import Precision
from apps.journeys.models import Study

# What the transitions already say, or what is bookkeeping.
_CASE_SILENT = frozenset(
    {"status", "status_since", "submission_key", "received_at", "reference", "department",
     "discovered_zone", "discovered_source"}
)  # fmt: skip


# When something was written down, which the act itself says.
_TIMES = ("assigned_at", "recorded_at", "answered_at", "carried_out_at", "due_at")


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

    words, values = _field_words(), _value_words()
    dated = frozenset({"at", "assigned_at", "committed_at", "raised_at", "acknowledged_at", "done_at", *_TIMES})
    submitter = frozenset() if can(P.CASE_SUBMITTER_VIEW) else frozenset({"submitter"})
    readers = frozenset() if can(P.CASE_READER_VIEW) else frozenset({"person", "external_name"})

    def child(
        model: type[CaseChild], label: str, silent: frozenset[str] = dated, masked: frozenset[str] = frozenset()
    ) -> Source:
        hidden = silent | {"case"}
        return Source(
            model=model, filters={"case_id": case.pk}, label=label, silent=hidden, masked=masked, labels=words
        )

    def of_escalation(model: type[EscalationChild], label: str) -> Source:
        hidden = dated | {"escalation", "turn", "tried_precision", "tried_zone", "recorded_by"}
        return Source(model=model, filters={"escalation__case_id": case.pk}, label=label, silent=hidden, labels=words)

    sources = [
        Source(
            model=Case, filters={"id": case.pk}, label=_("Case"), silent=_CASE_SILENT, masked=submitter,
            labels=words, values=values,
        ),
        child(CaseStudy, _("Study")),
        child(CaseReader, _("Original reader"), masked=readers),
        child(ReviewAssignment, _("Review"), dated | {"ended_at", "reminded_at"}),
        child(ReviewRequest, _("Review request"), dated | {"written_at", "written_by"}),
        # The act itself says who wrote it; its author is not said a second time.
        child(CaseMessage, _("Message"), dated | {"from_chair", "author", "kind"}),
        child(Escalation, _("Acting for the patient"), dated | {"turn", "acted_precision", "acted_zone"}),
        child(FollowUpAction, _("Follow-up action"), dated | {"is_standing", "happened_precision", "happened_zone"}),
        of_escalation(EscalationContact, _("Contact for the patient")),
        of_escalation(EscalationStep, _("Passed on by the clock")),
        child(ReportStanding, _("The issued report"), dated | {"answered_by"}),
        child(SecondOpinion, _("Second opinion"), dated | {"given_precision", "given_zone", "recorded_by"}),
        child(PresentationCopy, _("Presentation copy"), dated | {"screened_sha256"}),
        child(FailurePlace, _("Where it failed"), dated | {"recorded_by"}),
        child(Finding, _("Coding"), dated | {"coded_at", "coded_by"}),
    ]  # fmt: skip
    if can(P.OPINION_VIEW):
        sources.append(child(Opinion, _("Opinion")))
    # Not the scores that a spreadsheet brought: they stand on a page of their own, and on no other.
    return sources


def _field_words() -> dict[str, str]:
    """What each field is called on the pages; one word where several records share it."""
    return {
        "submitter": _("Submitter"),
        "confidentiality": _("Who may read it"),
        "kind": _("Kind"),
        "discrepancy_type": _("Missed or misread"),
        "narrative": _("What happened"),
        "modality": _("Modality"),
        "body_region": _("Part of the body"),
        "subspecialty": _("Subspecialty"),
        "procedure": _("Procedure"),
        "system_affected": _("System or equipment"),
        "how_discovered": _("How it came to light"),
        "discovered_at": _("When it came to light"),
        "discovered_precision": _("How exactly that is known"),
        "patient_action": _("Does anyone still need to act"),
        "readers_unknown_reason": _("Why the readers are not known"),
        "merged_into": _("Continues in"),
        "study": _("Study"),
        "part": _("Part"),
        "person": _("Person"),
        "external_name": _("Name"),
        "standing": _("Known as"),
        "reviewer": _("Reviewer"),
        "assigned_by": _("Asked by"),
        "note": _("Note"),
        "text": _("Text"),
        "lead": _("Lead"),
        "status": _("State"),
        "why": _("What is needed"),
        "acknowledged_by": _("Taken on by"),
        "done_by": _("Done by"),
        "done_what": _("What was done"),
        "acted_at": _("When it was done"),
        "happened_at": _("When it was done"),
        "who": _("Who"),
        "told_how": _("How"),
        "channel": _("How"),
        "system": _("In which system"),
        "result": _("What came of it"),
        "tried_at": _("When it was tried"),
        "passed_to": _("Next person"),
        "answer": _("Still stands wrong"),
        "by_default": _("Said by the kind of the case"),
        "identified_on": _("Identified"),
        "is_outside": _("Issued by another hospital"),
        "reason": _("Why"),
        "giver": _("Given by"),
        "giver_name": _("Given by"),
        "context": _("Occasion"),
        "given_at": _("When it was given"),
        "opinion": _("Opinion"),
        "in_mdt_record": _("In the MDT’s record"),
        "what": _("What is to be done"),
        "owner": _("Who does it"),
        "due_on": _("Due"),
        "evidence": _("What was done or why not"),
        "title": _("Title"),
        "vignette": _("Vignette"),
        "question": _("Question"),
        "reveal": _("Reveal"),
        "screened_at": _("Screen cleared"),
        "screened_by": _("Cleared by"),
        "term": _("Code"),
        "place": _("Where it was coded"),
        "after_reveal": _("After the outcome"),
        "view": _("View"),
        "revealed_at": _("Outcome open to the reviewer since"),
        "ended_as": _("No longer asked"),
        "ended_by": _("Ended by"),
        "ended_reason": _("Why"),
        "finding_term": _("Type of finding"),
        "confidence": _("Confidence"),
        "recommendation": _("Recommendation"),
        "declared_not_read": _("Declared not to have read it"),
        "was_blind": _("Blind"),
        "learning": _("Learning"),
        "stage": _("Step"),
        "party": _("In whose hands"),
        "failing": _("How it failed"),
    }


def _value_words() -> dict[str, dict[str, str]]:
    """Words for stored codes that carry no label of their own."""
    return {
        "confidentiality": {
            Confidentiality.OPEN: _("Open to those who run the learning"),
            Confidentiality.CONFIDENTIAL: _("Confidential: chair and deputies"),
            Confidentiality.ANONYMOUS: _("Anonymous"),
        },
        "discovered_precision": {
            Precision.INSTANT: _("Day and time"),
            Precision.DAY: _("The day only"),
            Precision.UNKNOWN: _("Not known"),
        },
    }


def _studies(ids: frozenset[Any]) -> Mapping[Any, str]:
    """Never an accession number or a UID: those are identifiers."""
    rows = Study.objects.filter(pk__in=ids).values_list("pk", "description", "modalities")
    return {pk: description or modalities or _("Study") for pk, description, modalities in rows}


def _terms(ids: frozenset[Any]) -> Mapping[Any, str]:
    """The term as it was, with the edition that it is of."""
    found = TaxonomyTerm.objects.filter(pk__in=ids).select_related("taxonomy")
    words = _("%(term)s (%(scheme)s, edition %(n)d)")
    return {
        one.pk: words % {"term": one.label, "scheme": one.taxonomy.title, "n": one.taxonomy.edition} for one in found
    }


def _cases(ids: frozenset[Any]) -> Mapping[Any, str]:
    return dict(Case.objects.filter(pk__in=ids).values_list("pk", "reference"))


_READING = Reading(namers={"journeys.study": _studies, "cases.taxonomyterm": _terms, "cases.case": _cases})

"""A case and its parts as the caller may see them, for the output serializers; the same rules as the case page."""

from collections.abc import Sequence
from typing import Any

from apps.access.api.reading import person_said, time_said
from apps.cases.api.delays import delays_said
from apps.cases.domain.completeness import Need
from apps.cases.domain.failure_suggesting import Suggestion
from apps.cases.domain.holding import needs_of
from apps.cases.domain.naming import name_for
from apps.cases.domain.screening import FieldFinding, known_for_cases, presentation_is_clean
from apps.cases.enums import ActionStatus, EscalationStatus
from apps.cases.models import (
    Case,
    CaseTransition,
    Escalation,
    EscalationContact,
    FailurePlace,
    FollowUpAction,
    TaxonomyTerm,
)
from apps.cases.presenters.actions import actions_for
from apps.cases.presenters.needed import righted_by, sees_needs
from apps.cases.presenters.presentation import finding_rows
from apps.cases.presenters.reviewing import progress
from apps.cases.presenters.seeing import Sees, sees
from apps.core.actor import Actor


def row_said(case: Case, *, patient_waits: bool) -> dict[str, Any]:
    """A case in a list."""
    return {
        "id": case.pk,
        "reference": case.reference,
        "department": case.department_id,
        "status": case.status,
        "kind": case.kind,
        "discrepancy_type": case.discrepancy_type,
        "modality": case.modality,
        "body_region": case.body_region,
        "confidentiality": case.confidentiality,
        "received_at": case.received_at,
        "status_since": case.status_since,
        "patient_waits": patient_waits,
        "version": case.version,
    }


def case_said(actor: Actor, case: Case) -> dict[str, Any]:
    """A case with what the actor can do with it now."""
    seen = sees(actor, case)
    waits = any(one.status != EscalationStatus.DONE for one in case.escalations.all())
    given, asked = progress(case.reviews.all())
    return row_said(case, patient_waits=waits) | {
        "narrative": case.narrative,
        "subspecialty": case.subspecialty,
        "procedure": case.procedure,
        "system_affected": case.system_affected,
        "how_discovered": case.how_discovered,
        "discovered": time_said(case.discovered),
        "patient_action": case.patient_action,
        "submitter": person_said(case.submitter) if seen.submitter else None,
        "readers": [_reader(one) for one in case.readers.all()] if seen.readers else None,
        "readers_unknown_reason": case.readers_unknown_reason if seen.readers else None,
        "merged_into": case.merged_into_id,
        "studies": [_study(one, seen) for one in case.case_studies.all()],
        "failure_places": [failure_said(one) for one in case.failure_places.all()],
        "delays": delays_said(case),
        "codings": [one.term_id for one in case.findings.all()],
        "review": {"asked": asked, "given": given},
        "needed": [_need(case, one) for one in needs_of(case)] if sees_needs(actor, case) else None,
        "actions": [_action(one) for one in actions_for(actor, case)],
    }


def _reader(one: Any) -> dict[str, Any]:
    name = one.person.full_name if one.person else one.external_name
    return {
        "study": one.study_id,
        "person": one.person_id,
        "name": name,
        "part": one.part,
        "standing": one.standing,
    }


def _study(one: Any, seen: Sees) -> dict[str, Any]:
    study = one.study
    return {
        "id": one.pk,
        "study": study.pk,
        "part": one.part,
        "description": study.description,
        "modalities": study.modalities,
        "readers_unknown_reason": one.readers_unknown_reason if seen.readers else None,
    }


def failure_said(one: FailurePlace) -> dict[str, Any]:
    """One place where the journey failed."""
    return {
        "id": one.pk,
        "stage": one.stage,
        "party": one.party,
        "inside_radiology": one.is_inside,
        "failing": one.failing_id,
        "note": one.note,
        "recorded_at": one.recorded_at,
    }


def suggestion_said(one: Suggestion) -> dict[str, Any]:
    """A place that the journey suggests."""
    return {
        "stage": one.stage.value,
        "party": one.party,
        "failing_code": one.failing_code,
        "because": one.because.value,
    }


def _need(case: Case, one: Need) -> dict[str, Any]:
    return {
        "field": one.field.value,
        "stage": one.stage.value,
        "code": one.code,
        "message": one.words,
        "by": righted_by(case, one),
    }


def _action(one: Any) -> dict[str, Any]:
    return {
        "event": one.event,
        "label": one.label,
        "possible": one.is_possible,
        "permission": one.permission,
        "through": one.door or "case",
        "demands": list(one.demands),
        "code": one.refusal_code,
        "message": one.refusal,
    }


def transition_said(actor: Actor, case: Case, one: CaseTransition) -> dict[str, Any]:
    """One change of state, with nobody named who may not be."""
    return {
        "event": one.event,
        "source": one.source,
        "target": one.target,
        "at": one.at,
        "by": name_for(actor, case, one.by_id, one.by_name),
        "reason": one.reason,
        "kind": one.payload.get("kind", "") if "kind_before" in one.payload else "",
        "version": one.case_version,
    }


def message_said(actor: Actor, case: Case, one: Any) -> dict[str, Any]:
    """One message; the submitter keeps their name to themselves where the actor may not know it."""
    author = one.author.full_name if one.author else ""
    return {
        "id": one.pk,
        "kind": one.kind,
        "who": name_for(actor, case, one.author_id, author),
        "from_chair": one.from_chair,
        "text": one.text,
        "at": one.at,
    }


def escalation_said(one: Escalation) -> dict[str, Any]:
    """The care of the patient."""
    return {
        "id": one.pk,
        "case": one.case_id,
        "status": one.status,
        "lead": person_said(one.lead),
        "why": one.why,
        "raised_at": one.raised_at,
        "acknowledged_at": one.acknowledged_at,
        "acknowledged_by": person_said(one.acknowledged_by),
        "done_at": one.done_at,
        "done_by": person_said(one.done_by),
        "done_what": one.done_what,
        "acted": time_said(one.acted) if one.acted else None,
        "turn": one.turn,
        "turn_began_at": one.turn_began_at,
        "contacts": [contact_said(row) for row in one.contacts.all()],
        "version": one.version,
    }


def contact_said(one: EscalationContact) -> dict[str, Any]:
    """One attempt to reach somebody."""
    return {
        "id": one.pk,
        "who": one.who,
        "channel": one.channel,
        "result": one.result,
        "tried": time_said(one.tried),
        "note": one.note,
        "recorded_at": one.recorded_at,
    }


def follow_up_said(one: FollowUpAction) -> dict[str, Any]:
    """A follow-up action."""
    return {
        "id": one.pk,
        "case": one.case_id,
        "kind": one.kind,
        "what": one.what,
        "owner": person_said(one.owner),
        "due_on": one.due_on,
        "status": ActionStatus(one.status).value,
        "is_standing": one.is_standing,
        "done_at": one.done_at,
        "happened": time_said(one.happened) if one.happened else None,
        "who": one.who,
        "told_how": one.told_how,
        "system": one.system,
        "evidence": one.evidence,
        "version": one.version,
    }


def presentation_said(case: Case, seen: Sees, findings: Sequence[FieldFinding]) -> dict[str, Any]:
    """The copy and what is left to do with it."""
    copy = getattr(case, "presentation", None)
    rows = finding_rows(case, findings, known_for_cases([case])) if findings else []
    return {
        "exists": copy is not None,
        "title": copy.title if copy else "",
        "vignette": copy.vignette if copy else "",
        "question": copy.question if copy else "",
        "reveal": copy.reveal if copy else "",
        "is_clean": presentation_is_clean(case),
        "screened_at": copy.screened_at if copy else None,
        "findings": [
            {
                "field": row["field"],
                "kind": row["kind"],
                "start": row["start"],
                "text": row["text"],
                "label": row["kind_label"],
                "can_justify": row["can_justify"],
            }
            for row in rows
        ],
        "version": copy.version if copy else None,
    }


def term_said(one: TaxonomyTerm) -> dict[str, Any]:
    """A code of a scheme."""
    return {
        "id": one.pk,
        "scheme": one.taxonomy.code,
        "edition": one.taxonomy.edition,
        "code": one.code,
        "label": one.label,
        "meaning": one.meaning,
    }

"""A case in words: its state, its kind, where in the body, how old, its first lines."""

from typing import Any

from django.utils.translation import gettext as _

from apps.cases.enums import (
    PLAIN_XRAY,
    ActionStatus,
    CaseKind,
    CaseStatus,
    DiscrepancyType,
    EscalationStatus,
    Modality,
)
from apps.cases.models import Case, FollowUpAction
from apps.core.clock import today
from apps.journeys.anatomy import region_words

FIRST_LINES = 280

_TONES = {
    CaseStatus.RECEIVED: "waiting",
    CaseStatus.INFORMATION_WANTED: "waiting",
    CaseStatus.UNDER_REVIEW: "working",
    CaseStatus.READY: "ready",
    CaseStatus.SCHEDULED: "working",
    CaseStatus.DISCUSSED: "ready",
    CaseStatus.PUBLISHED: "done",
    CaseStatus.CLOSED: "done",
    CaseStatus.DECLINED: "stopped",
    CaseStatus.WITHDRAWN: "stopped",
    CaseStatus.MERGED: "stopped",
}


def status_tag(status: str) -> dict[str, Any]:
    """The state as the components draw it."""
    state = CaseStatus(status)
    return {"text": state.label, "tone": _TONES[state]}


def escalation_tag(status: str) -> dict[str, Any]:
    """The state of an escalation: urgent until somebody recorded what was done."""
    state = EscalationStatus(status)
    tones = {EscalationStatus.RAISED: "urgent", EscalationStatus.ACKNOWLEDGED: "working", EscalationStatus.DONE: "done"}
    return {"text": state.label, "tone": tones[state]}


def action_tag(action: FollowUpAction) -> dict[str, Any]:
    """The state of a follow-up action; says when it is late."""
    if action.status == ActionStatus.OPEN and action.due_on < today():
        return {"text": _("Overdue"), "tone": "urgent"}
    tones = {ActionStatus.OPEN: "waiting", ActionStatus.DONE: "done", ActionStatus.CANCELLED: "stopped"}
    tones[ActionStatus.NOT_NEEDED] = "stopped"
    state = ActionStatus(action.status)
    return {"text": state.label, "tone": tones[state]}


def kind_words(case: Case) -> str:
    """The kind, with the coding of the finding where there is one: "Missed: visible, not described"."""
    if case.discrepancy_type:
        return str(DiscrepancyType(case.discrepancy_type).label)
    return str(CaseKind(case.kind).label)


def short_kind(case: Case) -> str:
    """One or two words, for a table."""
    return kind_in_short(case.kind, case.discrepancy_type)


def kind_in_short(kind: str, discrepancy_type: str) -> str:
    """One or two words for the two codes."""
    short = {DiscrepancyType.MISSED: _("Missed"), DiscrepancyType.MISREAD: _("Misread")}
    if discrepancy_type:
        return short[DiscrepancyType(discrepancy_type)]
    return str(CaseKind(kind).label)


def modality_words(code: str) -> str:
    """The modality as people say it, plain X-ray in every way of DICOM's; its own code where we have no word for it."""
    if code in PLAIN_XRAY:
        return str(Modality.XR.label)
    return str(Modality(code).label) if code in Modality.values else code.replace("\\", ", ")


def imaging_words(case: Case) -> str:
    """ "CT, chest"; what is known of the two."""
    return imaging_in_words(case.modality, case.body_region)


def imaging_in_words(modality: str, region: str) -> str:
    """The two codes in words."""
    parts = [modality_words(modality) if modality else "", region_words(region)]
    return ", ".join(part for part in parts if part)


def first_lines(text: str, longest: int = FIRST_LINES) -> str:
    """The beginning, cut at a word, for a list."""
    if len(text) <= longest:
        return text
    cut = text[:longest].rsplit(None, 1)[0] if " " in text[:longest] else text[:longest]
    return f"{cut} …"


def title_of(case: Case) -> str:
    """What the case is called on its page: kind and place, never a name."""
    imaging = imaging_words(case)
    return f"{short_kind(case)}: {imaging}" if imaging else short_kind(case)

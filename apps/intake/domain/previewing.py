"""The first rows as the cases that they will be, in words and with nothing that is kept sealed. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.cases.enums import Modality, PatientAction
from apps.core.presenting import clinical_time
from apps.intake.domain.fields import BY_KEY
from apps.intake.domain.rows import CaseRow

SHOWN = 10
_LONGEST = 300


def preview_of(row: CaseRow) -> dict[str, str]:
    """One row in the words in which its case will show it."""
    coding = row.discrepancy_type or row.kind
    kind = BY_KEY["kind"].option(coding)
    return {
        "row": str(row.row),
        "kind": str(kind.label) if kind else row.kind,
        "state": str(row.status.label),
        "narrative": row.narrative if len(row.narrative) <= _LONGEST else f"{row.narrative[:_LONGEST]}…",
        "modality": str(Modality(row.modality).label) if row.modality else "",
        "region": row.body_region,
        "logged": clinical_time(row.received) if row.received.at else "",
        "discovered": clinical_time(row.discovered) if row.discovered.at else "",
        "readers": _readers(row),
        "action": str(PatientAction(row.patient_action).label),
        "study": _study(row),
        "identifiers": str(row.identifiers) if row.identifiers else "",
    }


def _readers(row: CaseRow) -> str:
    said = [
        _("%(part)s: somebody with an account here") % {"part": one.part.label}
        if one.person_id
        else f"{one.part.label}: {one.name}"
        for one in row.readers
    ]
    return "; ".join(said)


def _study(row: CaseRow) -> str:
    """That there is a study and a patient, not which."""
    if row.study is None:
        return ""
    return _("With its patient, sealed") if not row.study.patient.is_empty else _("Without a patient")

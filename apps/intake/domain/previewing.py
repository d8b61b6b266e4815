"""The first rows as the cases that they will be, in words and with nothing that is kept sealed. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.access.policy import Confidentiality
from apps.cases.enums import Modality
from apps.core.presenting import short_date
from apps.intake.domain.fields import BY_KEY
from apps.intake.domain.rows import CaseRow

SHOWN = 10
_LONGEST = 300


def preview_of(row: CaseRow) -> dict[str, str]:
    """One row in the words in which its case will show it."""
    return {
        "row": str(row.row),
        "kind": f"{_kind(row)}. {row.status.label}.",
        "narrative": row.narrative if len(row.narrative) <= _LONGEST else f"{row.narrative[:_LONGEST]}…",
        "days": _days(row),
        "imaging": ", ".join(one for one in (_modality(row), row.body_region, _study(row)) if one),
        "readers": _readers(row),
        "notes": _notes(row),
    }


def _kind(row: CaseRow) -> str:
    kind = BY_KEY["kind"].option(row.discrepancy_type or row.kind)
    return str(kind.label) if kind else row.kind


def _modality(row: CaseRow) -> str:
    return str(Modality(row.modality).label) if row.modality else ""


def _days(row: CaseRow) -> str:
    told = [
        (_("Came to light %(day)s"), row.discovered),
        (_("Logged %(day)s"), row.received),
        (_("In this state since %(day)s"), row.settled),
    ]
    return "; ".join(words % {"day": short_date(time.day)} for words, time in told if time.day)


def _notes(row: CaseRow) -> str:
    """What somebody should look at: a patient who may need somebody, identifiers, who may read it."""
    notes = []
    if row.calls_somebody:
        notes.append(_("Somebody may need to act: a lead is called"))
    if row.identifiers:
        notes.append(_("Identifiers found: %(n)s") % {"n": row.identifiers})
    if row.confidentiality == Confidentiality.CONFIDENTIAL:
        notes.append(_("Confidential"))
    return "; ".join(notes)


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
    return _("a study with its patient, sealed") if not row.study.patient.is_empty else _("a study")

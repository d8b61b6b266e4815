"""What a case lacks of what the table of completeness asks; the one place that looks at the case for it."""

from collections.abc import Callable, Iterable, Mapping

from apps.cases.domain.completeness import Need, needed, still_needed
from apps.cases.domain.lifecycle import stages_ahead
from apps.cases.domain.screening import presentation_is_clean
from apps.cases.enums import CaseField, CaseKind, CaseStatus, HowDiscovered, PatientAction, Stage, Standing
from apps.cases.models import Case
from apps.cases.queries.readings import readings_of
from apps.cases.queries.taxonomies import terms_in_use

F = CaseField


def _standing(case: Case) -> str:
    row = getattr(case, "report_standing", None)
    return row.answer if row is not None else ""


def _has_study(case: Case) -> bool:
    rows = getattr(case, "studies_with_readers", None)
    return bool(case.case_studies.all() if rows is None else rows)


def _has_no_scheme(case: Case) -> bool:
    """Nobody is held up for a code where the trust has no scheme in use to take it from."""
    return not terms_in_use(case.department.trust_id).exists()


HOLDS: Mapping[CaseField, Callable[[Case], bool]] = {
    F.KIND: lambda case: case.kind in CaseKind.values,
    F.NARRATIVE: lambda case: bool(case.narrative),
    F.PATIENT_ACTION: lambda case: case.patient_action in PatientAction.values,
    F.DISCREPANCY_TYPE: lambda case: bool(case.discrepancy_type),
    F.IMAGING: lambda case: bool(case.modality) or _has_study(case),
    F.READERS: lambda case: readings_of(case).are_settled,
    F.HOW_DISCOVERED: lambda case: case.how_discovered != HowDiscovered.NOT_SAID,
    F.PROCEDURE: lambda case: bool(case.procedure),
    F.SYSTEM_AFFECTED: lambda case: bool(case.system_affected),
    F.SECOND_OPINION: lambda case: bool(case.second_opinions.all()),
    F.PRESENTATION: presentation_is_clean,
    F.REPORT_STANDS: lambda case: bool(_standing(case)),
    F.REPORT_SETTLED: lambda case: _standing(case) in (Standing.YES, Standing.NO),
    F.CODING: lambda case: bool(case.findings.all()) or _has_no_scheme(case),
}


def lacking(
    case: Case, stages: Iterable[Stage], kind: CaseKind | None = None, discrepancy_type: str | None = None
) -> frozenset[CaseField]:
    """What these stages ask of the case's kind and it does not hold; only that is looked up.

    `kind` and `discrepancy_type` are what the chair gives with a decision, and count before they are written.
    """
    found = set()
    for one in needed(kind or CaseKind(case.kind), stages):
        there = bool(discrepancy_type) if _given(one, discrepancy_type) else HOLDS[one.field](case)
        if not there:
            found.add(one.field)
    return frozenset(found)


def _given(one: Need, discrepancy_type: str | None) -> bool:
    return one.field == F.DISCREPANCY_TYPE and discrepancy_type is not None


def needs_of(case: Case) -> tuple[Need, ...]:
    """What is still needed of a case, for each stage that it may yet come to."""
    kind, ahead = CaseKind(case.kind), stages_ahead(CaseStatus(case.status))
    return still_needed(kind, lacking(case, ahead, kind), ahead)

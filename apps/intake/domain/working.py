"""The four pieces of work of an import: reading, checking, importing, undoing; by a worker, or at once when small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Invalid, Refused
from apps.core.jobs import note_progress
from apps.core.models import Job, JobState
from apps.core.tracking import change
from apps.intake.domain import keeping
from apps.intake.domain.checking import Checked, Progress, check_rows
from apps.intake.domain.faults import Fault
from apps.intake.domain.importing import choose_mode, expect, hand_over, held
from apps.intake.domain.mapping import mapping_from_json
from apps.intake.domain.previewing import SHOWN, preview_of
from apps.intake.domain.reading.files import read_table
from apps.intake.domain.recording import record_cases
from apps.intake.domain.steps import Step
from apps.intake.domain.undoing import refuse_if_too_late, take_back, undo_plan
from apps.intake.enums import WORKING, ImportMode, ImportState
from apps.intake.models import CaseImport
from apps.intake.queries.imports import job_of

# So many rows or cases are done while the person waits.
AT_ONCE = 1_000


class RowsRefused(Exception):
    """Some studies contradict what is recorded, and the person wanted all rows or none."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


def work(*, actor: Actor, job: Job, import_id: str, step: str) -> None:
    """Do the step. Safe to run twice and to be killed at any point: each step is one transaction at its end."""

    def progress(done: int, total: int) -> None:
        note_progress(job, done * 100 // max(total, 1))

    _STEPS[Step(step)](actor, UUID(import_id), progress)


def _still(actor: Actor, import_id: UUID, state: ImportState) -> CaseImport | None:
    """The import, locked; None when another delivery of the same work has done it already."""
    found = held(actor, import_id)
    return found if found.state == state else None


def _peek(import_id: UUID) -> CaseImport:
    return CaseImport.objects.select_related("department").get(pk=import_id)


def _read(actor: Actor, import_id: UUID, progress: Progress) -> None:
    found = _peek(import_id)
    if found.state != ImportState.READING:
        return
    try:
        table, problem = read_table(keeping.raw_of(found), found.file_name), ""
    except (Invalid, Refused) as unreadable:
        table, problem = None, unreadable.message
    with change(reason="spreadsheet read"):
        still = _still(actor, import_id, ImportState.READING)
        if still is None:
            return
        still.state, still.problem = (ImportState.READ if table else ImportState.UNREADABLE), problem
        still.save()
        if table:
            keeping.keep_table(still, table)
        else:
            keeping.forget(still)


def start_check(*, actor: Actor, import_id: UUID, waiting: Progress | None = None) -> CaseImport:
    """Have every row checked: at once when there are few, by a worker otherwise. Raises Refused in another state.

    A caller that waits, whatever it takes, says how it wants to hear of the progress.
    """
    with change(reason="check asked for"):
        found = held(actor, import_id)
        expect(found, ImportState.READ, ImportState.CHECKED)
        table = keeping.table_of(found)
        found.state, found.problem = ImportState.CHECKING, ""
        found.save()
        if waiting is None and len(table.sheet(mapping_from_json(found.mapping).sheet).rows) > AT_ONCE:
            hand_over(found, actor, Step.CHECK)
            return found
    _check(actor, import_id, waiting or _silent)
    return _peek(import_id)


def _silent(done: int, total: int) -> None:
    """Nobody waits for a small file."""


def _check(actor: Actor, import_id: UUID, progress: Progress) -> None:
    found = _peek(import_id)
    if found.state != ImportState.CHECKING:
        return
    checked, problem = Checked(), ""
    try:
        checked = check_rows(found, keeping.table_of(found), mapping_from_json(found.mapping), progress)
    except (Invalid, Refused) as refusal:
        problem = refusal.message
    with change(reason="rows checked"):
        still = _still(actor, import_id, ImportState.CHECKING)
        if still is None:
            return
        _count(still, checked)
        still.state, still.problem = (ImportState.READ if problem else ImportState.CHECKED), problem
        still.save()
        if not problem:
            keeping.keep_findings(still, _findings(checked))


def _findings(checked: Checked) -> keeping.Findings:
    preview = [preview_of(one) for one in checked.rows[:SHOWN]]
    screened = {one.row: one.identifiers for one in checked.rows if one.identifiers}
    return keeping.Findings(checked.faults, preview, checked.calls, screened)


def _count(found: CaseImport, checked: Checked) -> None:
    found.row_count, found.good_count = checked.total, len(checked.rows)
    found.faulty_count, found.repeated_count = checked.faulty_rows, checked.repeated
    found.marked_count = checked.marked


def start_import(
    *,
    actor: Actor,
    import_id: UUID,
    expected_version: int | None,
    mode: ImportMode,
    waiting: Progress | None = None,
) -> CaseImport:
    """Make the cases: all of them, or those of the good rows when the person chose that; never some by accident.

    Raises NotVisible, Forbidden, Stale, or Refused: nothing to import, faults left, the file gone.
    """
    with change(reason="import asked for"):
        found = held(actor, import_id, expected_version)
        choose_mode(found, mode)
        found.state, found.mode, found.problem = ImportState.IMPORTING, mode, ""
        found.save()
        if waiting is None and found.good_count > AT_ONCE:
            hand_over(found, actor, Step.IMPORT)
            return found
    _import(actor, import_id, waiting or _silent)
    return _peek(import_id)


def _import(actor: Actor, import_id: UUID, progress: Progress) -> None:
    """Check again, because people and studies may have changed, and write all or nothing."""
    found = _peek(import_id)
    if found.state != ImportState.IMPORTING:
        return
    try:
        mapping, screened = mapping_from_json(found.mapping), keeping.findings_of(found).screened
        checked = check_rows(found, keeping.table_of(found), mapping, progress, screened)
        if checked.faults and found.mode == ImportMode.ALL:
            raise RowsRefused(checked.faults)
        with change(reason=_("Imported from a spreadsheet")):
            _write(actor, import_id, checked)
    except RowsRefused as refused:
        _back_to_checked(actor, import_id, refused.faults)
    except (Invalid, Refused) as refusal:
        _back_to_checked(actor, import_id, None, refusal.message)


def _write(actor: Actor, import_id: UUID, checked: Checked) -> None:
    still = _still(actor, import_id, ImportState.IMPORTING)
    if still is None:
        return
    recorded = record_cases(still, checked.rows, actor)
    if recorded.faults and still.mode == ImportMode.ALL:
        raise RowsRefused([*checked.faults, *recorded.faults])
    checked.faults += recorded.faults
    _count(still, checked)
    still.good_count = still.imported_count = recorded.cases
    still.marked_count = recorded.marked
    still.state, still.finished_at = ImportState.IMPORTED, now()
    still.save()
    if still.faulty_count:
        # The list of the others can be fetched until the day is over.
        keeping.keep_findings(still, keeping.Findings(checked.faults))
    else:
        keeping.forget(still)


def _back_to_checked(actor: Actor, import_id: UUID, faults: list[Fault] | None, problem: str = "") -> None:
    with change(reason="nothing imported"):
        still = _still(actor, import_id, ImportState.IMPORTING)
        if still is None:
            return
        still.state = ImportState.CHECKED
        still.problem = problem or _("Nothing was imported: some rows turned out to have faults. See the list.")
        if faults is not None:
            rows = len({one.row for one in faults})
            still.faulty_count, still.good_count = rows, max(0, still.row_count - still.repeated_count - rows)
            keeping.keep_findings(still, replace(keeping.findings_of(still), faults=faults))
        still.save()


def start_undo(*, actor: Actor, import_id: UUID, expected_version: int | None) -> CaseImport:
    """Take the cases back that nobody has worked on; the others stay. Raises Refused when it is too late."""
    with change(reason="undo asked for"):
        found = held(actor, import_id, expected_version)
        expect(found, ImportState.IMPORTED)
        refuse_if_too_late(found)
        plan = undo_plan(found)
        if not plan.going:
            raise Refused(
                "all_worked_on", _("Somebody has worked on each of these cases since, so none can be taken back.")
            )
        found.state = ImportState.UNDOING
        found.save()
        if found.imported_count > AT_ONCE:
            hand_over(found, actor, Step.UNDO)
            return found
    _undo(actor, import_id, _silent)
    return _peek(import_id)


def _undo(actor: Actor, import_id: UUID, progress: Progress) -> None:
    with change(reason=_("Import undone")):
        found = _still(actor, import_id, ImportState.UNDOING)
        if found is None:
            return
        take_back(found)
        found.state, found.undone_at, found.undone_by_id = ImportState.UNDONE, now(), actor.user_id
        found.save()
        keeping.forget(found)


_STEPS: dict[Step, Callable[[Actor, UUID, Progress], None]] = {
    Step.READ: _read,
    Step.CHECK: _check,
    Step.IMPORT: _import,
    Step.UNDO: _undo,
}
# Where an import goes when its piece of work could not be finished.
_BEFORE = {
    ImportState.READING: ImportState.UNREADABLE,
    ImportState.CHECKING: ImportState.READ,
    ImportState.IMPORTING: ImportState.CHECKED,
    ImportState.UNDOING: ImportState.IMPORTED,
}


def has_stopped(found: CaseImport) -> bool:
    """Whether the piece of work that has the import ended without finishing it."""
    if found.state not in WORKING:
        return False
    job = job_of(found)
    return job is not None and job.state in (JobState.FAILED, JobState.CANCELLED)


def step_back(*, actor: Actor, import_id: UUID) -> CaseImport:
    """Give an import whose work stopped back to the person, as it was before; nothing of the step was kept."""
    with change(reason="the work had stopped"):
        found = held(actor, import_id)
        if not has_stopped(found):
            raise Refused("still_working", _("The work has not stopped. Look again in a moment."))
        found.state = _BEFORE[ImportState(found.state)]
        found.problem = _("The work stopped before it was done. Nothing of it was kept. Try again.")
        found.save()
        return found


def forget_what_is_old() -> int:
    """Delete files older than a day and give up the imports that waited with them; returns how many files.

    The caller says as whom.
    """
    waiting = (ImportState.READ, ImportState.CHECKED)
    with change(reason=_("The file was kept for a day and is gone")):
        for found in CaseImport.objects.filter(state__in=waiting).select_for_update(of=("self",)):
            if not keeping.is_kept(found):
                found.state, found.finished_at = ImportState.DISCARDED, now()
                found.save()
        return keeping.purge()

"""An import from the file to the cases, and back: each step one function, each with an actor and a trail."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import AccessFacts, may
from apps.access.words import refusal_words
from apps.cases.queries.taxonomies import keeps_reference
from apps.core import jobs
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused, Stale
from apps.core.forms.files import safe_name
from apps.core.presenting import file_size
from apps.core.tracking import change
from apps.intake.domain import keeping
from apps.intake.domain.checking import refuse_scores, refuse_what_is_missing, sheet_and_columns
from apps.intake.domain.headings import guessed_columns, guessed_meaning, words_of_column
from apps.intake.domain.mapping import SheetMapping, mapping_from_json, plain, signature_of
from apps.intake.domain.reading.files import read_table
from apps.intake.domain.rows import rows_of
from apps.intake.domain.steps import Step
from apps.intake.enums import OPEN, ImportMode, ImportState
from apps.intake.models import CaseImport
from apps.intake.queries.imports import mappings_before

# A smaller file is read while the person waits; a larger one by a worker, with a page that says how far it is.
READ_AT_ONCE = 1024**2
# Whether a patient needs somebody is asked of each file anew: an old answer about other patients is no answer.
NEVER_REMEMBERED = frozenset({"patient_action"})


def receive_file(*, actor: Actor, department_id: UUID, name: str, content: bytes, waits: bool = False) -> CaseImport:
    """Take a spreadsheet in for a department; nothing is imported yet.

    Raises Forbidden or Invalid by field; an unreadable small file leaves nothing behind. A large one is read by a
    job, which says on the import's page when it cannot, unless the caller `waits`.
    """
    ask(actor, department_id)
    if len(content) > settings.UPLOAD_LIMIT_BYTES:
        words = _("The file is larger than %(limit)s. Split it into parts.") % {
            "limit": file_size(settings.UPLOAD_LIMIT_BYTES)
        }
        raise Invalid("too_large", words, {"file": words})
    if actor.user_id is None:
        raise Forbidden("no_person", _("An import needs a person who is signed in."))
    kept_name = safe_name(name or "spreadsheet")
    table = read_table(content, kept_name) if waits or len(content) <= READ_AT_ONCE else None
    with change(reason="spreadsheet received"):
        found = CaseImport.objects.create(
            department_id=department_id,
            person_id=actor.user_id,
            file_name=kept_name,
            file_sha256=hashlib.sha256(content).hexdigest(),
            state=ImportState.READING if table is None else ImportState.READ,
            started_at=now(),
        )
        keeping.keep_raw(found, content)
        if table is None:
            hand_over(found, actor, Step.READ)
        else:
            keeping.keep_table(found, table)
    return found


def ask(actor: Actor, department_id: UUID) -> None:
    """Raises NotVisible or Forbidden unless the actor may import cases into the department."""
    decision = may(actor, Permission.CASE_IMPORT, AccessFacts(department_id=department_id))
    if not decision:
        if department_id not in actor.department_ids:
            raise NotVisible
        raise Forbidden(decision.code, refusal_words(decision.code))


def held(actor: Actor, import_id: UUID, expected_version: int | None = None) -> CaseImport:
    """The import, locked for a change. Raises NotVisible, Forbidden, or Stale when it changed since it was shown."""
    found = CaseImport.objects.select_for_update(of=("self",)).select_related("department").filter(pk=import_id).first()
    if found is None:
        raise NotVisible
    ask(actor, found.department_id)
    if expected_version is not None and expected_version != found.version:
        raise Stale("stale", _("Somebody changed this import after you opened the page. Look at it again."))
    return found


def expect(found: CaseImport, *states: ImportState) -> None:
    """Raises Refused when the import stands elsewhere."""
    if found.state not in states:
        raise Refused(
            "wrong_state",
            _("The import is “%(state)s”, so this is not possible now.") % {"state": ImportState(found.state).label},
        )


def hand_over(found: CaseImport, actor: Actor, step: Step) -> None:
    """Ask a worker for the step; the import says which piece of work has it."""
    job = jobs.enqueue(
        jobs.JobName.IMPORT_CASES,
        actor=actor,
        key=f"{found.pk}:{step}:{found.version}",
        import_id=str(found.pk),
        step=step.value,
    )
    found.job_key = job.key
    found.save(update_fields=["job_key"])


def settle_headings(
    *, actor: Actor, import_id: UUID, expected_version: int, sheet: str, heading_row: int, heading_rows: int, dates: str
) -> CaseImport:
    """Say where the headings stand; what was decided before for such headings is taken over, the rest is guessed.

    Raises Stale, Refused in another state, and Invalid or Unreadable when there are no headings.
    """
    with change(reason="headings chosen"):
        found = held(actor, import_id, expected_version)
        expect(found, *OPEN)
        chosen = mapping_from_json(
            {"sheet": sheet, "heading_row": heading_row, "heading_rows": heading_rows, "dates": dates}
        )
        _sheet, columns = sheet_and_columns(keeping.table_of(found), chosen)
        found.signature = signature_of(one.heading for one in columns)
        remembered = _remembered(found, actor)
        guesses = guessed_columns(
            columns,
            {plain(h): key for h, key in remembered.columns.items()},
            keeps_scores=keeps_reference(found.department_id),
        )
        chosen = replace(chosen, columns=guesses, constants=remembered.constants, values=remembered.values)
        return _settled(found, chosen)


def _remembered(found: CaseImport, actor: Actor) -> SheetMapping:
    """What this person and department decided before, the most fitting decision last and so above the others."""
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    for kept in mappings_before(found.department_id, actor.user_id or found.person_id, found.signature):
        try:
            earlier = mapping_from_json(dict(kept))
        except Invalid:  # written by an older version of the platform: what it cannot say is guessed again
            continue
        columns |= earlier.columns
        constants |= {key: code for key, code in earlier.constants.items() if key not in NEVER_REMEMBERED}
        for key, words in earlier.values.items():
            values[key] = {**values.get(key, {}), **words}
    return SheetMapping(columns=columns, constants=constants, values=values)


def _settled(found: CaseImport, mapping: SheetMapping) -> CaseImport:
    refuse_scores(found, mapping)
    found.mapping, found.state, found.problem = mapping.as_json(), ImportState.READ, ""
    found.save()
    return found


def settle_columns(
    *, actor: Actor, import_id: UUID, expected_version: int, columns: Mapping[str, str], constants: Mapping[str, str]
) -> CaseImport:
    """Say which column is which field and what is the same for every row; guesses what their words mean.

    Raises Stale, Refused, and Invalid naming each field that every case needs and that is not matched.
    """
    with change(reason="columns matched"):
        found = held(actor, import_id, expected_version)
        expect(found, *OPEN)
        before = mapping_from_json(found.mapping)
        chosen = mapping_from_json({**found.mapping, "columns": dict(columns), "constants": dict(constants)})
        sheet, there = sheet_and_columns(keeping.table_of(found), chosen)
        refuse_what_is_missing(chosen, there)
        values = {key: dict(words) for key, words in before.values.items()}
        rows = [row for _number, row in rows_of(sheet, chosen, there)]
        for key, column in choice_columns(chosen, there):
            known = values.setdefault(key, {})
            for word, _count in words_of_column(key, column, rows).words:
                guess = guessed_meaning(key, word)
                if plain(word) not in known and guess:
                    known[plain(word)] = guess
        return _settled(found, replace(chosen, values=values))


def choice_columns(mapping: SheetMapping, columns: list[Any]) -> list[tuple[str, Any]]:
    """The columns whose words are matched to a closed list, each with its field."""
    from apps.intake.domain.fields import BY_KEY

    return [
        (mapping.columns[one.heading], one)
        for one in columns
        if one.heading in mapping.columns and BY_KEY[mapping.columns[one.heading]].is_choice
    ]


def settle_words(
    *, actor: Actor, import_id: UUID, expected_version: int, values: Mapping[str, Mapping[str, str]]
) -> CaseImport:
    """Say what their words mean, and have every row checked. Raises Stale, Refused or Invalid."""
    with change(reason="words matched"):
        found = held(actor, import_id, expected_version)
        expect(found, *OPEN)
        chosen = mapping_from_json({**found.mapping, "values": {key: dict(words) for key, words in values.items()}})
        return _settled(found, chosen)


def settle_whole_mapping(*, actor: Actor, import_id: UUID, mapping: SheetMapping) -> CaseImport:
    """Take a mapping that came whole, from a file. Raises Invalid or Unreadable when it does not fit the sheet."""
    with change(reason="mapping file read"):
        found = held(actor, import_id)
        expect(found, *OPEN)
        _sheet, columns = sheet_and_columns(keeping.table_of(found), mapping)
        refuse_what_is_missing(mapping, columns)
        found.signature = signature_of(one.heading for one in columns)
        return _settled(found, mapping)


def choose_mode(found: CaseImport, mode: ImportMode) -> None:
    """Raises Refused when there is nothing to import, or faults are left and nobody said to leave those rows out."""
    expect(found, ImportState.CHECKED)
    if not found.good_count:
        raise Refused("nothing_to_import", _("No row can be imported. Put the file right, or match its words again."))
    if found.faulty_count and mode is not ImportMode.GOOD:
        raise Refused(
            "faults_left",
            _("%(n)s rows have faults. Put them right and send the file again, or choose to leave those rows out.")
            % {"n": f"{found.faulty_count:,}"},
        )
    if not keeping.is_kept(found):
        raise keeping.gone()


def discard(*, actor: Actor, import_id: UUID) -> CaseImport:
    """Give an import up before anything came in; the file is deleted at once. Doing it again changes nothing."""
    with change(reason="import given up"):
        found = held(actor, import_id)
        if found.state == ImportState.DISCARDED:
            return found
        expect(found, ImportState.READING, ImportState.UNREADABLE, ImportState.CHECKING, *OPEN)
        found.state, found.finished_at = ImportState.DISCARDED, now()
        found.save()
        keeping.forget(found)
        return found

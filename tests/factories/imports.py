"""Imports of cases for the tests, made through the domain."""

from collections.abc import Mapping
from typing import Any

from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.core.actor import acting_as
from apps.intake.domain.importing import receive_file, settle_whole_mapping
from apps.intake.domain.mapping import mapping_from_json
from apps.intake.domain.working import start_check, start_import
from apps.intake.enums import ImportMode
from apps.intake.models import CaseImport

HEADINGS = "Ref,Logged,Type,Details,Modality,Reader,NHS number,State"
GOOD_ROW = "1,01/02/2020,Missed,A nodule behind the heart was not described.,CT,Dr Elsewhere,,Closed"
ONE_BAD_ROW = f"{HEADINGS}\n{GOOD_ROW}\n2,31/02/2020,Missed,A fracture was not described.,XR,,,Closed\n"

MAPPING: Mapping[str, Any] = {
    "columns": {
        "Ref": "their_reference", "Logged": "received", "Type": "kind", "Details": "narrative",
        "Modality": "modality", "Reader": "author", "NHS number": "nhs_number", "State": "status",
    },
    "constants": {"how_discovered": "other", "patient_action": "no"},
    "values": {
        "kind": {"Missed": "missed", "Misread": "misread", "Delay": "delay"},
        "modality": {"CT": "CT", "XR": "XR", "MRI": "MR"},
        "status": {"Closed": "closed", "Open": "received"},
    },
}  # fmt: skip


def sheet(*rows: str, headings: str = HEADINGS) -> str:
    """A CSV file with the usual headings."""
    return "\n".join([headings, *rows, ""])


def received(where: Department, person: User, content: str | bytes, name: str = "old cases.csv") -> CaseImport:
    """A file that was read and that nobody has matched yet."""
    actor = actor_for(person)
    data = content.encode() if isinstance(content, str) else content
    with acting_as(actor):
        return receive_file(actor=actor, department_id=where.pk, name=name, content=data)


def checked(
    where: Department, person: User, content: str | bytes, mapping: Mapping[str, Any] = MAPPING, **changes: Any
) -> CaseImport:
    """A file whose rows were all checked."""
    actor = actor_for(person)
    found = received(where, person, content)
    with acting_as(actor):
        settle_whole_mapping(actor=actor, import_id=found.pk, mapping=mapping_from_json({**mapping, **changes}))
        return start_check(actor=actor, import_id=found.pk)


def imported(
    where: Department,
    person: User,
    content: str | bytes,
    mapping: Mapping[str, Any] = MAPPING,
    mode: ImportMode = ImportMode.ALL,
    **changes: Any,
) -> CaseImport:
    """A file whose good rows are cases."""
    found = checked(where, person, content, mapping, **changes)
    actor = actor_for(person)
    with acting_as(actor):
        return start_import(actor=actor, import_id=found.pk, expected_version=found.version, mode=mode)

"""Whatever stands in the cells and however it is mapped: a clear answer, and all of it or nothing."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.models import Case, CaseReader, CaseTransition
from apps.core.actor import acting_as, command_actor
from apps.core.errors import DomainError
from apps.intake.domain.faulty_rows import as_csv, as_workbook, faulty_rows
from apps.intake.domain.fields import BY_KEY
from apps.intake.domain.importing import receive_file, settle_whole_mapping
from apps.intake.domain.mapping import mapping_from_json
from apps.intake.domain.working import start_check, start_import
from apps.intake.enums import ImportMode, ImportState
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

ODD = st.sampled_from(
    ["", "Missed", "CT", "Closed", "no", "yes", "31/02/2020", "01/02/2020", "45352", "#REF!", "=1+1", "9434765919",
     "a@b.example", "-", "?", "\u202e", "\u0000", "'=x", "1e999", "00/00/0000", "2020-02-30T25:61", "x" * 300]
)  # fmt: skip
CELL = st.one_of(ODD, st.text(max_size=40))
HEADINGS = [f"Column {letter}" for letter in "ABCDEF"]
SEVERAL = {key for key, wanted in BY_KEY.items() if wanted.several}


@pytest.fixture
def built() -> World:
    with acting_as(command_actor("test")):
        return world()


@st.composite
def mappings(draw: Any) -> dict[str, Any]:
    """Any mapping that a page or a file could say, the constants mostly there so that rows get far."""
    columns: dict[str, str] = {}
    for heading in HEADINGS:
        key = draw(st.sampled_from(["", "narrative", *BY_KEY]))
        if key and (key in SEVERAL or key not in columns.values()):
            columns[heading] = key
    constants = {
        key: draw(st.sampled_from([one.code for one in BY_KEY[key].options]))
        for key in ("kind", "how_discovered", "patient_action", "status")
        if draw(st.integers(0, 9))
    }
    values = {
        key: {"Missed": draw(st.sampled_from([one.code for one in BY_KEY[key].options]))}
        for key in ("kind", "status", "modality")
    }
    dates = draw(st.sampled_from(["day_first", "month_first"]))
    return {"columns": columns, "constants": constants, "values": values, "dates": dates}


def sheet_of(rows: list[list[str]]) -> bytes:
    """The rows as text in which anything may stand in a cell."""
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [HEADINGS, *rows]]
    return "\n".join(quoted).encode("utf-8", "replace")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELL, min_size=6, max_size=6), max_size=4),
    mapping=mappings(),
    mode=st.sampled_from(ImportMode),
)
def test_any_cells_and_any_mapping(
    built: World, rows: list[list[str]], mapping: dict[str, Any], mode: ImportMode
) -> None:
    actor = actor_for(built.one(Role.CHAIR))
    with transaction.atomic():
        with acting_as(actor):
            _bring(actor, built, rows, mapping, mode)
        transaction.set_rollback(True)


def _bring(actor: Any, built: World, rows: list[list[str]], mapping: dict[str, Any], mode: ImportMode) -> None:
    try:
        found = receive_file(actor=actor, department_id=built.north.pk, name="x.csv", content=sheet_of(rows))
        settle_whole_mapping(actor=actor, import_id=found.pk, mapping=mapping_from_json(mapping))
        found = start_check(actor=actor, import_id=found.pk)
    except DomainError as refusal:
        assert refusal.message  # noqa: PT017 - refusing and importing are both right answers
        assert Case.objects.count() == 0
        return
    if found.state != ImportState.CHECKED:
        assert found.problem
        return
    assert found.row_count == found.good_count + found.faulty_count + found.repeated_count
    lines = faulty_rows(found)
    assert len(lines) == 1 + found.faulty_count
    assert all(line[1] and line[2] for line in lines[1:])
    assert b"".join(as_csv(lines))
    assert as_workbook(lines).startswith(b"PK")
    try:
        found = start_import(actor=actor, import_id=found.pk, expected_version=None, mode=mode)
    except DomainError as refusal:
        assert refusal.code in ("faults_left", "nothing_to_import")  # noqa: PT017 - as above
        assert Case.objects.count() == 0
        return
    made = Case.objects.count()
    assert made in (0, found.good_count)
    assert made == found.imported_count == CaseTransition.objects.count() == Case.history.count()
    assert CaseReader.objects.count() == CaseReader.history.count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data)))
def test_any_bytes_are_read_or_refused(built: World, content: bytes) -> None:
    actor = actor_for(built.one(Role.CHAIR))
    with transaction.atomic():
        with acting_as(actor):
            try:
                found = receive_file(actor=actor, department_id=built.north.pk, name="x", content=content)
            except DomainError as refusal:
                assert refusal.fields["file"]  # noqa: PT017 - either answer is right
            else:
                assert found.state == ImportState.READ
        transaction.set_rollback(True)

"""Goal 2: bringing in many cases with their history, beside COPY of the same rows alone, in turns in one process."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from uuid import uuid4

from django.db import connection, transaction

from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.cases.enums import CaseStatus, ReaderPart, StudyPart
from apps.cases.models import Case
from apps.core.actor import Actor, acting_as
from apps.core.bulk import columns, copy_created, copy_rows, version_model
from apps.core.clock import clinical_day, now, today
from apps.core.tracking import change
from apps.demo.network import MAIL
from apps.intake.domain.recording import record_cases
from apps.intake.domain.rows import CaseRow, ReaderRow
from apps.intake.enums import ImportState
from apps.intake.models import CaseImport

WORDS = (
    "On the first film a nodule behind the heart was not described; it was seen on the next one, six months later. " * 4
)


def measured(rows: int, rounds: int) -> dict[str, float]:
    """Medians in seconds of the three ways, and the medians of each round's ratios to COPY alone.

    "Alone" is COPY into the table of the cases itself, with its indexes and constraints, and nothing else. Every way
    is undone, keys are checked inside, and what it left is cleaned away before the next.
    """
    person = User.objects.get(email=f"chair@{MAIL}")
    actor = actor_for(person)
    department = Department.objects.get(pk=actor.roles[0].department_id)
    with acting_as(actor):
        found = CaseImport(department=department, person=person, file_name="bench.csv", started_at=now())
        found.state = ImportState.IMPORTING
        found.save()
        given = case_rows(rows)
        ready = _as_the_database_takes_them(given, department, person)
        ways: dict[str, Callable[[], object]] = {
            "alone": lambda: copy_rows(Case, ready),
            "with history": lambda: _with_history(ready),
            "whole": lambda: _whole(found, given, actor),
        }
        seen = [{name: _undone(way) for name, way in ways.items()} for _round in range(rounds)]
        found.delete()
    answer = {name: median(one[name] for one in seen) for name in ways}
    for name in ("with history", "whole"):
        answer[f"{name} ratio"] = median(one[name] / one["alone"] for one in seen)
    return answer


def case_rows(count: int) -> list[CaseRow]:
    """Checked rows of closed cases, each with a reader; no two are the same."""
    day = clinical_day(today(), "spreadsheet")
    return [
        CaseRow(
            row=number,
            digest=uuid4().hex,
            kind="discrepancy",
            discrepancy_type="missed",
            status=CaseStatus.CLOSED,
            narrative=f"{WORDS}{number}",
            how_discovered="mdt",
            patient_action="no",
            confidentiality="open",
            modality="CT",
            body_region="Chest",
            subspecialty="",
            their_reference=str(number),
            received=day,
            discovered=day,
            settled=day,
            submitter_id=None,
            readers=(ReaderRow(ReaderPart.AUTHOR, None, "Dr Elsewhere"),),
            readers_unknown="",
            study=None,
            study_part=StudyPart.INDEX,
            identifiers=0,
            score="",
            score_written="",
        )
        for number in range(1, count + 1)
    ]


def _as_the_database_takes_them(given: list[CaseRow], department: Department, person: User) -> list[list[object]]:
    names, moment = columns(Case), now()
    usual = {one.attname: one.get_default() for one in Case._meta.concrete_fields}
    return [
        [
            {
                **usual, "id": uuid4(), "reference": f"BENCH-{uuid4().hex[:18]}", "department_id": department.pk,
                "submitter_id": person.pk, "kind": row.kind, "discrepancy_type": row.discrepancy_type,
                "status": row.status.value, "narrative": row.narrative, "how_discovered": row.how_discovered,
                "discovered_at": row.discovered.at, "discovered_precision": row.discovered.precision.value,
                "patient_action": "no", "modality": row.modality, "received_at": moment, "status_since": moment,
            }[name]
            for name in names
        ]
        for row in given
    ]  # fmt: skip


def _with_history(ready: list[list[object]]) -> None:
    with change(reason="Imported from a spreadsheet"):
        copy_created(Case, ready)


def _whole(found: CaseImport, given: list[CaseRow], actor: Actor) -> None:
    with change(reason="Imported from a spreadsheet"):
        record_cases(found, given, actor)


def _undone(way: Callable[[], object]) -> float:
    with transaction.atomic():
        started = perf_counter()
        way()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        taken = perf_counter() - started
        transaction.set_rollback(True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Case, version_model(Case)):
                cursor.execute(f"VACUUM {model._meta.db_table}")
    return taken

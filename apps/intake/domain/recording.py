"""Writes the checked rows as cases with their readers, studies, first step and words: all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Department
from apps.cases.domain.escalating import raise_escalation
from apps.cases.enums import CaseStatus, ReaderStanding
from apps.cases.models import Case, CaseReader, CaseSearchText, CaseStudy, CaseTransition, ReferenceCoding
from apps.cases.queries.search import search_text_of
from apps.cases.queries.taxonomies import reference_terms
from apps.core.actor import Actor
from apps.core.bulk import columns, copy_created, copy_rows
from apps.core.clock import now, today
from apps.core.ids import format_reference
from apps.core.models import ReferenceNumber
from apps.core.presenting import short_date
from apps.intake.domain.checking import Progress
from apps.intake.domain.faults import Fault, FaultCode
from apps.intake.domain.rows import CaseRow
from apps.intake.models import CaseImport, ImportedCase
from apps.journeys.domain.recording import record_studies
from apps.journeys.domain.study_facts import OutcomeKind
from apps.journeys.enums import RecordSource

# Cases held in memory as rows of the database at once.
PART = 5_000


@dataclass
class Recorded:
    """What became of the rows: how many cases, and which rows their study kept out."""

    cases: int = 0
    marked: int = 0
    faults: list[Fault] = field(default_factory=list)


def record_cases(
    found: CaseImport, rows: Sequence[CaseRow], actor: Actor, progress: Progress | None = None
) -> Recorded:
    """Make a case of each row whose study can be recorded; the caller holds the transaction and the change set.

    Each case, reader and study of a case has its first version, by the actor and now: what happened before is told
    by the case's own times, not by a made-up trail. The step says "imported" and from which row.
    """
    studies, faults = _studies(found.department, rows, actor)
    refused = {one.row for one in faults}
    good = [one for one in rows if one.row not in refused]
    writer = _Writer(found, actor, studies)
    for start in range(0, len(good), PART):
        writer.write(good[start : start + PART])
        if progress:
            progress(start, len(good))
    for one, case_id in writer.calls:
        raise_escalation(case=Case.objects.get(pk=case_id), lead_id=None, why=_why(found, one))
    return Recorded(cases=len(good), marked=sum(one.identifiers > 0 for one in good), faults=faults)


def _why(found: CaseImport, row: CaseRow) -> str:
    return _("Imported from row %(row)s of %(file)s: find out whether somebody still has to act.") % {
        "row": row.row, "file": found.file_name,
    }  # fmt: skip


def _studies(department: Department, rows: Sequence[CaseRow], actor: Actor) -> tuple[dict[int, UUID], list[Fault]]:
    """The study of each row that names one, and a fault for each row whose study contradicts what is recorded."""
    facts = [one.study for one in rows if one.study is not None]
    studies: dict[int, UUID] = {}
    faults = []
    outcomes = record_studies(
        actor=actor,
        department=department,
        source=RecordSource.MANUAL,
        facts=facts,
        reason=_("Imported from a spreadsheet"),
    )
    for outcome in outcomes:
        number = int(outcome.name)
        if outcome.kind is OutcomeKind.SKIPPED or outcome.study_id is None:
            faults.append(Fault(number, "accession", FaultCode.STUDY_REFUSED, {"why": outcome.reason}))
        else:
            studies[number] = outcome.study_id
    return studies, faults


class _Writer:
    """Turns rows into rows of each table and copies them in."""

    def __init__(self, found: CaseImport, actor: Actor, studies: dict[int, UUID]) -> None:
        self._found, self._actor, self._studies = found, actor, studies
        self._case, self._transition = _Template(Case), _Template(CaseTransition)
        self._words_of, self._origins = _Template(CaseSearchText), _Template(ImportedCase)
        self._said = StepWords(found.file_name)
        self._moment = now()
        self._scores = reference_terms()
        self.calls: list[tuple[CaseRow, UUID]] = []

    def write(self, rows: Sequence[CaseRow]) -> None:
        """Copy one part of the cases and everything that belongs to them."""
        drawn = ReferenceNumber.objects.bulk_create([ReferenceNumber() for _row in rows])
        year = today().year
        made = [
            (row, uuid4(), format_reference("RLP", year, number.pk)) for row, number in zip(rows, drawn, strict=True)
        ]
        copy_created(Case, [self._case.row(**self._values(*one)) for one in made])
        self._copy_readers([(row, key) for row, key, _reference in made])
        self._copy_studies([(row, key) for row, key, _reference in made])
        self._copy_scores([(row, key) for row, key, _reference in made])
        copy_rows(CaseTransition, [self._step(row, key) for row, key, _reference in made])
        copy_rows(CaseSearchText, [self._words(*one) for one in made])
        copy_rows(ImportedCase, [self._origin(row, key) for row, key, _reference in made])
        self.calls += [(row, key) for row, key, _reference in made if row.calls_somebody]

    def _values(self, row: CaseRow, key: UUID, reference: str) -> dict[str, Any]:
        received = row.received.at or self._moment
        unknown = row.readers_unknown
        if not row.readers and not unknown and row.status != CaseStatus.RECEIVED:
            # Unknown never counts as "no conflict": it is said, and why.
            unknown = _("The spreadsheet from which the case was imported names no reader.")
        return {
            "id": key,
            "reference": reference,
            "department_id": self._found.department_id,
            "submitter_id": row.submitter_id or self._actor.user_id,
            "confidentiality": row.confidentiality,
            "kind": row.kind,
            "discrepancy_type": row.discrepancy_type,
            "status": row.status.value,
            "narrative": row.narrative,
            "modality": row.modality,
            "body_region": row.body_region,
            "subspecialty": row.subspecialty,
            "how_discovered": row.how_discovered,
            "discovered_at": row.discovered.at,
            "discovered_precision": row.discovered.precision.value,
            "discovered_source": row.discovered.source if row.discovered.at else "",
            "discovered_zone": row.discovered.zone,
            "patient_action": row.patient_action,
            "readers_unknown_reason": unknown,
            "received_at": received,
            "status_since": (row.settled.at if row.status != CaseStatus.RECEIVED else None) or received,
        }

    def _copy_readers(self, made: Sequence[tuple[CaseRow, UUID]]) -> None:
        template = _Template(CaseReader)
        copy_created(
            CaseReader,
            [
                template.row(
                    case_id=key,
                    person_id=reader.person_id,
                    external_name=reader.name,
                    part=reader.part.value,
                    standing=(ReaderStanding.KNOWN if reader.person_id else ReaderStanding.EXTERNAL).value,
                )
                for row, key in made
                for reader in row.readers
            ],
        )

    def _copy_studies(self, made: Sequence[tuple[CaseRow, UUID]]) -> None:
        template = _Template(CaseStudy)
        with_study = [(row, key) for row, key in made if row.row in self._studies]
        copy_created(
            CaseStudy,
            [
                template.row(case_id=key, study_id=self._studies[row.row], part=row.study_part.value)
                for row, key in with_study
            ],
        )

    def _copy_scores(self, made: Sequence[tuple[CaseRow, UUID]]) -> None:
        """Scores of a reference scheme, each as it stood in the sheet; in a table that nothing lists or counts."""
        template = _Template(ReferenceCoding)
        copy_created(
            ReferenceCoding,
            [
                template.row(case_id=key, term_id=self._scores[row.score], as_written=row.score_written)
                for row, key in made
                if row.score
            ],
        )

    def _step(self, row: CaseRow, key: UUID) -> list[Any]:
        return self._transition.row(
            case_id=key,
            target=row.status.value,
            at=self._moment,
            by_id=self._actor.user_id,
            by_name=self._actor.name[:200],
            reason=self._said.of(row),
            case_version=1,
            payload={"import": str(self._found.pk), "row": row.row},
        )

    def _words(self, row: CaseRow, key: UUID, reference: str) -> list[Any]:
        text = search_text_of(reference, [row.narrative, row.body_region, row.subspecialty])
        return self._words_of.row(case_id=key, text=text)

    def _origin(self, row: CaseRow, key: UUID) -> list[Any]:
        return self._origins.row(
            case_import_id=self._found.pk,
            department_id=self._found.department_id,
            case_id=key,
            row=row.row,
            digest=row.digest,
            identifiers=min(row.identifiers, 30_000),
        )


class _Template:
    """Rows of one model as `copy_rows` takes them: every column, defaults where nothing is said."""

    def __init__(self, model: type[Any]) -> None:
        fields = {one.attname: one for one in model._meta.concrete_fields}
        self._columns = [(name, fields[name].get_default, callable(fields[name].default)) for name in columns(model)]
        self._usual = {name: None if fresh else default() for name, default, fresh in self._columns}

    def row(self, **values: Any) -> list[Any]:
        """One row; what is drawn for each row anew, such as a key, is drawn when it is not given."""
        return [
            values[name] if name in values else default() if fresh else self._usual[name]
            for name, default, fresh in self._columns
        ]


class StepWords:
    """What the first step of an imported case says: from where, under which number, when, and what to look at.

    The words are put together once for all rows of an import, and each day once.
    """

    def __init__(self, file_name: str) -> None:
        self._row = _("Row %(row)s of %(file)s.")
        self._number = _("Its number there: %(number)s.")
        self._logged = _("Logged there: %(day)s.")
        self._settled = _("%(state)s there: %(day)s.")
        self._states = {one: str(one.label) for one in CaseStatus}
        self._file_name = file_name
        self._days: dict[date, str] = {}

    def of(self, row: CaseRow) -> str:
        """The words for one row."""
        said = [self._row % {"row": row.row, "file": self._file_name}]
        if row.their_reference:
            said.append(self._number % {"number": row.their_reference})
        if row.received.day:
            said.append(self._logged % {"day": self._day(row.received.day)})
        if row.settled.day and row.status != CaseStatus.RECEIVED:
            said.append(self._settled % {"state": self._states[row.status], "day": self._day(row.settled.day)})
        if row.identifiers:
            said.append(
                ngettext(
                    "The identifier screen found %(n)s thing in its words: look at them before they are used.",
                    "The identifier screen found %(n)s things in its words: look at them before they are used.",
                    row.identifiers,
                )
                % {"n": row.identifiers}
            )
        return " ".join(said)

    def _day(self, day: date) -> str:
        if day not in self._days:
            self._days[day] = short_date(day)
        return self._days[day]

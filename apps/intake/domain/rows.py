"""Turns one row of a spreadsheet into what a case will be, or into everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from apps.cases.enums import FINAL, CaseStatus, PatientAction, ReaderPart, StudyPart
from apps.core.clock import UNKNOWN_TIME, ClinicalTime
from apps.core.crypto import lookup_hash
from apps.core.errors import Invalid
from apps.disclosure.domain.screening import screen
from apps.disclosure.identifiers import KnownIdentifiers
from apps.intake.domain.cells import BadCell, read_day, read_words, usable
from apps.intake.domain.faults import Fault, FaultCode
from apps.intake.domain.fields import BY_KEY, KINDS, RADPEER, Holds
from apps.intake.domain.headings import Column, is_kept_sealed
from apps.intake.domain.mapping import LEAVE_EMPTY, SheetMapping, is_word_of_a_list, plain
from apps.intake.domain.reading.table import Sheet, unmarked
from apps.journeys.domain.checking import check_fields
from apps.journeys.domain.study_facts import StepFacts, StudyFacts
from apps.journeys.enums import JourneyStage
from apps.journeys.patient_details import PatientDetails, validated_nhs_number

T = TypeVar("T")
# What people write when they do not know who read the study.
_NOBODY = frozenset({"unknown", "not known", "n a", "na", "none", "?", "-", "nil", "not stated"})
_PARTS = {"author": ReaderPart.AUTHOR, "verifier": ReaderPart.VERIFIER}


@dataclass(frozen=True)
class ReaderRow:
    """An original reader of the row: somebody with an account, or the name as it was written."""

    part: ReaderPart
    person_id: UUID | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """What a row says, ready to be recorded. `identifiers` counts what the screen found in its words."""

    row: int
    digest: str
    kind: str
    discrepancy_type: str
    status: CaseStatus
    narrative: str
    how_discovered: str
    patient_action: str
    confidentiality: str
    modality: str
    body_region: str
    subspecialty: str
    their_reference: str
    score: str
    score_written: str
    received: ClinicalTime
    discovered: ClinicalTime
    settled: ClinicalTime
    submitter_id: UUID | None
    readers: tuple[ReaderRow, ...]
    readers_unknown: str
    study: StudyFacts | None
    study_part: StudyPart
    identifiers: int

    @property
    def calls_somebody(self) -> bool:
        """Whether somebody may still need to act for the patient."""
        return self.patient_action != PatientAction.NO


def rows_of(sheet: Sheet, mapping: SheetMapping, columns: Sequence[Column]) -> Iterator[tuple[int, list[str]]]:
    """The rows below the headings that hold anything, each with its number."""
    places = [one.place for one in columns]
    for number in range(mapping.heading_row + mapping.heading_rows, len(sheet.rows) + 1):
        row = sheet.rows[number - 1]
        if any(row[place] for place in places if place < len(row)):
            yield number, row


class RowReader:
    """Reads the rows of one sheet for one department."""

    def __init__(
        self,
        *,
        sheet: Sheet,
        mapping: SheetMapping,
        columns: Sequence[Column],
        department_id: UUID,
        people: Mapping[str, UUID],
        known: KnownIdentifiers,
        screened: Mapping[int, int] | None = None,
    ) -> None:
        """`screened` says, by row, what the screen found when the very same rows were checked before."""
        self._sheet, self._mapping, self._known, self._people = sheet, mapping, known, people
        self._department_id = department_id
        self._screened = screened
        self._days: dict[str, ClinicalTime | BadCell] = {}
        self._every_place = [one.place for one in columns]
        self._places: dict[str, list[Column]] = {}
        for one in columns:
            key = mapping.columns.get(one.heading)
            if key:
                self._places.setdefault(key, []).append(one)
        self._day_places = {
            one.place for key, some in self._places.items() if BY_KEY[key].holds is Holds.DAY for one in some
        }
        self._row: list[str] = []
        self._number = 0
        self._digest = ""
        self._faults: list[Fault] = []

    def read(self, number: int, row: list[str], digest: str = "") -> CaseRow | list[Fault]:
        """The case that the row makes; otherwise everything that is wrong with it, at once."""
        self._row, self._number, self._faults, self._digest = row, number, [], digest
        found = self._case()
        return self._faults or found

    def digest(self, row: Sequence[str]) -> str:
        """The keyed digest by which the same row is known again in this department, however its days are written."""
        cells = [unmarked(row[place]) if place < len(row) else "" for place in self._every_place]
        for at, place in enumerate(self._every_place):
            if place in self._day_places and cells[at]:
                cells[at] = self._known_day(cells[at])
        return lookup_hash("\x1f".join(cells), self._department_id, purpose="import-row")

    def _known_day(self, text: str) -> str:
        try:
            found = self._read_day(text)
        except BadCell:
            return text
        return found.at.isoformat() if found.at else text

    def _read_day(self, text: str) -> ClinicalTime:
        """The day of a cell; the same few thousand days stand in most of the cells."""
        found = self._days.get(text)
        if found is None:
            try:
                found = read_day(text, self._mapping.dates, from_1904=self._sheet.from_1904)
            except BadCell as bad:
                found = bad
            self._days[text] = found
        if isinstance(found, BadCell):
            raise found
        return found

    def _case(self) -> CaseRow:
        kind, coding = KINDS.get(self._choice("kind"), ("", ""))
        narrative = self._narrative()
        status = CaseStatus(self._choice("status") or CaseStatus.RECEIVED)
        action = self._choice("patient_action")
        readers = self._readers()
        received, discovered, settled, performed = (
            self._day(key) for key in ("received", "discovered", "settled", "performed")
        )
        self._in_order(performed, discovered, received, settled)
        if status in FINAL and action in (PatientAction.YES, PatientAction.UNKNOWN):
            self._fault("status", FaultCode.NOT_SAFE_TO_CLOSE, said=str(status.label))
        study = self._study(performed)
        return CaseRow(
            row=self._number,
            digest=self._digest or self.digest(self._row),
            kind=kind,
            discrepancy_type=coding,
            status=status,
            narrative=narrative,
            how_discovered=self._choice("how_discovered"),
            patient_action=action,
            confidentiality=self._choice("confidentiality"),
            modality=self._choice("modality"),
            body_region=self._words("body_region"),
            subspecialty=self._words("subspecialty"),
            their_reference=self._their_reference(),
            score=self._choice(RADPEER.key),
            score_written=self._cell(RADPEER.key).strip(),
            received=received,
            discovered=discovered,
            settled=settled,
            submitter_id=self._people.get(self._cell("submitter").strip().lower()),
            readers=readers,
            readers_unknown=self._words("readers_unknown"),
            study=study,
            study_part=StudyPart(self._choice("study_part") or StudyPart.INDEX),
            identifiers=self._identifiers(narrative, study),
        )

    def _fault(self, key: str, code: FaultCode, **facts: str) -> None:
        self._faults.append(Fault(self._number, key, code, facts))

    def _safely(self, key: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except BadCell as bad:
            self._fault(key, bad.code, **bad.facts)
            return otherwise

    def _raw(self, column: Column) -> str:
        return self._row[column.place] if column.place < len(self._row) else ""

    def _cells(self, key: str) -> list[tuple[str, str]]:
        """The filled cells of a field, each with its heading."""
        # One story over several rows may be one case or several; one modality over them is the modality of each.
        mergeable = BY_KEY[key].holds in (Holds.CHOICE, Holds.DAY, Holds.READER, Holds.EMAIL) and key != "birth_date"
        found = []
        for column in self._places.get(key, ()):
            raw = self._raw(column)
            text = self._safely(key, lambda raw=raw: usable(raw, may_be_merged=mergeable), "")  # type: ignore[misc]  # bound now
            if text:
                found.append((column.heading, text))
        return found

    def _cell(self, key: str) -> str:
        found = self._cells(key)
        return found[0][1] if found else ""

    def _choice(self, key: str) -> str:
        wanted = BY_KEY[key]
        if key not in self._places:
            return self._mapping.constants.get(key) or wanted.default
        before = len(self._faults)
        text = self._cell(key)
        if not text:
            code = self._mapping.constants.get(key) or wanted.default
            if not code and wanted.needed and len(self._faults) == before:
                self._fault(key, FaultCode.MISSING)
            return code
        if not is_word_of_a_list(text):
            self._fault(key, FaultCode.NOT_A_WORD)
            return ""
        meant = self._mapping.meaning(key, text)
        if meant is None:
            self._fault(key, FaultCode.UNKNOWN_WORD, said=text)
        return "" if meant in (None, LEAVE_EMPTY) else str(meant)

    def _words(self, key: str) -> str:
        return self._safely(key, lambda: read_words(self._cell(key), BY_KEY[key].longest), "")

    def _narrative(self) -> str:
        """The words of every column that tells the story; where there are several, each under its heading."""
        cells = self._cells("narrative")
        several = len(self._places.get("narrative", ())) > 1
        text = "\n".join(f"{heading}: {words}" if several else words for heading, words in cells)
        limit = BY_KEY["narrative"].longest
        before = len(self._faults)
        words = self._safely("narrative", lambda: read_words(text, limit, multiline=True), "")
        bad = any(one.field == "narrative" for one in self._faults)
        if not words and not bad and len(self._faults) == before:
            self._fault("narrative", FaultCode.MISSING)
        return words

    def _day(self, key: str) -> ClinicalTime:
        text = self._cell(key)
        if not text:
            return UNKNOWN_TIME
        return self._safely(key, lambda: self._read_day(text), UNKNOWN_TIME)

    def _in_order(
        self, performed: ClinicalTime, discovered: ClinicalTime, received: ClinicalTime, settled: ClinicalTime
    ) -> None:
        steps = [("performed", performed), ("discovered", discovered), ("received", received), ("settled", settled)]
        told = [(key, time.day) for key, time in steps if time.day is not None]
        for (earlier, first), (later, second) in zip(told, told[1:], strict=False):
            if second < first:
                self._fault(later, FaultCode.ORDER, other=str(BY_KEY[earlier].label))

    def _readers(self) -> tuple[ReaderRow, ...]:
        found: dict[tuple[object, str], ReaderRow] = {}
        for key, part in _PARTS.items():
            for _heading, text in self._cells(key):
                name = self._safely(key, lambda text=text: read_words(text, BY_KEY[key].longest), "")  # type: ignore[misc]  # noqa: B023 - called at once
                if not name or plain(name) in _NOBODY:
                    continue
                person = self._people.get(name.lower())
                reader = ReaderRow(part, person, "" if person else name)
                found.setdefault((person or name.casefold(), part), reader)
        return tuple(found.values())

    def _their_reference(self) -> str:
        """Their own number of the case; left out where it identifies somebody, since it is shown beside the case."""
        words = self._words("their_reference")
        return "" if words and screen(words, self._known) else words

    def _study(self, performed: ClinicalTime) -> StudyFacts | None:
        patient = self._patient()
        given = {
            "study_instance_uid": self._words("study_uid"),
            "accession_number": self._words("accession"),
            "description": self._words("examination"),
        }
        try:
            clean = check_fields(**given)
        except Invalid:
            self._fault("study_uid", FaultCode.BAD_UID)
            return None
        if not any(clean.values()) and patient.is_empty and performed.at is None:
            return None
        return StudyFacts(
            name=str(self._number),
            study_uid=clean["study_instance_uid"],
            accession_number=clean["accession_number"],
            description=clean["description"],
            patient=patient,
            steps=(StepFacts(JourneyStage.ACQUISITION, performed),) if performed.at else (),
        )

    def _patient(self) -> PatientDetails:
        number = self._words("nhs_number")
        if number:
            try:
                number = validated_nhs_number(number)
            except Invalid:
                self._fault("nhs_number", FaultCode.BAD_NHS_NUMBER)
                number = ""
        born = self._day("birth_date")
        return PatientDetails(
            name=self._words("patient_name"),
            birth_date=born.day.isoformat() if born.day else "",
            nhs_number=number,
            hospital_number=self._words("hospital_number"),
        )

    def _identifiers(self, narrative: str, study: StudyFacts | None) -> int:
        """How many identifiers the screen finds, and how many of the row's own stand in its words."""
        if self._faults:
            return 0
        if self._screened is not None:
            return self._screened.get(self._number, 0)
        found = screen(narrative, self._known)
        own = []
        if study is not None:
            own = [study.accession_number, study.patient.hospital_number, study.patient.name]
        told = narrative.casefold()
        covered = " ".join(one.text for one in found).casefold()
        return len(found) + sum(
            len(one) > 3 and one.casefold() in told and one.casefold() not in covered for one in own
        )


def shown_cell(key: str, text: str) -> str:
    """A cell as it may be shown beside its heading; what identifies a patient is not."""
    return "" if key and is_kept_sealed(key) else unmarked(text)

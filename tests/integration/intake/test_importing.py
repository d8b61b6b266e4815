"""What an import leaves in the records, and what it never does: half of it, twice, or without a trail."""

from typing import Any

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.models import Case, CaseReader, CaseSearchText, CaseTransition, Escalation
from apps.cases.queries.search import matching
from apps.core.actor import acting_as, command_actor
from apps.core.clock import today
from apps.core.errors import DomainError, Refused
from apps.core.tracking import update_tracked
from apps.intake.domain import keeping
from apps.intake.domain.faults import FaultCode
from apps.intake.domain.working import start_import, start_undo
from apps.intake.enums import ImportMode, ImportState
from apps.intake.models import CaseImport, ImportedCase, ImportFile
from apps.journeys.models import Patient, Study
from apps.journeys.queries.sealed import details_of
from apps.notifications.models import Notification
from apps.portal.domain.consistency import disagreements
from tests.factories import cases, imports
from tests.factories.imports import GOOD_ROW, sheet
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

WIDE = "Ref,Logged,Found,Done,Type,Details,Modality,Reader,Checker,Logged by,NHS number,MRN,Accession,State,Act,Exam"
WIDE_MAPPING: dict[str, Any] = {
    "columns": {
        "Ref": "their_reference", "Logged": "received", "Found": "discovered", "Done": "settled", "Type": "kind",
        "Details": "narrative", "Modality": "modality", "Reader": "author", "Checker": "verifier",
        "Logged by": "submitter", "NHS number": "nhs_number", "MRN": "hospital_number", "Accession": "accession",
        "State": "status", "Act": "patient_action", "Exam": "performed",
    },
    "constants": {"how_discovered": "mdt"},
    "values": {
        "kind": {"Missed": "missed"}, "modality": {"CT": "CT"},
        "status": {"Closed": "closed", "Open": "received", "Discussed": "discussed"},
        "patient_action": {"N": "no", "Y": "yes"},
    },
}  # fmt: skip


def wide(**cells: str) -> str:
    """One row under the wide headings; what is not given is what most rows hold."""
    usual = {"Ref": "1", "Type": "Missed", "Details": "A nodule was not described.", "State": "Closed", "Act": "N"}
    row = {**usual, **cells}
    return ",".join(f'"{row.get(one, "")}"' for one in WIDE.split(","))


@pytest.fixture
def built() -> World:
    with acting_as(command_actor("test")):
        return world()


@pytest.fixture
def chair(built: World) -> Any:
    return built.one(Role.CHAIR)


def bring(built: World, *rows: str, mode: ImportMode = ImportMode.ALL) -> CaseImport:
    """Import rows under the wide headings."""
    return imports.imported(built.north, built.one(Role.CHAIR), sheet(*rows, headings=WIDE), WIDE_MAPPING, mode)


def faults_in(built: World, *rows: str, **changes: Any) -> set[tuple[int, str, str]]:
    """What a check finds: row, field, code."""
    found = imports.checked(
        built.north, built.one(Role.CHAIR), sheet(*rows, headings=WIDE), {**WIDE_MAPPING, **changes}
    )
    return {(one.row, one.field, one.code.value) for one in keeping.findings_of(found).faults}


def test_a_case_keeps_its_own_days_and_says_how_it_came(built: World, chair: Any) -> None:
    bring(built, wide(Logged="02/03/2019", Found="01/03/2019", Done="05/04/2019", Exam="01/02/2019"))

    case = Case.objects.get()
    assert case.status == CaseStatus.CLOSED
    assert [one.date().isoformat() for one in (case.received_at, case.status_since)] == ["2019-03-02", "2019-04-04"]
    assert case.discovered.day.isoformat() == "2019-03-01"  # type: ignore[union-attr]
    step = case.transitions.get()
    assert (step.event, step.target, step.by_id, step.at.date()) == ("", "closed", chair.pk, today())
    assert (
        step.reason
        == "Row 2 of old_cases.csv. Its number there: 1. Logged there: 2 Mar 2019. Closed there: 5 Apr 2019."
    )
    assert disagreements() == []


def test_each_record_has_one_version_by_a_named_person_in_one_change_set(built: World, chair: Any) -> None:
    bring(built, wide(Ref="1", Reader="Dr Elsewhere", Accession="A1"), wide(Ref="2", Reader="Dr Elsewhere"))

    versions = [*Case.history.all(), *CaseReader.history.all()]
    assert len(versions) == 4
    assert {one.history_type for one in versions} == {"+"}
    assert {(one.history_user_id, one.actor_name, one.actor_kind) for one in versions} == {
        (chair.pk, chair.full_name, "person")
    }
    assert {one.history_change_reason for one in versions} == {"Imported from a spreadsheet"}
    assert len({one.change_set for one in versions}) == 1
    assert {one.history_date.date() for one in versions} == {today()}
    for case in Case.objects.all():
        kept = case.history.get()
        fields = [one.attname for one in Case._meta.concrete_fields]
        assert {name: getattr(kept, name) for name in fields} == {name: getattr(case, name) for name in fields}


def test_people_are_recognised_by_address_alone(built: World, chair: Any) -> None:
    lead = built.one(Role.LEAD)
    bring(built, wide(Reader=lead.email.upper(), Checker=lead.full_name, **{"Logged by": built.one(Role.STAFF).email}))

    case = Case.objects.get()
    found = {(one.part, one.person_id, one.external_name, one.standing) for one in case.readers.all()}
    assert found == {("author", lead.pk, "", "known"), ("verifier", None, lead.full_name, "external")}
    assert case.submitter_id == built.one(Role.STAFF).pk


@pytest.mark.parametrize("reader", ["", "unknown", "n/a", "?"])
def test_an_unknown_reader_is_said_and_never_left_open(built: World, reader: str) -> None:
    bring(built, wide(Ref="1", Reader=reader), wide(Ref="2", Reader=reader, State="Open"))

    closed, received = Case.objects.order_by("status")
    assert closed.readers_unknown_reason == "The spreadsheet from which the case was imported names no reader."
    assert received.readers_unknown_reason == ""
    assert CaseReader.objects.count() == 0


def test_an_address_of_another_trust_is_a_name_like_any_other(built: World) -> None:
    stranger = built.one(Role.LEAD, built.other)
    bring(built, wide(Reader=stranger.email))

    assert CaseReader.objects.get().external_name == stranger.email


def test_patients_are_sealed_and_stand_nowhere_else(built: World) -> None:
    bring(built, wide(**{"NHS number": "999 000 0018", "MRN": "D7654321", "Accession": "ACC-778899"}))

    details = details_of([Patient.objects.get().pk])
    assert [one.nhs_number for one in details.values()] == ["9990000018"]
    assert Study.objects.get().accession_number == "ACC-778899"
    rows = [*Case.history.values(), *Case.objects.values(), *CaseTransition.objects.values()]
    rows += [*CaseImport.history.values(), *CaseSearchText.objects.values(), *ImportedCase.objects.values()]
    for secret in ("9990000018", "999 000 0018", "D7654321", "ACC-778899"):
        assert not any(secret in str(row) for row in rows), secret


def test_identifiers_in_the_words_mark_the_case_and_do_not_keep_it_out(built: World) -> None:
    found = bring(
        built,
        wide(Ref="1", Details="Mr Abernathy, NHS number 9434765919, was told."),
        wide(Ref="2", Details="Seen again under D7654321.", MRN="D7654321"),
        wide(Ref="3"),
    )

    assert found.marked_count == 2
    assert list(ImportedCase.objects.order_by("row").values_list("identifiers", flat=True)) == [2, 1, 0]
    marked = CaseTransition.objects.filter(reason__contains="identifier screen found")
    assert marked.count() == 2


def test_a_number_of_theirs_that_identifies_somebody_is_left_out(built: World) -> None:
    bring(built, wide(Ref="9434765919"))

    assert "9434765919" not in CaseTransition.objects.get().reason


def test_imported_cases_are_found_by_their_words_and_tell_nobody(built: World) -> None:
    bring(built, wide(Details="An osteochondroma of the femur."))

    assert matching(Case.objects.all(), "osteochondroma").count() == 1
    assert Notification.objects.count() == 0


def test_somebody_is_called_for_a_patient_who_may_need_it(built: World) -> None:
    found = bring(built, wide(State="Open", Act="Y"), wide(Ref="2", State="Open"))

    assert Escalation.objects.get().lead_id == built.one(Role.LEAD).pk
    assert found.imported_count == 2


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"Details": ""}, "narrative", FaultCode.MISSING),
        ({"Details": "x" * 10_001}, "narrative", FaultCode.TOO_LONG),
        ({"Details": "a\u202eb"}, "narrative", FaultCode.UNSAFE_TEXT),
        ({"Type": ""}, "kind", FaultCode.MISSING),
        ({"Type": "Nonsense"}, "kind", FaultCode.UNKNOWN_WORD),
        ({"Type": "9434765919"}, "kind", FaultCode.NOT_A_WORD),
        ({"Modality": "Smell"}, "modality", FaultCode.UNKNOWN_WORD),
        ({"Logged": "31/02/2020"}, "received", FaultCode.BAD_DAY),
        ({"Logged": "01/01/2150"}, "received", FaultCode.FUTURE),
        ({"Found": "02/03/2020", "Logged": "01/03/2020"}, "received", FaultCode.ORDER),
        ({"Exam": "02/03/2020", "Found": "01/03/2020"}, "discovered", FaultCode.ORDER),
        ({"Logged": "02/03/2020", "Done": "01/03/2020"}, "settled", FaultCode.ORDER),
        ({"Logged": "#REF!"}, "received", FaultCode.ERROR_VALUE),
        ({"Act": "Y"}, "status", FaultCode.NOT_SAFE_TO_CLOSE),
        ({"NHS number": "9434765918"}, "nhs_number", FaultCode.BAD_NHS_NUMBER),
        ({"Reader": "x" * 201}, "author", FaultCode.TOO_LONG),
        ({"Accession": "x" * 65}, "accession", FaultCode.TOO_LONG),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said_by_field(
    built: World, cells: dict[str, str], field: str, code: FaultCode
) -> None:
    assert faults_in(built, wide(**cells)) == {(2, field, code.value)}


def test_everything_wrong_with_a_row_is_said_at_once(built: World) -> None:
    found = faults_in(built, wide(Details="", Type="Nonsense", Logged="soon"))

    assert {field for _row, field, _code in found} == {"narrative", "kind", "received"}


def test_one_bad_row_keeps_all_of_them_out(built: World, chair: Any) -> None:
    found = imports.checked(built.north, chair, imports.ONE_BAD_ROW)

    with acting_as(actor_for(chair)), pytest.raises(Refused, match="1 rows have faults"):
        start_import(actor=actor_for(chair), import_id=found.pk, expected_version=None, mode=ImportMode.ALL)

    assert Case.objects.count() == 0
    assert Case.history.count() == 0


def test_the_good_rows_come_in_when_somebody_chose_that(built: World, chair: Any) -> None:
    found = imports.imported(built.north, chair, imports.ONE_BAD_ROW, mode=ImportMode.GOOD)

    assert (found.imported_count, found.faulty_count) == (1, 1)
    assert [one.row for one in keeping.findings_of(found).faults] == [3]


def test_a_study_that_contradicts_what_is_recorded_keeps_all_out(built: World, chair: Any) -> None:
    bring(built, wide(**{"Accession": "A1", "NHS number": "9990000018"}))
    rows = (wide(Ref="2"), wide(**{"Ref": "3", "Accession": "A1", "NHS number": "9990000026"}))

    refused = bring(built, *rows)

    assert refused.state == ImportState.CHECKED
    assert Case.objects.count() == 1
    assert [(one.row, one.code) for one in keeping.findings_of(refused).faults] == [(3, FaultCode.STUDY_REFUSED)]
    assert Study.objects.count() == 1
    actor = actor_for(chair)
    with acting_as(actor):
        start_import(actor=actor, import_id=refused.pk, expected_version=None, mode=ImportMode.GOOD)
    assert Case.objects.count() == 2


def test_the_same_file_twice_changes_nothing(built: World, chair: Any) -> None:
    imports.imported(built.north, chair, sheet(GOOD_ROW, GOOD_ROW))
    versions = Case.history.count()

    again = imports.checked(built.north, chair, sheet(GOOD_ROW, GOOD_ROW))

    assert (again.good_count, again.repeated_count) == (0, 2)
    assert (Case.objects.count(), Case.history.count(), versions) == (1, 1, 1)
    elsewhere = imports.checked(built.south, built.one(Role.CHAIR, built.south), sheet(GOOD_ROW))
    assert elsewhere.good_count == 1


def test_the_same_rows_are_known_however_their_days_are_written(built: World, chair: Any) -> None:
    imports.imported(built.north, chair, sheet(GOOD_ROW))

    again = imports.checked(built.north, chair, sheet(GOOD_ROW.replace("01/02/2020", "2020-02-01")).replace(",", ";"))

    assert (again.good_count, again.repeated_count) == (0, 1)


def test_the_file_is_gone_after_the_import_and_after_a_day(built: World, chair: Any) -> None:
    from apps.intake.tasks import forget

    imports.imported(built.north, chair, sheet(GOOD_ROW))
    assert ImportFile.objects.count() == 0
    waiting = imports.checked(built.north, chair, imports.ONE_BAD_ROW)
    ImportFile.objects.update(kept_at="2020-01-01T00:00:00Z")

    forget()

    waiting.refresh_from_db()
    assert (waiting.state, ImportFile.objects.count()) == (ImportState.DISCARDED, 0)


def test_what_is_kept_is_sealed(built: World, chair: Any) -> None:
    imports.checked(built.north, chair, sheet(GOOD_ROW, "2,soon,Missed,Planterton,CT,,,Closed"))

    kept = ImportFile.objects.get()
    for blob in (bytes(kept.sealed), bytes(kept.faults)):
        assert b"Planterton" not in blob
        assert b"nodule" not in blob


def undo(found: CaseImport, chair: Any) -> CaseImport:
    """Take an import back."""
    actor = actor_for(chair)
    with acting_as(actor):
        return start_undo(actor=actor, import_id=found.pk, expected_version=None)


def test_undoing_leaves_versions_that_say_who_and_the_rows_can_come_again(built: World, chair: Any) -> None:
    found = bring(built, wide(Reader="Dr Elsewhere", Accession="A1"), wide(Ref="2"))
    deputy = built.one(Role.DEPUTY)

    undone = undo(found, deputy)

    assert (undone.state, undone.undone_by_id) == (ImportState.UNDONE, deputy.pk)
    for model in (Case, CaseReader, CaseTransition, CaseSearchText, ImportedCase):
        assert model._base_manager.count() == 0, model
    ended = Case.history.filter(history_type="-")
    assert {(one.history_user_id, one.history_change_reason) for one in ended} == {(deputy.pk, "Import undone")}
    assert ended.count() == 2
    assert bring(built, wide(Reader="Dr Elsewhere", Accession="A1")).imported_count == 1


def _decided(case: Case, world_: World) -> None:
    cases.move(case, world_.one(Role.CHAIR), CaseEvent.DECLINE, reason="Not one of ours.")


def _written_to(case: Case, world_: World) -> None:
    from apps.cases.domain.messaging import post_message

    actor = actor_for(world_.one(Role.DEPUTY))
    with acting_as(actor):
        post_message(actor=actor, case_id=case.pk, text="Which film shows it best?")


def _reader_named(case: Case, world_: World) -> None:
    from apps.cases.domain.reading import ReaderInput, set_readers

    with acting_as(actor_for(world_.one(Role.CHAIR))):
        set_readers(case, [ReaderInput(person_id=world_.one(Role.LEAD).pk)], case.department)
        set_readers(case, [], case.department)


@pytest.mark.parametrize("work", [_decided, _written_to, _reader_named])
def test_a_case_that_somebody_worked_on_stays(built: World, chair: Any, work: Any) -> None:
    found = bring(built, wide(State="Open"), wide(Ref="2", State="Open"))
    worked_on = ImportedCase.objects.get(row=2).case
    work(worked_on, built)

    undone = undo(found, chair)

    assert list(Case.objects.all()) == [worked_on]
    assert undone.state == ImportState.UNDONE
    assert ImportedCase.objects.get().row == 2


def test_a_case_for_whose_patient_somebody_was_called_stays(built: World, chair: Any) -> None:
    found = bring(built, wide(State="Open", Act="Y"))

    with pytest.raises(Refused, match="worked on each"):
        undo(found, chair)

    assert Escalation.objects.count() == 1


def test_an_import_can_be_undone_for_a_day(built: World, chair: Any) -> None:
    found = bring(built, wide())
    with acting_as(command_actor("test")):
        update_tracked(CaseImport.objects.filter(pk=found.pk), finished_at="2020-01-01T00:00:00Z")

    with pytest.raises(Refused, match="24 hours"):
        undo(found, chair)

    assert Case.objects.count() == 1


def test_nobody_imports_into_another_department(built: World) -> None:
    with pytest.raises(DomainError):
        imports.received(built.south, built.one(Role.CHAIR), sheet(GOOD_ROW))
    with pytest.raises(DomainError):
        imports.received(built.north, built.one(Role.COORDINATOR), sheet(GOOD_ROW))

"""Importing an extract: what image files do not know, row by row."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.access.roles import Role
from apps.journeys.enums import JourneyStage, ReaderKind, ReaderPart
from apps.journeys.models import JourneyEvent, Patient, PatientLookup, Study, StudyReader
from apps.journeys.queries.sealed import details_of
from tests.integration.journeys.conftest import Run
from tests.support.worlds import World

Write = Callable[..., Path]
SAMPLE = Path(__file__).parents[3] / "docs" / "samples" / "ris-extract.csv"
COLUMNS = "accession,issuer,nhs_number,hospital_number,performed_at,dictated_at,verified_at,author"


def versions() -> tuple[int, ...]:
    return tuple(model.history.count() for model in (Study, Patient, JourneyEvent, StudyReader))


def test_documented_sample_is_imported_and_again_changes_nothing(run: Run) -> None:
    first = run("import_ris_extract", SAMPLE)
    after_first = versions()
    second = run("import_ris_extract", SAMPLE)

    assert (first.status, first.count("Studies new"), first.count("Skipped")) == (0, 3, 0)
    assert second.count("Studies unchanged") == 3
    assert versions() == after_first
    study = Study.objects.get(accession_number="RAD-2026-000101")
    steps = {step.stage: step for step in study.events.all()}
    assert set(steps) == {"referral", "acquisition", "reporting", "verification"}
    assert steps["referral"].responsible == "Mr I. Lowe"


def test_extract_completes_a_study_known_from_image_files(run: Run, image: Write, extract: Write) -> None:
    run(
        "import_studies",
        image("1.dcm", StudyInstanceUID="1.2.3", AccessionNumber="A1", StudyDate="20260302", PatientID="RV1"),
    )

    result = run(
        "import_ris_extract",
        extract(COLUMNS, "A1,RIS,9990000018,RV1,,02/03/2026 11:00,02/03/2026 12:00,Dr Who Else"),
    )

    study = Study.objects.get()
    patient = details_of([study.patient_id])[study.patient_id]
    assert result.count("Studies updated") == 1
    assert (study.accession_issuer, study.events.count(), study.readers.get().external_name) == (
        "RIS", 3, "Dr Who Else",
    )  # fmt: skip
    assert (patient.nhs_number, patient.hospital_number) == ("9990000018", "RV1")
    assert PatientLookup.objects.count() == 2


def test_image_files_complete_a_study_known_from_an_extract(run: Run, image: Write, extract: Write) -> None:
    run("import_ris_extract", extract(COLUMNS, "A1,,,RV1,02/03/2026 10:00,,,"))

    run("import_studies", image("1.dcm", StudyInstanceUID="1.2.3", AccessionNumber="A1", PatientID="RV1"))

    study = Study.objects.get()
    assert (study.study_instance_uid, study.instance_count) == ("1.2.3", 1)


def test_corrected_extract_changes_its_own_times_and_readers(run: Run, extract: Write) -> None:
    run("import_ris_extract", extract(COLUMNS, "A1,,,,02/03/2026 10:00,,02/03/2026 12:00,Dr One"))

    result = run("import_ris_extract", extract(COLUMNS, "A1,,,,02/03/2026 10:00,,02/03/2026 13:00,Dr Two"))

    study = Study.objects.get()
    verified = study.events.get(stage=JourneyStage.VERIFICATION)
    assert result.count("Studies updated") == 1
    assert (verified.at.hour, verified.history.count()) == (13, 2)
    assert study.readers.get().external_name == "Dr Two"


def test_readers_are_matched_by_address_or_name_and_else_kept_as_external(
    run: Run, here: World, extract: Write
) -> None:
    reviewer = here.one(Role.REVIEWER)
    stranger = here.one(Role.REVIEWER, here.other)
    path = extract(
        "accession,author,verifier",
        f"A1,{reviewer.email.upper()},Dr {reviewer.full_name.upper()}",
        f"A2,{stranger.full_name},",
    )

    run("import_ris_extract", path)

    matched = StudyReader.objects.filter(study__accession_number="A1")
    assert {(one.part, one.kind, one.person_id) for one in matched} == {
        (ReaderPart.AUTHOR, ReaderKind.KNOWN, reviewer.pk),
        (ReaderPart.VERIFIER, ReaderKind.KNOWN, reviewer.pk),
    }
    outside = StudyReader.objects.get(study__accession_number="A2")
    assert (outside.kind, outside.person_id, outside.external_name) == (
        ReaderKind.EXTERNAL, None, stranger.full_name,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A1,,943 476 5918,,,,,", "its check digit is wrong"),
        ("A1,,12345,,,,,", "has 10 digits"),
        ("A1,,,,02/03/2026 10:00,02/03/2026 09:00,,", "“Report dictated” lies before “Examination performed”"),
        ("A1,,,,02/03/2026 10:00,,01/03/2026,", "“Report verified” lies before “Examination performed”"),
        ("A1,,,,01/01/2090,,,", "lies in the future"),
        ("A1,,,,01/01/1800,,,", "lies before the first radiograph"),
        ("A1,,,,29/02/2025,,,", "a day that does not exist"),
        ("A1,,,,26/10/2025 01:30,,,", "add the offset"),
        (",,,RV1,02/03/2026,,,", "neither a study instance UID nor an accession number"),
        (f"{'A' * 65},,,,,,,", "Shorten this to 64 characters or fewer"),
        ("A1,,,,,,," + "x" * 201, "author is longer than 200 characters"),
    ],
)
def test_bad_row_is_skipped_by_number_with_its_reason_and_the_rest_is_read(
    run: Run, extract: Write, row: str, words: str
) -> None:
    result = run("import_ris_extract", extract(COLUMNS, row, "GOOD,,,,02/03/2026,,,"))

    (line,) = [line for line in result.out.splitlines() if line.startswith("  row 2: ")]
    assert words in line
    assert (result.status, result.count("Skipped")) == (0, 1)
    assert [study.accession_number for study in Study.objects.all()] == ["GOOD"]


def test_report_before_the_examination_of_the_image_files_is_skipped(run: Run, image: Write, extract: Write) -> None:
    path = image("1.dcm", StudyInstanceUID="1.2.3", AccessionNumber="A1", StudyDate="20260302", StudyTime="1000")
    run("import_studies", path)

    result = run("import_ris_extract", extract(COLUMNS, "A1,,,,,,01/03/2026 10:00,"))

    assert "row 2: “Report verified” lies before “Examination performed”" in result.out
    assert Study.objects.get().events.count() == 1


@pytest.mark.parametrize(
    "rows",
    [
        ("A1,,,,02/03/2026,,,", "A1,,,,03/03/2026,,,"),
        ("A1,RIS,,,02/03/2026,,,", "A1,,,,03/03/2026,,,"),
    ],
)
def test_rows_that_contradict_each_other_are_all_skipped(run: Run, extract: Write, rows: tuple[str, str]) -> None:
    result = run("import_ris_extract", extract(COLUMNS, *rows, "GOOD,,,,,,,"))

    assert "row 3: row 2, row 3 say different things of the same study; keep one" in result.out
    assert (result.count("Skipped"), Study.objects.count()) == (2, 1)


def test_repeated_row_is_read_once(run: Run, extract: Write) -> None:
    result = run("import_ris_extract", extract(COLUMNS, "A1,,,,02/03/2026,,,", "A1,,,,02/03/2026,,,"))

    assert "row 3: it repeats row 2 and was read once" in result.out
    assert (result.count("Skipped"), Study.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A2,,9990000018,RV2,,,,", "the NHS number and the hospital number belong to two patients"),
        ("A1,,,RV2,,,,", "the study is recorded for another patient"),
        ("A1,,,RV9,,,,", "the patient is recorded with another hospital number"),
        ("A1,OTHER,,RV1,,,,", ""),
    ],
)
def test_row_that_contradicts_the_record_is_skipped(run: Run, extract: Write, row: str, words: str) -> None:
    run("import_ris_extract", extract(COLUMNS, "A1,RIS,9990000018,RV1,,,,", "B1,RIS,,RV2,,,,"))
    before = versions()

    result = run("import_ris_extract", extract(COLUMNS, row))

    if words:
        assert f"row 2: {words}" in result.out
        assert versions() == before
    else:
        # Another issuer's number is another study, though it reads the same.
        assert (result.count("Studies new"), Study.objects.filter(accession_number="A1").count()) == (1, 2)


def test_second_hospital_number_is_believed_with_the_nhs_number(run: Run, extract: Write) -> None:
    run("import_ris_extract", extract(COLUMNS, "A1,,9990000018,RV1,,,,"))

    run("import_ris_extract", extract(COLUMNS, "A2,,9990000018,XX7,,,,"))
    run("import_ris_extract", extract(COLUMNS, "A3,,,XX7,,,,"))

    assert Patient.objects.count() == 1
    assert Study.objects.filter(patient=Patient.objects.get()).count() == 3


def test_errors_are_written_to_a_file(run: Run, extract: Write, tmp_path: Path) -> None:
    run("import_ris_extract", extract(COLUMNS, "A1,,,,29/02/2025,,,", "A2,,,,,,,"), errors=tmp_path / "errors.csv")

    with (tmp_path / "errors.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [["name", "reason"], ["row 2", "performed_at: 29/02/2025 is a day that does not exist"]]


def test_text_is_kept_normalised_with_emoji_markup_and_other_scripts(run: Run, extract: Write) -> None:
    path = extract("accession,examination,author", "A1,CT <b>{{ 7*7 }}</b>  🩻 \u202egnorw,=HYPERLINK(1) עברית")

    run("import_ris_extract", path)

    study = Study.objects.get()
    assert study.description == "CT <b>{{ 7*7 }}</b> 🩻 gnorw"
    assert study.readers.get().external_name == "=HYPERLINK(1) עברית"


def test_file_without_a_key_column_is_status_2_and_without_a_good_row_status_1(run: Run, extract: Write) -> None:
    assert run("import_ris_extract", extract("name,colour", "x,y")).status == 2
    assert run("import_ris_extract", extract(COLUMNS, ",,,,,,,x")).status == 1

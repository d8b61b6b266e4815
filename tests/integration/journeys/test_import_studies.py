"""Importing image files: many files to one study, troubles by name, twice changes nothing."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.access.roles import Role
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.models import JourneyEvent, Patient, PatientKey, Study, StudyInstance
from apps.journeys.queries.sealed import details_of
from tests.integration.journeys.conftest import SAMPLES, Run
from tests.support.worlds import World

Image = Callable[..., Path]


def versions() -> tuple[int, ...]:
    return tuple(model.history.count() for model in (Study, Patient, JourneyEvent)) + (StudyInstance.objects.count(),)


def test_whole_sample_directory_is_imported_and_again_changes_nothing(run: Run) -> None:
    first = run("import_studies", SAMPLES)
    after_first = versions()
    second = run("import_studies", SAMPLES)

    assert (first.status, second.status) == (0, 0)
    assert first.count("Studies new") == Study.objects.count() > 30
    assert (second.count("Studies new"), second.count("Studies updated")) == (0, 0)
    assert second.count("Studies unchanged") == Study.objects.count()
    assert versions() == after_first
    assert "test_files/dicomdirtests/DICOMDIR: it is the index of a disc, not an image" in first.out
    assert "test_files/README.txt: it is not a DICOM file" in first.out


def test_files_of_one_study_become_one_study_with_counts(run: Run, image: Image) -> None:
    for number in range(5):
        image(
            f"{number}.dcm", StudyInstanceUID="1.2.3", SeriesInstanceUID=f"1.2.3.{number % 2}",
            SOPInstanceUID=f"1.2.3.9.{number}", Modality="CT" if number else "SR", BodyPartExamined="CHEST",
            StudyDescription="CT chest", AccessionNumber="A1", StudyDate="20260302", StudyTime="091400",
            PatientName="Okafor^Adaeze", PatientID="RV1", PatientBirthDate="19500101",
        )  # fmt: skip

    result = run("import_studies", image("5.txt", StudyInstanceUID="1.2.3", SOPInstanceUID="1.2.3.9.5").parent)

    study = Study.objects.get()
    event = study.events.get()
    assert result.count("Studies new") == 1
    assert (study.instance_count, study.series_count, study.modalities) == (6, 2, "CT, SR")
    assert (study.body_region, study.description, study.accession_number) == ("Chest", "CT chest", "A1")
    assert (study.origin, study.department.code) == (RecordSource.DICOM, "NORTH")
    assert (event.stage, event.precision) == (JourneyStage.ACQUISITION, "instant")
    assert details_of([study.patient_id])[study.patient_id].name == "Adaeze Okafor"


def test_every_version_names_the_person_and_the_command(run: Run, here: World, image: Image) -> None:
    run("import_studies", image("1.dcm", StudyInstanceUID="1.2.3", PatientID="RV1", StudyDate="20260302"))

    for model in (Study, Patient, JourneyEvent):
        version = model.history.get()
        assert version.history_user_id == here.one(Role.CHAIR).pk
        assert (version.actor_kind, version.history_source) == ("command", "command")
        assert version.history_change_reason == "Imported from image files"


def test_no_identifier_is_kept_or_printed_in_clear(run: Run, image: Image) -> None:
    path = image("1.dcm", StudyInstanceUID="1.2.3", PatientName="Okafor^Adaeze", PatientID="RV100201")

    result = run("import_studies", path)

    stored = bytes(Patient.objects.get().sealed) + bytes(Patient.history.get().sealed)
    stored += bytes(PatientKey.objects.get().wrapped)
    for secret in ("Okafor", "Adaeze", "RV100201"):
        assert secret.encode() not in stored
        assert secret not in result.out + result.err


def test_new_images_of_a_known_study_update_it(run: Run, image: Image) -> None:
    image("1.dcm", StudyInstanceUID="1.2.3", SOPInstanceUID="1.1")
    run("import_studies", image("1.dcm", StudyInstanceUID="1.2.3", SOPInstanceUID="1.1"))

    result = run("import_studies", image("2.dcm", StudyInstanceUID="1.2.3", SOPInstanceUID="1.2").parent)

    study = Study.objects.get()
    assert result.count("Studies updated") == 1
    assert (study.instance_count, study.version, study.history.count()) == (2, 2, 2)


def test_zip_with_nested_folders_is_imported(run: Run, image: Image, tmp_path: Path) -> None:
    path = image("1.dcm", StudyInstanceUID="1.2.3", SOPInstanceUID="1.1")
    with zipfile.ZipFile(tmp_path / "disc.zip", "w") as archive:
        archive.write(path, "a/b/1.dcm")
        archive.writestr("a/notes.txt", "hello")

    result = run("import_studies", tmp_path / "disc.zip")

    assert result.count("Studies new") == 1
    assert "disc.zip/a/notes.txt: it is not a DICOM file" in result.out


def test_file_of_another_patient_in_the_same_study_is_skipped_by_name(run: Run, image: Image) -> None:
    image("1.dcm", StudyInstanceUID="1.2.3", SOPInstanceUID="1.1", PatientID="RV1")
    path = image("2.dcm", StudyInstanceUID="1.2.3", SOPInstanceUID="1.2", PatientID="RV2")

    result = run("import_studies", path.parent)

    assert "2.dcm: it names another patient than the first file of its study (1.dcm)" in result.out
    assert Study.objects.get().instance_count == 1


def test_study_of_another_department_of_the_trust_is_not_touched(run: Run, image: Image) -> None:
    path = image("1.dcm", StudyInstanceUID="1.2.3", SOPInstanceUID="1.1")
    run("import_studies", path)

    result = run("import_studies", path, department="SOUTH", email="chair@south.example.org")

    assert "1.dcm: the study belongs to another department of this trust" in result.out
    assert Study.objects.get().department.code == "NORTH"


def test_same_study_in_two_trusts_is_two_studies_and_two_patients(run: Run, image: Image) -> None:
    path = image("1.dcm", StudyInstanceUID="1.2.3", SOPInstanceUID="1.1", PatientID="RV1")
    run("import_studies", path)

    run("import_studies", path, department="OTHER", email="chair@other.example.org")

    assert (Study.objects.count(), Patient.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("department", "email", "words"),
    [
        ("NOWHERE", "chair@north.example.org", "There is no department with the code “NOWHERE”"),
        ("NORTH", "nobody@example.org", "Nobody with an active account"),
        ("NORTH", "radiology_staff@north.example.org", "may not import studies into NORTH"),
        ("NORTH", "chair@south.example.org", "may not import studies into NORTH"),
    ],
)
def test_wrong_department_or_person_is_named_with_status_2(
    run: Run, image: Image, department: str, email: str, words: str
) -> None:
    result = run("import_studies", image("1.dcm", StudyInstanceUID="1.2.3"), department=department, email=email)

    assert result.status == 2
    assert words in result.err
    assert Study.objects.count() == 0


def test_missing_path_is_status_2_and_nothing_readable_is_status_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "only.txt").write_text("hello")

    assert run("import_studies", tmp_path / "none").status == 2
    assert run("import_studies", tmp_path).status == 1

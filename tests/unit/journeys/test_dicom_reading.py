"""Image files: the whole sample directory of the reading library, and files made to be difficult."""

import contextlib
import io
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, MRImageStorage

from apps.core.clock import Precision
from apps.journeys.domain.importing import dicom
from apps.journeys.domain.importing.dicom import ImageFacts, read_image
from apps.journeys.domain.importing.files import Unreadable, find_files

SAMPLES = Path(pydicom.__file__).parent / "data"


def image(**elements: Any) -> bytes:
    """A small image file with these elements."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    dataset = FileDataset("made.dcm", {}, file_meta=meta, preamble=b"\0" * 128)
    defaults = {"StudyInstanceUID": "1.2.3", "SOPInstanceUID": "1.2.3.4", "Modality": "MR"}
    for name, value in {**defaults, **elements}.items():
        setattr(dataset, name, value)
    out = io.BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()


def read(**elements: Any) -> ImageFacts:
    return read_image(io.BytesIO(image(**elements)))


def test_every_sample_file_is_read_or_refused_in_words() -> None:
    read_count, refused = 0, {}
    for file in find_files(SAMPLES):
        try:
            with file.open() as stream:
                facts = read_image(stream)
        except Unreadable as reason:
            refused[file.name] = str(reason)
        else:
            read_count += 1
            assert facts.study_uid

    assert read_count > 150
    assert all(refused.values())
    assert refused["test_files/dicomdirtests/DICOMDIR"] == "it is the index of a disc, not an image"


@pytest.mark.parametrize(
    ("name", "expected", "others"),
    [
        ("chrArab", "لنزار قباني", ""),
        ("chrFrenMulti", "Jérôme Buc", ""),
        ("chrRuss", "Люкceмбypг", ""),
        ("chrH31", "Tarou Yamada", "太郎 山田; たろう やまだ"),
        ("chrX2", "XiaoDong Wang", "小东 王"),
    ],
)
def test_name_is_read_in_every_character_set(name: str, expected: str, others: str) -> None:
    with (SAMPLES / "charset_files" / f"{name}.dcm").open("rb") as stream:
        patient = read_image(stream).patient

    assert (patient.name, patient.other_names) == (expected, others)


def test_name_parts_are_put_in_order() -> None:
    assert read(PatientName="Okafor^Adaeze^Nneka^Dr^MBE").patient.name == "Dr Adaeze Nneka Okafor MBE"


@pytest.mark.parametrize(
    ("elements", "at", "precision"),
    [
        ({"StudyDate": "20260302", "StudyTime": "091400"}, datetime(2026, 3, 2, 9, 14, tzinfo=UTC), "instant"),
        ({"StudyDate": "20260702", "StudyTime": "0914"}, datetime(2026, 7, 2, 8, 14, tzinfo=UTC), "instant"),
        ({"StudyDate": "20260302", "StudyTime": "09"}, datetime(2026, 3, 2, tzinfo=UTC), "day"),
        ({"StudyDate": "20260302"}, datetime(2026, 3, 2, tzinfo=UTC), "day"),
        (
            {"StudyDate": "20260302", "StudyTime": "091400", "TimezoneOffsetFromUTC": "+0530"},
            datetime(2026, 3, 2, 3, 44, tzinfo=UTC),
            "instant",
        ),
        ({"SeriesDate": "20260302", "SeriesTime": "0914"}, datetime(2026, 3, 2, 9, 14, tzinfo=UTC), "instant"),
        ({"AcquisitionDateTime": "20260302091400.5+0100"}, datetime(2026, 3, 2, 8, 14, tzinfo=UTC), "instant"),
        ({"StudyDate": "20251026", "StudyTime": "013000"}, datetime(2025, 10, 25, 23, 0, tzinfo=UTC), "day"),
        ({"StudyDate": "20260329", "StudyTime": "013000"}, datetime(2026, 3, 29, tzinfo=UTC), "day"),
        ({"StudyDate": "", "StudyTime": "0914"}, None, "unknown"),
        ({"StudyDate": "20990101"}, None, "unknown"),
        ({"StudyDate": "17000101"}, None, "unknown"),
        ({}, None, "unknown"),
    ],
)
def test_examination_time_is_no_more_exact_than_the_file(
    elements: dict[str, str], at: datetime | None, precision: str
) -> None:
    performed = read(**elements).performed

    assert performed.precision is Precision(precision)
    assert performed.at == (at.replace(microsecond=500000) if at and "." in str(elements) else at)


def test_doubled_hour_is_named_in_a_note() -> None:
    assert "happens twice" in read(StudyDate="20251026", StudyTime="013000").notes[0]


def test_nhs_number_is_known_by_its_issuer_and_checked() -> None:
    good = read(PatientID="999 000 0018", IssuerOfPatientID="NHS")
    bad = read(PatientID="9990000019", IssuerOfPatientID="NHS")
    local = read(PatientID="9990000018", IssuerOfPatientID="RIVERSIDE")

    assert (good.patient.nhs_number, good.patient.hospital_number) == ("9990000018", "")
    assert bad.patient.is_empty
    assert bad.notes == ("an NHS number has a wrong check digit and was left out",)
    assert (local.patient.nhs_number, local.patient.hospital_number) == ("", "9990000018")


def test_nhs_number_is_found_among_other_numbers() -> None:
    other = Dataset()
    other.PatientID = "9990000018"
    other.IssuerOfPatientID = "NHS"

    patient = read(PatientID="RV1", OtherPatientIDsSequence=[other]).patient

    assert (patient.nhs_number, patient.hospital_number) == ("9990000018", "RV1")


def test_accession_issuer_comes_from_its_sequence() -> None:
    issuer = Dataset()
    issuer.LocalNamespaceEntityID = "RIVERSIDE-RIS"

    facts = read(AccessionNumber="A1", IssuerOfAccessionNumberSequence=[issuer])

    assert (facts.accession_number, facts.accession_issuer) == ("A1", "RIVERSIDE-RIS")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda content: b"", "it is empty"),
        (lambda content: b"plain text, renamed", "it is not a DICOM file"),
        (lambda content: content[:140], "no valid study instance UID"),
        (lambda content: content.replace(b"1.2.3\0", b"hello\0"), "no valid study instance UID"),
        (lambda content: content[:132] + b"\xff" * 400, "damaged|no valid study"),
    ],
    ids=["empty", "text", "cut", "bad-uid", "noise"],
)
def test_damaged_file_is_refused_in_words(spoil: Callable[[bytes], bytes], reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_image(io.BytesIO(spoil(image())))


def test_every_cut_of_a_file_is_read_or_refused_in_words() -> None:
    content = (SAMPLES / "test_files" / "CT_small.dcm").read_bytes()[:4000]
    for length in range(0, len(content), 37):
        # Any other exception fails the test.
        with contextlib.suppress(Unreadable):
            read_image(io.BytesIO(content[:length]))


def test_deflated_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dicom, "INFLATED_LIMIT", 1_000_000)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    out = io.BytesIO()
    _deflated(meta).save_as(out, enforce_file_format=True)
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    bomb = packer.compress(b"\0" * 5_000_000) + packer.flush()
    content = out.getvalue()
    # The group length at 140 says where the file's heading ends and the compressed part begins.
    end_of_meta = 144 + int.from_bytes(content[140:144], "little")

    with pytest.raises(Unreadable, match="implausible size"):
        read_image(io.BytesIO(content[:end_of_meta] + bomb))


def _deflated(meta: FileMetaDataset) -> FileDataset:
    dataset = FileDataset("made.dcm", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.StudyInstanceUID = "1.2.3"
    return dataset

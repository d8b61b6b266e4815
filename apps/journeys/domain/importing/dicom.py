"""Reads what an image file says of its study. Nothing here touches the database."""

from __future__ import annotations

import logging
import re
import struct
import warnings
import zlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

import pydicom
from django.utils.translation import gettext as _
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.filereader import read_dataset
from pydicom.multival import MultiValue
from pydicom.uid import DeflatedExplicitVRLittleEndian, MediaStorageDirectoryStorage

from apps.core.clock import ClinicalTime
from apps.journeys.domain.importing.dicom_times import examination_time
from apps.journeys.domain.importing.files import CHUNK, DICOM_MARK, Unreadable
from apps.journeys.domain.importing.wording import clean
from apps.journeys.patient_details import PatientDetails, is_nhs_number, normal_nhs_number

TAGS = [
    "SpecificCharacterSet",
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "SOPInstanceUID",
    "SOPClassUID",
    "Modality",
    "ModalitiesInStudy",
    "BodyPartExamined",
    "StudyDescription",
    "AccessionNumber",
    "IssuerOfAccessionNumberSequence",
    "PatientName",
    "PatientID",
    "IssuerOfPatientID",
    "OtherPatientIDsSequence",
    "PatientBirthDate",
    "PatientSex",
    "TimezoneOffsetFromUTC",
    "StudyDate",
    "StudyTime",
    "SeriesDate",
    "SeriesTime",
    "AcquisitionDate",
    "AcquisitionTime",
    "AcquisitionDateTime",
    "ContentDate",
    "ContentTime",
]
# What pydicom is known to raise on damaged bytes, unknown character sets and impossible values.
DAMAGE = (
    AttributeError,
    BytesLengthException,
    EOFError,
    InvalidDicomError,
    KeyError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    TypeError,
    UnicodeError,
    ValueError,
    struct.error,
    zlib.error,
)
# A deflated file of a few kilobytes can inflate to gigabytes; headers need far less than this.
INFLATED_LIMIT = 1024**3
# The library's warnings repeat the values that it could not decode, and so could carry a name into a log.
logging.getLogger("pydicom").setLevel(logging.CRITICAL)
_UID = re.compile(r"[0-9]+(\.[0-9]+)*\Z")


@dataclass(frozen=True)
class ImageFacts:
    """What one image file says, cleaned; `notes` name what was dropped and why, without the value."""

    study_uid: str
    series_uid: str
    instance_uid: str
    modalities: tuple[str, ...]
    body_region: str
    description: str
    accession_number: str
    accession_issuer: str
    patient: PatientDetails
    performed: ClinicalTime
    notes: tuple[str, ...] = field(default=())


def read_image(stream: BinaryIO) -> ImageFacts:
    """Return the facts of one image file. Raises Unreadable with the reason in words."""
    dataset = _read(stream)
    notes: list[str] = []
    study_uid = _uid(dataset, "StudyInstanceUID")
    if not study_uid:
        raise Unreadable(_("it has no valid study instance UID"))
    meta = getattr(dataset, "file_meta", pydicom.Dataset())
    return ImageFacts(
        study_uid=study_uid,
        series_uid=_uid(dataset, "SeriesInstanceUID"),
        instance_uid=_uid(dataset, "SOPInstanceUID") or _uid(meta, "MediaStorageSOPInstanceUID"),
        modalities=_modalities(dataset),
        body_region=_text(dataset, "BodyPartExamined", 120, notes).title(),
        description=_text(dataset, "StudyDescription", 300, notes),
        accession_number=_text(dataset, "AccessionNumber", 64, notes),
        accession_issuer=_accession_issuer(dataset, notes),
        patient=_patient(dataset, notes),
        performed=examination_time(lambda keyword: _raw(dataset, keyword), notes),
        notes=tuple(notes),
    )


def _read(stream: BinaryIO) -> pydicom.Dataset:
    head = stream.read(132)
    stream.seek(0)
    if head[128:] != DICOM_MARK:
        raise Unreadable(_("it is empty") if not head else _("it is not a DICOM file"))
    with warnings.catch_warnings():
        # Values that break the standard are met every day; what is used of them is checked here.
        warnings.simplefilter("ignore")
        try:
            _refuse_special(stream)
            return pydicom.dcmread(stream, stop_before_pixels=True, force=False, specific_tags=list(TAGS))
        except DAMAGE as error:
            raise Unreadable(_("it is damaged and cannot be read")) from error


def _refuse_special(stream: BinaryIO) -> None:
    """Refuse disc indexes and decompression bombs, which the file's own heading gives away."""
    stream.seek(132)
    meta = read_dataset(stream, False, True, stop_when=lambda tag, vr, length: tag >> 16 != 2)
    if _uid(meta, "MediaStorageSOPClassUID") == MediaStorageDirectoryStorage:
        raise Unreadable(_("it is the index of a disc, not an image"))
    if _uid(meta, "TransferSyntaxUID") == DeflatedExplicitVRLittleEndian:
        _refuse_bomb(stream)
    stream.seek(0)


def _refuse_bomb(stream: BinaryIO) -> None:
    inflater, inflated = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while not inflater.eof and (chunk := inflater.unconsumed_tail or stream.read(CHUNK)):
        inflated += len(inflater.decompress(chunk, CHUNK))
        if inflated > INFLATED_LIMIT:
            raise Unreadable(_("it unpacks to an implausible size"))


def _raw(dataset: pydicom.Dataset, keyword: str) -> str:
    """Return an element's first value as text, empty when it is absent or cannot be decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value: Any = dataset.get(keyword)
            if isinstance(value, MultiValue):
                value = value[0] if value else ""
            return "" if value is None else clean(str(value))
    except DAMAGE:
        return ""


def _uid(dataset: pydicom.Dataset, keyword: str) -> str:
    value = _raw(dataset, keyword)
    return value if len(value) <= 64 and _UID.match(value) else ""


def _text(dataset: pydicom.Dataset, keyword: str, limit: int, notes: list[str]) -> str:
    value = _raw(dataset, keyword)
    if len(value) > limit:
        notes.append(_("%(field)s is too long and was left out") % {"field": keyword})
        return ""
    return value


def _modalities(dataset: pydicom.Dataset) -> tuple[str, ...]:
    found = {_raw(dataset, "Modality").upper()}
    try:
        several = dataset.get("ModalitiesInStudy") or ()
        found |= {clean(str(each)).upper() for each in ([several] if isinstance(several, str) else several)}
    except DAMAGE:
        pass
    return tuple(sorted(each for each in found if re.fullmatch(r"[A-Z0-9_]{1,16}", each)))


def _accession_issuer(dataset: pydicom.Dataset, notes: list[str]) -> str:
    try:
        items = dataset.get("IssuerOfAccessionNumberSequence") or []
        first = items[0] if len(items) else pydicom.Dataset()
    except DAMAGE:
        return ""
    return _text(first, "LocalNamespaceEntityID", 120, notes) or _text(first, "UniversalEntityID", 120, notes)


def _patient(dataset: pydicom.Dataset, notes: list[str]) -> PatientDetails:
    name, other_names = _names(dataset, notes)
    number, issuer = _text(dataset, "PatientID", 64, notes), _raw(dataset, "IssuerOfPatientID")
    nhs_numbers = [each for each, other_issuer in _other_numbers(dataset) if "NHS" in other_issuer.upper()]
    hospital_number = number
    if "NHS" in issuer.upper() and "HOSP" not in issuer.upper():
        nhs_numbers, hospital_number = [number, *nhs_numbers], ""
    valid = [normal_nhs_number(each) for each in nhs_numbers if is_nhs_number(each)]
    if any(nhs_numbers) and not valid:
        notes.append(_("an NHS number has a wrong check digit and was left out"))
    return PatientDetails(
        name=name,
        other_names=other_names,
        birth_date=_birth_date(_raw(dataset, "PatientBirthDate")),
        sex=_raw(dataset, "PatientSex").upper()[:1],
        nhs_number=valid[0] if valid else "",
        hospital_number=hospital_number,
    )


def _other_numbers(dataset: pydicom.Dataset) -> list[tuple[str, str]]:
    try:
        items = list(dataset.get("OtherPatientIDsSequence") or [])
    except DAMAGE:
        return []
    return [(_raw(item, "PatientID"), _raw(item, "IssuerOfPatientID")) for item in items]


def _names(dataset: pydicom.Dataset, notes: list[str]) -> tuple[str, str]:
    """Return the name in Western order, and its spellings in other scripts separated by semicolons."""
    groups = [_western_order(group) for group in _raw(dataset, "PatientName").split("=")[:3]]
    known = [group for group in groups if group]
    if any(len(group) > 300 for group in known):
        notes.append(_("%(field)s is too long and was left out") % {"field": "PatientName"})
        return "", ""
    return (known[0], "; ".join(dict.fromkeys(known[1:]))) if known else ("", "")


def _western_order(group: str) -> str:
    family, given, middle, prefix, suffix = (group.split("^") + [""] * 5)[:5]
    return clean(" ".join((prefix, given, middle, family, suffix)))


def _birth_date(text: str) -> str:
    found = re.match(r"(\d{4})[.]?(\d{2})[.]?(\d{2})\Z", text)
    if not found:
        return ""
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return ""

"""Opens the sealed identifiers of patients. Who may be shown them is decided in domain/identifying.py."""

from collections.abc import Iterable
from uuid import UUID

from apps.core.crypto import WrappedKey, open_sealed, unwrap
from apps.journeys.models import Patient, PatientKey
from apps.journeys.patient_details import PatientDetails


def data_key_of(key: PatientKey) -> bytes:
    """Return a patient's data key. Raises SealError if the key that wraps it is not configured."""
    return unwrap(WrappedKey(key.key_id, bytes(key.wrapped)), owner=key.patient_id)


def opened(patient: Patient, data_key: bytes) -> PatientDetails:
    """Return a patient's identifiers in clear."""
    return PatientDetails.from_record(open_sealed(data_key, bytes(patient.sealed), owner=patient.pk))


def details_of(patient_ids: Iterable[UUID]) -> dict[UUID, PatientDetails]:
    """Return the identifiers of many patients by id, in one query; patients without a key are left out."""
    keys = PatientKey.objects.filter(patient_id__in=set(patient_ids)).select_related("patient")
    return {key.patient_id: opened(key.patient, data_key_of(key)) for key in keys}

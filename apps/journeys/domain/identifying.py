"""Finds a patient by a number, and opens a patient's identifiers for a person who says why."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.core.actor import Actor, acting_as
from apps.core.crypto import WrappedKey, rewrap
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.journeys.domain.patients import hashes_of
from apps.journeys.models import Patient, PatientKey, Study
from apps.journeys.patient_details import PatientDetails, normal_nhs_number
from apps.journeys.queries.sealed import details_of
from apps.journeys.queries.visible import visible_to

LONGEST_REASON = 500


def find_patient(*, trust_id: UUID, nhs_number: str = "", hospital_number: str = "") -> Patient | None:
    """Return the patient of a trust with exactly these numbers; None when nobody or not one person has them."""
    said = PatientDetails(nhs_number=normal_nhs_number(nhs_number), hospital_number=hospital_number.strip())
    patients: set[Patient] = set()
    for kind, value in hashes_of(said, trust_id):
        patients |= set(Patient.objects.filter(lookups__trust=trust_id, lookups__kind=kind, lookups__value_hash=value))
    return patients.pop() if len(patients) == 1 else None


def reveal_identifiers(*, actor: Actor, patient_id: UUID, reason: str, study_id: UUID | None = None) -> PatientDetails:
    """Return a patient's identifiers in clear, once the look and its reason are recorded.

    The right comes from a study of that patient (or the one named) in a department where the actor may reveal.
    Raises NotVisible when the actor sees no such study or the key was destroyed, Forbidden when the role does
    not allow it, Invalid without a reason. No record, no reveal.
    """
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        message = _("Say in a few words why you need to know who the patient is.")
        raise Invalid("reason_needed", message, {"reason": message})
    study = _study_that_allows(actor, patient_id, study_id)
    with transaction.atomic(), acting_as(actor):
        record_access(
            actor=actor,
            action=AccessAction.REVEAL,
            object_label="journeys.study",
            object_id=study.pk,
            department_id=study.department_id,
            purpose=said,
        )
        details = details_of([patient_id]).get(patient_id)
    if details is None:
        raise NotVisible
    return details


def rewrap_keys(*, key_ids: set[str], batch_size: int = 500) -> int:
    """Wrap the data keys that are under one of these keys with the current one; return how many.

    What is sealed is not touched and no version is written: the identifiers have not changed.
    """
    count = 0
    while rows := list(PatientKey.objects.filter(key_id__in=key_ids).order_by("pk")[:batch_size]):
        with transaction.atomic():
            for row in rows:
                wrapped = rewrap(WrappedKey(row.key_id, bytes(row.wrapped)), owner=row.patient_id)
                row.key_id, row.wrapped = wrapped.key_id, wrapped.blob
            PatientKey.objects.bulk_update(rows, ["key_id", "wrapped"])
        count += len(rows)
    return count


def _study_that_allows(actor: Actor, patient_id: UUID, study_id: UUID | None) -> Study:
    seen = visible_to(actor).filter(patient=patient_id)
    studies = list(seen if study_id is None else seen.filter(pk=study_id))
    if not studies:
        raise NotVisible
    decisions = [(study, may(actor, Permission.IDENTIFIER_REVEAL, study.access_facts())) for study in studies]
    for study, decision in decisions:
        if decision:
            return study
    code = decisions[0][1].code
    raise Forbidden(code, refusal_words(code))

"""Keeps patients' sealed records while studies are recorded: found by number, completed, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.crypto import WrappedKey, lookup_hash, new_data_key, seal, wrap
from apps.core.errors import Refused
from apps.core.tracking import bulk_create_tracked, bulk_update_tracked
from apps.journeys.enums import LookupKind
from apps.journeys.models import Patient, PatientKey, PatientLookup
from apps.journeys.patient_details import PatientDetails
from apps.journeys.queries.sealed import data_key_of, opened

Hashed = tuple[LookupKind, str]


def hashes_of(details: PatientDetails, trust_id: UUID) -> list[Hashed]:
    """Return the keyed hashes by which these details are found within a trust."""
    numbers = ((LookupKind.NHS, details.nhs_number), (LookupKind.HOSPITAL, details.hospital_number))
    return [(kind, lookup_hash(number, trust_id, purpose=kind.value)) for kind, number in numbers if number]


class PatientBook:
    """The patients of one trust that a chunk of facts may speak of, opened; `write` stores what changed."""

    def __init__(self, trust_id: UUID, details: Iterable[PatientDetails], patient_ids: Iterable[UUID]) -> None:
        """Load the patients found by number and those of the studies already recorded, in a few queries."""
        self._trust_id = trust_id
        self._patients: dict[UUID, Patient] = {}
        self._details: dict[UUID, PatientDetails] = {}
        self._data_keys: dict[UUID, bytes] = {}
        self._by_hash: dict[Hashed, UUID] = {}
        self._new_hashes: dict[Hashed, UUID] = {}
        self._new_keys: list[PatientKey] = []
        self._created: set[UUID] = set()
        self._changed: set[UUID] = set()
        wanted = {value for one in details for _kind, value in hashes_of(one, trust_id)}
        found = PatientLookup.objects.filter(trust=trust_id, value_hash__in=wanted)
        for lookup in found:
            self._by_hash[(LookupKind(lookup.kind), lookup.value_hash)] = lookup.patient_id
        ids = {*patient_ids, *self._by_hash.values()}
        for key in PatientKey.objects.filter(patient_id__in=ids).select_related("patient"):
            data_key = data_key_of(key)
            self._patients[key.patient_id] = key.patient
            self._data_keys[key.patient_id] = data_key
            self._details[key.patient_id] = opened(key.patient, data_key)

    def patient_for(self, said: PatientDetails, current_id: UUID | None) -> UUID | None:
        """Return the patient that a source speaks of, created or completed as needed.

        Raises Refused when the numbers contradict each other or what is recorded. Nothing is overwritten.
        """
        if said.is_empty:
            return current_id
        found = {self._by_hash[one] for one in hashes_of(said, self._trust_id) if one in self._by_hash}
        if len(found) > 1:
            raise Refused("two_patients", _("the NHS number and the hospital number belong to two patients"))
        found_id = next(iter(found), None)
        if current_id is None:
            return self._new(said) if found_id is None else self._completed(found_id, said)
        if found_id is None or found_id == current_id:
            return self._completed(current_id, said)
        if self._is_numbered(current_id):
            raise Refused("other_patient", _("the study is recorded for another patient"))
        # Until now only a name was known; the number says which patient it is.
        return self._completed(found_id, said)

    def write(self) -> None:
        """Store new and changed patients, their keys and look-ups."""
        for patient_id in self._created | self._changed:
            self._patients[patient_id].sealed = seal(
                self._data_keys[patient_id], self._details[patient_id].as_record(), owner=patient_id
            )
        bulk_create_tracked([self._patients[one] for one in self._created])
        bulk_update_tracked([self._patients[one] for one in self._changed - self._created], ["sealed"])
        PatientKey.objects.bulk_create(self._new_keys)
        PatientLookup.objects.bulk_create(
            PatientLookup(trust_id=self._trust_id, kind=kind, value_hash=value, patient_id=patient_id)
            for (kind, value), patient_id in self._new_hashes.items()
        )

    def _is_numbered(self, patient_id: UUID) -> bool:
        held = self._details.get(patient_id)
        return held is None or bool(held.nhs_number or held.hospital_number)

    def _new(self, said: PatientDetails) -> UUID:
        patient = Patient(trust_id=self._trust_id)
        data_key = new_data_key()
        wrapped: WrappedKey = wrap(data_key, owner=patient.pk)
        self._new_keys.append(PatientKey(patient=patient, key_id=wrapped.key_id, wrapped=wrapped.blob))
        self._patients[patient.pk] = patient
        self._data_keys[patient.pk] = data_key
        self._details[patient.pk] = said
        self._created.add(patient.pk)
        self._index(patient.pk, said)
        return patient.pk

    def _completed(self, patient_id: UUID, said: PatientDetails) -> UUID:
        held = self._details.get(patient_id)
        if held is None:  # the key was destroyed: nothing may be added to a disposed record
            return patient_id
        if held.nhs_number and said.nhs_number and held.nhs_number != said.nhs_number:
            raise Refused("nhs_number_differs", _("the patient is recorded with another NHS number"))
        if not said.nhs_number and self._hospital_number_is_strange(patient_id, held, said):
            raise Refused("hospital_number_differs", _("the patient is recorded with another hospital number"))
        blanks = {name: value for name, value in said.as_record().items() if value and not getattr(held, name)}
        if blanks:
            self._details[patient_id] = replace(held, **blanks)
            self._changed.add(patient_id)
        self._index(patient_id, said)
        return patient_id

    def _hospital_number_is_strange(self, patient_id: UUID, held: PatientDetails, said: PatientDetails) -> bool:
        """A second hospital number is believed only when the NHS number vouches for it."""
        if not (held.hospital_number and said.hospital_number) or held.hospital_number == said.hospital_number:
            return False
        return all(self._by_hash.get(one) != patient_id for one in hashes_of(said, self._trust_id))

    def _index(self, patient_id: UUID, said: PatientDetails) -> None:
        for hashed in hashes_of(said, self._trust_id):
            if hashed not in self._by_hash:
                self._by_hash[hashed] = patient_id
                self._new_hashes[hashed] = patient_id

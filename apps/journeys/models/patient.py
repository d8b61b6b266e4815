"""Patients: sealed identifiers, the key that opens them, and the hashes by which they are found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.access.policy import AccessFacts
from apps.core.tracking import TrackedModel, history
from apps.journeys.enums import LookupKind


class Patient(TrackedModel):
    """A patient of one trust. Name, birth date, sex and numbers are only in `sealed`, encrypted.

    History rows repeat the sealed bytes, never clear text; destroying the PatientKey makes the row, its
    history and every backup unreadable at once.
    """

    trust = models.ForeignKey("accounts.Trust", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(_("sealed identifiers"))

    history = history()

    def __str__(self) -> str:
        return f"Patient {self.pk}"

    def access_facts(self) -> AccessFacts:
        """Return the facts that belong to the patient alone; a department comes from the study shown."""
        return AccessFacts(department_id=None, trust_id=self.trust_id)


class PatientKey(models.Model):
    """The wrapped data key of one patient.

    Kept out of history on purpose: disposal must be able to destroy the only copy.
    """

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, related_name="key", primary_key=True)
    key_id = models.CharField(_("wrapped with key"), max_length=40, db_index=True)
    wrapped = models.BinaryField(_("wrapped data key"))

    def __str__(self) -> str:
        return f"Key of patient {self.patient_id} under {self.key_id}"


class PatientLookup(models.Model):
    """A keyed hash of one of a patient's numbers; a patient may have several hospital numbers.

    Kept out of history on purpose: disposal must leave nothing by which the patient could be found.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="lookups")
    trust = models.ForeignKey("accounts.Trust", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=LookupKind)
    value_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "kind", "value_hash"], name="journeys_patient_number_once_per_trust"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=LookupKind.values), name="journeys_lookup_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} look-up of patient {self.patient_id}"

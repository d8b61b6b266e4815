"""Imaging studies, the image objects seen of them, and who read them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.access.policy import AccessFacts
from apps.core import clock
from apps.core.tracking import TrackedModel, history
from apps.journeys.enums import ReaderKind, ReaderPart, RecordSource


class Study(TrackedModel):
    """One imaging study of one department; its identity is (trust, study instance UID).

    A study learnt from a RIS extract may have no UID yet; then the accession number and its issuer are
    its key. Accession numbers are unique only within an issuer that is named.
    """

    trust = models.ForeignKey("accounts.Trust", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(
        "journeys.Patient", on_delete=models.PROTECT, null=True, blank=True, related_name="studies"
    )
    study_instance_uid = models.CharField(_("study instance UID"), max_length=64, blank=True)
    accession_number = models.CharField(_("accession number"), max_length=64, blank=True, db_index=True)
    accession_issuer = models.CharField(_("issuer of the accession number"), max_length=120, blank=True)
    modalities = models.CharField(_("modalities"), max_length=120, blank=True)
    body_region = models.CharField(_("body region"), max_length=120, blank=True)
    description = models.CharField(_("examination"), max_length=300, blank=True)
    # Codes of StudyGroup, by which the limits that hold are found; empty where nobody said.
    patient_group = models.CharField(_("patient group"), max_length=40, blank=True)
    priority = models.CharField(_("priority"), max_length=40, blank=True)
    series_count = models.PositiveIntegerField(_("series"), default=0)
    instance_count = models.PositiveIntegerField(_("images"), default=0)
    origin = models.CharField(_("learnt from"), max_length=10, choices=RecordSource, default=RecordSource.MANUAL)
    registered_at = models.DateTimeField(_("registered"), default=clock.now, editable=False)

    history = history()

    class Meta:
        ordering = ["-registered_at", "-id"]
        verbose_name_plural = "studies"
        indexes = [models.Index(fields=["department", "-registered_at", "-id"], name="journeys_study_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "study_instance_uid"],
                condition=~Q(study_instance_uid=""),
                name="journeys_study_uid_once_per_trust",
            ),
            models.UniqueConstraint(
                fields=["trust", "accession_issuer", "accession_number"],
                condition=~Q(accession_number="") & ~Q(accession_issuer=""),
                name="journeys_accession_once_per_issuer",
            ),
            # Without a UID the accession number is all there is to tell two studies apart.
            models.UniqueConstraint(
                fields=["trust", "accession_issuer", "accession_number"],
                condition=Q(study_instance_uid="") & ~Q(accession_number=""),
                name="journeys_accession_is_key_without_uid",
            ),
            models.CheckConstraint(
                condition=~Q(study_instance_uid="") | ~Q(accession_number="") | Q(origin=RecordSource.MANUAL),
                name="journeys_imported_study_has_key",
            ),
            models.CheckConstraint(condition=Q(origin__in=RecordSource.values), name="journeys_study_source"),
        ]

    def __str__(self) -> str:
        return f"Study {self.pk}"

    def access_facts(self) -> AccessFacts:
        """Return what the policy judges: the department and trust that hold the study."""
        return AccessFacts(department_id=self.department_id, trust_id=self.trust_id)


class StudyInstance(models.Model):
    """One image object that was read, so that reading it again changes nothing.

    A technical index, only ever appended to; a study's own history says when its counts changed.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="instances")
    sop_instance_uid = models.CharField(max_length=64)
    series_instance_uid = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "sop_instance_uid"], name="journeys_image_once_per_study")
        ]

    def __str__(self) -> str:
        return f"Image object {self.pk} of study {self.study_id}"


class StudyReader(TrackedModel):
    """An original reader of a study: a person with an account, somebody outside, or unknown with a reason."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="readers")
    part = models.CharField(_("part"), max_length=10, choices=ReaderPart)
    kind = models.CharField(_("known as"), max_length=10, choices=ReaderKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    external_name = models.CharField(_("name"), max_length=200, blank=True)
    unknown_reason = models.CharField(_("why the reader is not known"), max_length=300, blank=True)
    origin = models.CharField(_("learnt from"), max_length=10, choices=RecordSource, default=RecordSource.MANUAL)

    history = history()

    class Meta:
        ordering = ["part", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "part", "person"],
                condition=Q(person__isnull=False),
                name="journeys_reader_person_once",
            ),
            models.UniqueConstraint(
                fields=["study", "part", "external_name"],
                condition=~Q(external_name=""),
                name="journeys_reader_name_once",
            ),
            models.UniqueConstraint(
                fields=["study", "part"],
                condition=Q(kind=ReaderKind.UNKNOWN),
                name="journeys_unknown_reader_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind=ReaderKind.KNOWN, person__isnull=False, external_name="")
                    | Q(kind=ReaderKind.EXTERNAL, person__isnull=True) & ~Q(external_name="")
                    | Q(kind=ReaderKind.DEPARTED) & (Q(person__isnull=False) | ~Q(external_name=""))
                    | Q(kind=ReaderKind.UNKNOWN, person__isnull=True, external_name="") & ~Q(unknown_reason="")
                ),
                name="journeys_reader_matches_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of study {self.study_id} ({self.kind})"

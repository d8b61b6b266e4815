"""An import of cases from a spreadsheet, the sealed file while it waits, and which row became which case."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from apps.access.policy import AccessFacts
from apps.accounts.models import Department
from apps.cases.models import Case
from apps.core.tracking import TrackedModel, history
from apps.intake.enums import ImportMode, ImportState

PERSON = settings.AUTH_USER_MODEL


class CaseImport(TrackedModel):
    """One spreadsheet of one department on its way to becoming cases: by whom, how it was read, what came of it.

    It holds headings and chosen words only; the cells stay in the sealed `ImportFile`, which is deleted when the
    import is done or after a day.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=150)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.READING)
    # The headings in one digest: a later file with the same ones starts from the same mapping.
    signature = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    mode = models.CharField(max_length=4, choices=ImportMode.choices, default=ImportMode.ALL)
    problem = models.TextField(blank=True)
    row_count = models.PositiveIntegerField(default=0)
    good_count = models.PositiveIntegerField(default=0)
    faulty_count = models.PositiveIntegerField(default=0)
    repeated_count = models.PositiveIntegerField(default=0)
    imported_count = models.PositiveIntegerField(default=0)
    marked_count = models.PositiveIntegerField(default=0)
    job_key = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    history = history()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(condition=models.Q(mode__in=ImportMode.values), name="import_mode_known"),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="import_undone_paired",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "-started_at", "-id"], name="import_in_department"),
            models.Index(fields=["department", "signature", "-started_at"], name="import_by_headings"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The import's page."""
        return reverse("intake:detail", args=[self.pk])

    def access_facts(self) -> AccessFacts:
        """It belongs to its department; a confidential row becomes a confidential case, which asks for itself."""
        return AccessFacts(department_id=self.department_id, status=self.state)


class ImportFile(models.Model):
    """What was sent, or the rows read from it, sealed under a key of its own. Gone with the import or after a day."""

    case_import = models.OneToOneField(CaseImport, on_delete=models.CASCADE, primary_key=True, related_name="file")
    key_id = models.CharField(max_length=40)
    wrapped = models.BinaryField()
    sealed = models.BinaryField()
    faults = models.BinaryField(default=bytes)
    is_raw = models.BooleanField(default=True)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.case_import_id)


class ImportedCase(models.Model):
    """Which row became which case. The keyed digest of the row keeps the same row from being imported twice."""

    id = models.BigAutoField(primary_key=True)
    case_import = models.ForeignKey(CaseImport, on_delete=models.PROTECT, related_name="cases")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    identifiers = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "digest"], name="import_row_once_in_a_department"),
        ]

    def __str__(self) -> str:
        return f"{self.case_import_id} row {self.row}"

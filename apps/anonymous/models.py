"""The key of a thread, as its hash; and what a person claims of the yearly contribution, which knows no case."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from apps.access.policy import AccessFacts, Relation
from apps.accounts.models import Department
from apps.cases.models import Case
from apps.core.tracking import TrackedModel, history

PERSON = settings.AUTH_USER_MODEL


class AnonymousThread(models.Model):
    """The keyed hash of the key that opens the thread of one anonymous case; written once, with the case.

    The key itself is shown once and kept nowhere: key lost, thread lost. No time and no person stand here.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="anonymous_thread")
    key_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.case_id)


class ContributionClaim(TrackedModel):
    """A person says, with the receipt of an anonymous case, that one case of that year was theirs.

    Which case it was stands nowhere: a receipt is made from the key and a secret of the installation, and no row is
    written when it is made. `receipt_hash` stops it being claimed twice.
    """

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="contribution_claims")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    receipt_hash = models.CharField(max_length=64, unique=True)

    history = history(no_db_index=["receipt_hash"])

    class Meta:
        ordering = ["-year", "id"]
        indexes = [models.Index(fields=["department", "year"], name="claims_of_a_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.person_id}"

    def access_facts(self) -> AccessFacts:
        """One's own."""
        return AccessFacts(department_id=self.department_id, relations={Relation.OWNER: frozenset({self.person_id})})

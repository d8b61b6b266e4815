"""What a trust keeps in its governance records besides candour; everything here is off until somebody decides."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.access.policy import AccessFacts
from apps.core.tracking import TrackedModel, history

PERSON = settings.AUTH_USER_MODEL


class TrustChoice(TrackedModel):
    """Whether a trust records LFPSE's grades and its PSIRF response, and its local limits. No row means none.

    The regulation sets no number of days (DOMAIN 4.1), so none is shipped; a local one says where it comes from.
    """

    trust = models.OneToOneField("accounts.Trust", on_delete=models.PROTECT, related_name="+")
    keeps_lfpse = models.BooleanField(_("LFPSE type and harm are recorded"), default=False)
    keeps_psirf = models.BooleanField(_("the PSIRF response is recorded"), default=False)
    in_person_days = models.PositiveSmallIntegerField(_("local days to tell in person"), null=True, blank=True)
    written_days = models.PositiveSmallIntegerField(_("local days to tell in writing"), null=True, blank=True)
    source_note = models.TextField(_("where the local limits come from"), blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    history = history()

    class Meta:
        verbose_name = _("choice of a trust")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(in_person_days__isnull=True, written_days__isnull=True) | ~models.Q(source_note=""),
                name="local_limits_have_a_source",
            )
        ]

    def __str__(self) -> str:
        return f"{self.trust_id} governance"

    def access_facts(self) -> AccessFacts:
        """A trust's choice belongs to no single department."""
        return AccessFacts(department_id=None, trust_id=self.trust_id)

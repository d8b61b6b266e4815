"""A person's written reason why a finding of the identifier screen may stay."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tracking import TrackedModel, history
from apps.disclosure.enums import ScreenKind


class ScreenResolution(TrackedModel):
    """One finding in one field of one record, justified by a named person.

    The found text itself is not kept: `fingerprint` is a hash of its kind and text, so the reason holds for
    exactly that text and lapses when the text changes. The record is named by label and id because this app
    knows no case.
    """

    subject_label = models.CharField(max_length=100)
    subject_id = models.UUIDField()
    field = models.CharField(max_length=100)
    kind = models.CharField(max_length=30, choices=ScreenKind.choices)
    fingerprint = models.CharField(max_length=64)
    justification = models.TextField(_("why this may stay"), max_length=500)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="screen_resolutions"
    )
    resolved_at = models.DateTimeField()

    history = history()

    class Meta:
        ordering = ["resolved_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_label", "subject_id", "field", "kind", "fingerprint"],
                name="screen_finding_justified_once",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=ScreenKind.values), name="screen_resolution_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_label} {self.subject_id} {self.field}: {self.kind}"

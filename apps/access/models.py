"""Who looked: one insert-only row for each view, list, search, download, export, reveal and refusal."""

from django.db import models


class AccessAction(models.TextChoices):
    """What somebody did without changing anything."""

    VIEW = "view"
    LIST = "list"
    SEARCH = "search"
    DOWNLOAD = "download"
    EXPORT = "export"
    REVEAL = "reveal"
    REFUSED = "refused"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"


class AccessEvent(models.Model):
    """One look. It holds no key to live data, so it never blocks or follows what it describes.

    A list writes one row with the count and a digest of the ids, not one row per record.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    user_id = models.UUIDField(null=True, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_name = models.CharField(max_length=200)
    roles = models.CharField(max_length=300, blank=True)
    department_id = models.UUIDField(null=True, blank=True)
    action = models.CharField(max_length=12, choices=AccessAction.choices)
    object_label = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    ids_digest = models.CharField(max_length=64, blank=True)
    query_digest = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=500, blank=True)
    code = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=12)
    request_id = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_label", "object_id", "-at", "-id"], name="access_of_object"),
            models.Index(fields=["user_id", "-at", "-id"], name="access_of_person"),
            models.Index(fields=["department_id", "-at", "-id"], name="access_of_department"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label} {self.object_id}"

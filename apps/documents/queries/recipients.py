"""Who has a copy of a document: everybody who downloaded it."""

from uuid import UUID

from apps.access.models import AccessAction, AccessEvent

OBJECT_LABEL = "documents.storeddocument"


def people_who_downloaded(document_id: UUID) -> list[UUID]:
    """The people to tell when a document is withdrawn or replaced, each once, from the access log."""
    events = AccessEvent.objects.filter(
        object_label=OBJECT_LABEL,
        object_id=str(document_id),
        action=AccessAction.DOWNLOAD,
        user_id__isnull=False,
    )
    return sorted({user_id for user_id in events.values_list("user_id", flat=True) if user_id is not None})

"""Whether anybody is still working on a document's PDF."""

from apps.core.jobs import JobName
from apps.core.models import Job, JobState
from apps.documents.enums import DocumentState
from apps.documents.models import StoredDocument

_IN_PROGRESS = (DocumentState.REQUESTED, DocumentState.RENDERING)
_ENDED = (JobState.FAILED, JobState.CANCELLED)


def job_key(document: StoredDocument) -> str:
    """The key of the next job for this document; the row's version makes each try a job of its own."""
    return f"{document.id}:{document.version}"


def is_stranded(document: StoredDocument) -> bool:
    """Whether the document waits for a job that has ended: its workers died each time, or it was cancelled."""
    if document.state not in _IN_PROGRESS:
        return False
    jobs = Job.objects.filter(key__startswith=f"{JobName.RENDER_DOCUMENT}:{document.id}:")
    newest = jobs.order_by("-created_at").values_list("state", flat=True).first()
    return newest in _ENDED

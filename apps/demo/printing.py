"""Prints the documents that were published in the telling, in the name of whoever published them."""

from apps.accounts.actors import actor_for
from apps.core import jobs
from apps.core.actor import acting_as
from apps.documents.enums import DocumentState
from apps.documents.models import StoredDocument
from apps.documents.queries.progress import job_key


def print_what_waits() -> int:
    """Make the PDF of every document that waits for it; returns how many."""
    waiting = list(StoredDocument.objects.filter(state=DocumentState.REQUESTED).select_related("published_by"))
    for document in waiting:
        actor = actor_for(document.published_by)
        with jobs.held_back(), acting_as(actor):
            job = jobs.enqueue(
                jobs.JobName.RENDER_DOCUMENT, actor=actor, key=job_key(document), document_id=str(document.pk)
            )
        jobs.run(job.pk)
    return len(waiting)

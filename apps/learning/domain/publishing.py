"""The second gate and the way out: approval of the exact content by a second person, then publication."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.cases.domain.transitions import apply
from apps.cases.enums import CaseEvent, CaseStatus
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Stale
from apps.core.tracking import change
from apps.documents.domain.packs import read_pack
from apps.documents.domain.requesting import request_document
from apps.documents.enums import DocumentKind
from apps.learning.domain.moving import move, summary_for_change
from apps.learning.domain.readers_first import readers_first
from apps.learning.enums import SummaryEvent, SummaryStatus
from apps.learning.models import Approval, LearningSummary


def approve(*, actor: Actor, summary_id: UUID, content_sha256: str) -> LearningSummary:
    """Approve the content that has this hash; refused for an author, a submitter or an original reader.

    Raises Stale when the text is no longer the one that was read.
    """
    with change(reason="content approved"):
        summary = summary_for_change(actor, summary_id)
        if actor.user_id is None:
            raise Forbidden("not_signed_in", _("Only a named person can approve."))
        if content_sha256 and content_sha256 != summary.content_sha256:
            raise Stale(
                "content_changed", _("The text changed while you were reading. Read it again before you approve.")
            )
        move(actor, summary, SummaryEvent.APPROVE, payload={"content_sha256": content_sha256})
        Approval.objects.create(
            summary=summary, content_sha256=content_sha256, approved_at=now(), approved_by_id=actor.user_id
        )
        return summary


def send_back(*, actor: Actor, summary_id: UUID, reason: str) -> LearningSummary:
    """Return it to its author with a reason."""
    with change(reason=reason.strip()[:2000]):
        summary = summary_for_change(actor, summary_id)
        return move(actor, summary, SummaryEvent.SEND_BACK, payload={"reason": reason.strip()})


def publish(
    *, actor: Actor, summary_id: UUID, expected_version: int | None = None, early_reason: str = ""
) -> LearningSummary:
    """Freeze the approved content as a document, move its case to published, and queue the PDF.

    One transaction: either all of it happened or none. A newer version supersedes the older one once printed.
    While an involved reader still has time to read the outcome first it is refused (`readers_first`), unless
    `early_reason` says why it cannot wait; the reason is recorded beside the case.
    """
    with change(reason="learning published"):
        summary = summary_for_change(actor, summary_id)
        if summary.status == SummaryStatus.APPROVED:
            readers_first(actor, summary, P.LEARNING_PUBLISH, early_reason)
        approval = summary.approvals.last()
        # The document exists before the state says so; a refusal below undoes both.
        _check_then_print(actor, summary, approval, expected_version)
        return summary


def _check_then_print(
    actor: Actor, summary: LearningSummary, approval: Approval | None, expected_version: int | None
) -> None:
    kind = DocumentKind(summary.kind)
    if approval is not None:
        subject = summary.case or summary.meeting
        document = request_document(
            actor=actor,
            kind=kind,
            pack=read_pack(kind, summary.content),
            subject_label=subject._meta.label_lower if subject else "",
            subject_id=subject.pk if subject else "",
            department_id=summary.department_id,
            approved_by_id=approval.approved_by_id,
        )
        summary.document = document
    move(actor, summary, SummaryEvent.PUBLISH, expected_version=expected_version)
    # A closed case stays closed when its learning is corrected; the document and the summary tell of it.
    if summary.case is not None and summary.document is not None and summary.case.status != CaseStatus.CLOSED:
        apply(
            case_id=summary.case.pk,
            event=CaseEvent.PUBLISH,
            actor=actor,
            payload={"publication_id": str(summary.pk), "document": summary.document.reference},
            door="learning",
        )

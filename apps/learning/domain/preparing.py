"""Drafting and editing a learning summary, and asking a second person for approval."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import AccessFacts, may
from apps.access.words import refusal_words
from apps.cases.enums import CaseStatus
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case
from apps.cases.queries.visible import visible_to as visible_cases
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, NotVisible
from apps.core.tracking import change
from apps.documents.domain.packs import Pack, content_hash, read_pack
from apps.documents.enums import DocumentKind, DocumentState
from apps.learning.domain.moving import move, summary_for_change
from apps.learning.domain.readers_first import readers_first
from apps.learning.enums import OPEN_STATUSES, SummaryEvent, SummaryStatus
from apps.learning.models import LearningSummary, SummaryAuthor
from apps.learning.queries.lists import newest_published
from apps.learning.queries.sources import case_pack, meeting_pack
from apps.meetings.enums import MeetingStatus
from apps.meetings.queries.visible import visible_to as visible_meetings

SUMMARISABLE = (CaseStatus.DISCUSSED, CaseStatus.PUBLISHED)


def summarisable(case: Case) -> bool:
    """Whether its learning can be written down: it was discussed, or it is closed and published something.

    A mistake in published learning must be put right, also when the case behind it is long closed; the case stays so.
    """
    if case.status == CaseStatus.CLOSED:
        return newest_published(case=case) is not None
    return case.status in SUMMARISABLE


def may_renew(actor: Actor, summary: LearningSummary) -> bool:
    """Whether this person can write a newer version of this published summary."""
    if summary.status != SummaryStatus.PUBLISHED or not may(actor, P.LEARNING_PREPARE, summary.access_facts()):
        return False
    return summary.case is None or summarisable(summary.case)


def _ask(actor: Actor, facts: AccessFacts) -> None:
    decision = may(actor, P.LEARNING_PREPARE, facts)
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))


def draft_case_summary(*, actor: Actor, case_id: UUID) -> LearningSummary:
    """The open summary of a discussed case; a new one starts from what was published last, or else from the
    presentation copy and the outcome.

    Raises NotVisible, Forbidden, or TransitionRefused before the case was discussed.
    """
    with change(reason="learning summary drafted"):
        case = visible_cases(actor).select_for_update(of=("self",)).filter(pk=case_id).first()
        if case is None:
            raise NotVisible
        _ask(actor, case.access_facts())
        if not summarisable(case):
            words = _("The case is “%(status)s”. Record its outcome first; then there is learning to write down.")
            if case.status == CaseStatus.CLOSED:
                words = _(
                    "The case was closed and nothing was published from it. Reopen it to write its learning down."
                )
            raise TransitionRefused("wrong_state", words % {"status": CaseStatus(case.status).label})
        open_one = LearningSummary.objects.filter(case=case, status__in=OPEN_STATUSES).first()
        if open_one:
            return open_one
        kind = DocumentKind.CASE_LEARNING_SUMMARY
        before = _in_print(newest_published(case=case))
        pack = read_pack(kind, before.content) if before else case_pack(case)
        summary = _create(actor, kind, pack, case.department_id, case=case)
        _authors_of(summary, before)
        _authors_of_presentation(summary, case)
        return summary


def draft_meeting_summary(*, actor: Actor, meeting_id: UUID) -> LearningSummary:
    """The open summary of a held meeting, by topic, or as it was published last.

    Raises NotVisible, Forbidden, TransitionRefused.
    """
    with change(reason="learning summary drafted"):
        meeting = visible_meetings(actor).select_for_update(of=("self",)).filter(pk=meeting_id).first()
        if meeting is None:
            raise NotVisible
        _ask(actor, meeting.access_facts())
        if meeting.status != MeetingStatus.HELD:
            raise TransitionRefused("wrong_state", _("Record the meeting as held first."))
        open_one = LearningSummary.objects.filter(meeting=meeting, status__in=OPEN_STATUSES).first()
        if open_one:
            return open_one
        kind = DocumentKind.MEETING_LEARNING_SUMMARY
        before = _in_print(newest_published(meeting=meeting))
        pack = read_pack(kind, before.content) if before else meeting_pack(meeting)
        summary = _create(actor, kind, pack, meeting.department_id, meeting=meeting)
        _authors_of(summary, before)
        for case in summary.cases():
            _authors_of_presentation(summary, case)
        return summary


def _in_print(summary: LearningSummary | None) -> LearningSummary | None:
    """None for one whose document was withdrawn: its words must not come back by themselves."""
    withdrawn = summary and summary.document and summary.document.state == DocumentState.WITHDRAWN
    return None if withdrawn else summary


def _create(actor: Actor, kind: DocumentKind, pack: Pack, department_id: UUID, **subject: Any) -> LearningSummary:
    if actor.user_id is None:
        raise Forbidden("not_signed_in", refusal_words("not_signed_in"))
    summary = LearningSummary.objects.create(
        kind=kind,
        department_id=department_id,
        content=pack.to_json(),
        content_sha256=content_hash(kind, pack),
        status_since=now(),
        prepared_by_id=actor.user_id,
        **subject,
    )
    _author(summary, actor.user_id)
    return summary


def _author(summary: LearningSummary, person_id: UUID | None) -> None:
    if person_id is not None:
        SummaryAuthor.objects.get_or_create(summary=summary, person_id=person_id)


def _authors_of(summary: LearningSummary, before: LearningSummary | None) -> None:
    """Whoever wrote the version that this one starts from wrote part of it."""
    for author in before.authors.all() if before else ():
        _author(summary, author.person_id)


def _authors_of_presentation(summary: LearningSummary, case: Case) -> None:
    """Whoever edited the presentation copy wrote part of what the summary says."""
    copy = getattr(case, "presentation", None)
    if copy is None:
        return
    for person_id in set(copy.history.values_list("history_user_id", flat=True)):
        _author(summary, person_id)


def edit_summary(
    *, actor: Actor, summary_id: UUID, content: Mapping[str, Any], expected_version: int | None = None
) -> LearningSummary:
    """Replace the text; it is a draft again, and an earlier approval no longer counts.

    Raises NotVisible, Forbidden, Stale, Invalid (a field that may not be printed, or no title).
    """
    with change(reason="learning summary edited"):
        summary = summary_for_change(actor, summary_id)
        kind = DocumentKind(summary.kind)
        pack = read_pack(kind, dict(content))
        summary.content, summary.content_sha256 = pack.to_json(), content_hash(kind, pack)
        move(actor, summary, SummaryEvent.EDIT, expected_version=expected_version)
        _author(summary, actor.user_id)
        return summary


def submit_for_approval(
    *, actor: Actor, summary_id: UUID, expected_version: int | None = None, early_reason: str = ""
) -> LearningSummary:
    """Ask a second person; refused while the screen has a finding or there is no learning point.

    Refused too while an involved reader still has time to read the outcome first (`readers_first`): the second person
    would read it before. `early_reason` says why it cannot wait; the reason is recorded beside the case.
    """
    with change(reason="approval asked for"):
        summary = summary_for_change(actor, summary_id)
        if summary.status == SummaryStatus.DRAFT:
            readers_first(actor, summary, P.LEARNING_PREPARE, early_reason)
        return move(actor, summary, SummaryEvent.SUBMIT, expected_version=expected_version)


def abandon(*, actor: Actor, summary_id: UUID, reason: str) -> LearningSummary:
    """Give the draft up, with a reason; it stays in the trail."""
    with change(reason=reason[:2000]):
        summary = summary_for_change(actor, summary_id)
        return move(actor, summary, SummaryEvent.ABANDON, payload={"reason": reason.strip()})

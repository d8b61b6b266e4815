"""The way from a meeting's page to its learning: of each case that was discussed, and of the whole meeting."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.enums import CaseStatus
from apps.core.actor import Actor
from apps.documents.models import StoredDocument
from apps.learning.models import LearningSummary
from apps.learning.queries.about import documents_in_print, open_summaries
from apps.meetings.enums import AgendaStatus
from apps.meetings.models import Meeting
from apps.meetings.presenters.contributed import Button, Contribution
from apps.meetings.queries.agendas import AgendaLine


def learning_of_meeting(actor: Actor, meeting: Meeting, lines: Sequence[AgendaLine]) -> Contribution:
    """A button for each: write it, go on with it, or read what was published; two queries for any number of lines."""
    discussed = [line for line in lines if line.status is AgendaStatus.DISCUSSED]
    if not meeting.is_held or not discussed:
        return Contribution()
    cases = [line.case_id for line in discussed if line.case_id]
    written = open_summaries(actor, cases=cases, meetings=[meeting.pk])
    printed = documents_in_print(actor, cases=cases, meetings=[meeting.pk])
    return Contribution(
        actions=_of_meeting(actor, meeting, written.get(meeting.pk), printed.get(meeting.pk)),
        of_lines={
            line.case_id: _of_line(actor, line, written.get(line.case_id), printed.get(line.case_id))
            for line in discussed
            if line.case_id
        },
    )


def _of_meeting(
    actor: Actor, meeting: Meeting, summary: LearningSummary | None, document: StoredDocument | None
) -> list[Button]:
    if summary:
        return [{"text": _("Open the meeting’s learning"), "href": _address(summary), "kind": "secondary"}]
    if document:
        return [{"text": _("Read the meeting’s learning"), "href": _printed(document), "kind": "secondary"}]
    if not may(actor, P.LEARNING_PREPARE, meeting.access_facts()):
        return []
    posts_to = reverse("learning:draft-meeting", args=[meeting.pk])
    return [{"text": _("Write the meeting’s learning"), "action": posts_to, "kind": "secondary"}]


def _of_line(
    actor: Actor, line: AgendaLine, summary: LearningSummary | None, document: StoredDocument | None
) -> list[Button]:
    if summary:
        return [{"text": _("Open the learning"), "href": _address(summary), "kind": "link"}]
    if document:
        return [{"text": _("Read the learning"), "href": _printed(document), "kind": "link"}]
    if line.case_status != CaseStatus.DISCUSSED or line.case_facts is None:
        return []
    if not may(actor, P.LEARNING_PREPARE, line.case_facts):
        return []
    posts_to = reverse("learning:draft-case", args=[_known(line.case_id)])
    return [{"text": _("Write the learning"), "action": posts_to, "kind": "primary"}]


def _known(case_id: UUID | None) -> UUID:
    if case_id is None:
        raise AssertionError("a line with the facts of its case has its case")
    return case_id


def _address(summary: LearningSummary) -> str:
    return reverse("learning:detail", args=[summary.pk])


def _printed(document: StoredDocument) -> str:
    return reverse("documents:detail", args=[document.pk])

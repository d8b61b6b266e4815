"""The list of summaries, one summary, and each step that a person takes with it."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.core.errors import DomainError
from apps.learning.domain.preparing import (
    abandon,
    draft_case_summary,
    draft_meeting_summary,
    submit_for_approval,
)
from apps.learning.domain.publishing import approve, publish, send_back
from apps.learning.domain.screening import unresolved_in_summary
from apps.learning.enums import OPEN_STATUSES, SummaryStatus
from apps.learning.forms.summary import ReasonForm
from apps.learning.models import LearningSummary
from apps.learning.presenters import summary as presenting
from apps.learning.queries.lists import cases_to_summarise, meetings_to_summarise, summaries_page
from apps.learning.queries.visible import readable_content
from apps.learning.views.base import OneSummary
from apps.meetings.queries.involved import kept_until, lines_kept_for_readers


class SummaryList(GuardedView):
    """What is being written, waits for a second person, or can be published; and what has no summary yet."""

    permission = Permission.LEARNING_VIEW
    template_name = "learning/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the open summaries, or all of them page by page."""
        show_all = request.GET.get("show") == "all"
        page = summaries_page(self.actor, show_all=show_all, after=request.GET.get("after", ""))
        self.record_list([one.pk for one in page.rows], "learning.learningsummary")
        return self.page(
            {
                "page_title": _("Learning"),
                "columns": presenting.columns(),
                "rows": [presenting.row(one) for one in page.rows],
                "show_all": show_all,
                "older": page.older,
                "cases": [] if show_all else [presenting.case_task(one) for one in cases_to_summarise(self.actor)],
                "meetings": []
                if show_all
                else [presenting.meeting_task(one) for one in meetings_to_summarise(self.actor)],
            }
        )


def _kept_until(summary: LearningSummary) -> datetime | None:
    """Until when an involved reader has time to read the outcome before the learning goes out."""
    ends = (kept_until(line) for line in lines_kept_for_readers(summary.cases()))
    return max((end for end in ends if end), default=None)


def _opened(summary: LearningSummary) -> HttpResponse:
    """A draft is opened for writing. What waits or is approved is shown: an edit would void the approval."""
    return redirect("learning:edit" if summary.status == SummaryStatus.DRAFT else "learning:detail", summary.pk)


class DraftCaseSummary(GuardedView):
    """Opens the summary of a discussed case, drafting it when there is none that is open."""

    permission = Permission.LEARNING_PREPARE

    def post(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Draft and go to it."""
        summary = draft_case_summary(actor=self.actor, case_id=case_id)
        return _opened(summary)


class DraftMeetingSummary(GuardedView):
    """Opens the summary of a held meeting, drafting it when there is none that is open."""

    permission = Permission.LEARNING_PREPARE

    def post(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Draft and go to it."""
        summary = draft_meeting_summary(actor=self.actor, meeting_id=meeting_id)
        return _opened(summary)


class SummaryDetail(OneSummary):
    """One summary as it would be published, with the step that comes next."""

    template_name = "learning/detail.html"

    def get(self, request: HttpRequest, summary_id: UUID) -> HttpResponse:
        """Show the exact content, the open findings and the buttons."""
        return self.show(self.subject)

    def show(self, summary: LearningSummary, problem: str = "", status: int = 200) -> HttpResponse:
        """The page, with a refusal in words where there was one."""
        is_open = summary.status in OPEN_STATUSES
        return self.page(
            {
                "page_title": str(summary),
                "summary": summary,
                "status": presenting.status(summary),
                "parts": presenting.preview(readable_content(self.actor, summary)),
                "findings": presenting.findings(unresolved_in_summary(summary)) if is_open else [],
                "can": presenting.buttons(self.actor, summary),
                "renewal": presenting.renewal(self.actor, summary),
                "authors": [author.person.full_name for author in summary.authors.all()],
                "approvals": list(summary.approvals.all()),
                "problem": problem,
                "kept_until": _kept_until(summary) if is_open else None,
            },
            status,
        )


class Step(SummaryDetail, ABC):
    """A step of the lifecycle sent from the summary's page; a refusal is shown on that page."""

    access_action = None

    def get(self, request: HttpRequest, summary_id: UUID) -> HttpResponse:
        """A step is sent, not opened: show the summary."""
        return redirect("learning:detail", summary_id)

    def post(self, request: HttpRequest, summary_id: UUID) -> HttpResponse:
        """Take the step."""
        try:
            done = self.take(summary_id, request)
        except DomainError as refused:
            return self.show(self.load(summary_id=summary_id), refused.message, refused.status)
        messages.success(request, done)
        return redirect("learning:detail", summary_id)

    @abstractmethod
    def take(self, summary_id: UUID, request: HttpRequest) -> str:
        """Call the domain; returns what to say afterwards."""

    @staticmethod
    def version(request: HttpRequest) -> int | None:
        """The version that the page was made from."""
        given = request.POST.get("version", "")
        return int(given) if given.isdecimal() else None


class SubmitSummary(Step):
    """Asks a second person for approval."""

    def take(self, summary_id: UUID, request: HttpRequest) -> str:
        """Submit."""
        submit_for_approval(actor=self.actor, summary_id=summary_id, expected_version=self.version(request))
        return _("Waiting for a second person to approve it.")


class ApproveSummary(Step):
    """Approves the exact content that was on the page."""

    def take(self, summary_id: UUID, request: HttpRequest) -> str:
        """Approve by hash."""
        approve(actor=self.actor, summary_id=summary_id, content_sha256=request.POST.get("content_sha256", "")[:64])
        return _("Approved. It can be published now.")


class PublishSummary(Step):
    """Publishes the approved content; the PDF is made in the background."""

    def take(self, summary_id: UUID, request: HttpRequest) -> str:
        """Publish."""
        publish(actor=self.actor, summary_id=summary_id, expected_version=self.version(request))
        return _("Published. The PDF is being made; it will be in the library in a moment.")


class _WithReason(OneSummary, ABC):
    """A step that needs a reason: its own small page."""

    access_action = None
    template_name = "learning/reason.html"
    title = button = done = ""

    def get(self, request: HttpRequest, summary_id: UUID) -> HttpResponse:
        """Ask why."""
        return self._show(ReasonForm())

    def post(self, request: HttpRequest, summary_id: UUID) -> HttpResponse:
        """Take the step, or say why not with the reason still there."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._show(form, 400)
        try:
            self.take(summary_id, form.cleaned_data["reason"])
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, refused.status)
        messages.success(request, self.words()["done"])
        return redirect("learning:detail", summary_id)

    @abstractmethod
    def take(self, summary_id: UUID, reason: str) -> None:
        """Call the domain."""

    @abstractmethod
    def words(self) -> dict[str, str]:
        """Title, button and what is said afterwards."""

    def _show(self, form: ReasonForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "summary": self.subject, **self.words()}
        return self.page({"page_title": context["title"], **context}, status)


class SendBackSummary(_WithReason):
    """Returns a summary to its author."""

    def take(self, summary_id: UUID, reason: str) -> None:
        """Send it back."""
        send_back(actor=self.actor, summary_id=summary_id, reason=reason)

    def words(self) -> dict[str, str]:
        """What the page says."""
        return {"title": _("Send back to its author"), "button": _("Send back"), "done": _("Sent back.")}


class AbandonSummary(_WithReason):
    """Gives a draft up."""

    def take(self, summary_id: UUID, reason: str) -> None:
        """Abandon it."""
        abandon(actor=self.actor, summary_id=summary_id, reason=reason)

    def words(self) -> dict[str, str]:
        """What the page says."""
        return {
            "title": _("Give this summary up"),
            "button": _("Give it up"),
            "done": _("Given up. It stays in the trail, and a new one can be started."),
        }


class PublishEarly(_WithReason):
    """Goes on although an involved reader still has time to read the outcome first: to the second person, or out."""

    def take(self, summary_id: UUID, reason: str) -> None:
        """Take the step that comes next, and keep why it could not wait."""
        step = submit_for_approval if self.subject.status == SummaryStatus.DRAFT else publish
        step(actor=self.actor, summary_id=summary_id, early_reason=reason)

    def words(self) -> dict[str, str]:
        """What the page says."""
        if self.subject.status == SummaryStatus.DRAFT:
            return {
                "title": _("Go on before the reader’s time is over?"),
                "button": _("Record the reason and ask for approval"),
                "done": _("A second person is asked to approve it."),
            }
        return {
            "title": _("Publish before the reader’s time is over?"),
            "button": _("Record the reason and publish"),
            "done": _("Published. The PDF is being made; it will be in the library in a moment."),
        }

"""Writing a summary, and giving a reason for what the identifier screen found."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.cases.domain.screening import known_for_cases
from apps.cases.presenters.screening import screened_form
from apps.cases.views.screening import Screening
from apps.core.errors import DomainError
from apps.core.kept_input import initial_from
from apps.documents.enums import DocumentKind
from apps.learning.domain.justifying import finding_at, justify_finding
from apps.learning.domain.preparing import edit_summary
from apps.learning.forms.summary import CaseSummaryForm, JustifyForm, MeetingSummaryForm, TopicForm, lines
from apps.learning.presenters import summary as presenting
from apps.learning.views.base import OneSummary

SPARE_TOPICS = 2


class ScreenSummary(OneSummary, Screening):
    """Says while a summary is written what in it may identify somebody of the cases behind it."""

    permission = Permission.LEARNING_PREPARE

    def post(self, request: HttpRequest, summary_id: UUID) -> HttpResponse:
        """Say what is found."""
        self.record_sitting("learning.learningsummary", summary_id, self.subject.department_id)
        return self.answer(request, known_for_cases(self.subject.cases()))


class EditSummary(OneSummary):
    """The text of a summary. A meeting's topics are rows of the same form, with two spare."""

    permission = Permission.LEARNING_PREPARE
    template_name = "learning/edit.html"

    def get(self, request: HttpRequest, summary_id: UUID) -> HttpResponse:
        """Show the text as it stands."""
        content, kept = self.subject.content, initial_from(request)
        if self._is_meeting and kept:
            return self._show(MeetingSummaryForm(kept), self._bound_topics(kept))
        if kept:
            return self._show(CaseSummaryForm(kept), [])
        if self._is_meeting:
            form: Any = MeetingSummaryForm(initial={**MeetingSummaryForm.initial_from(content), **self._version()})
            return self._show(form, self._topics(content.get("topics", [])))
        initial = {**CaseSummaryForm.initial_from(content), **self._version()}
        return self._show(CaseSummaryForm(initial=initial), [])

    def post(self, request: HttpRequest, summary_id: UUID) -> HttpResponse:
        """Keep the text, or say what to put right with everything still there."""
        if self._is_meeting:
            form: Any = MeetingSummaryForm(request.POST)
            topics = self._bound_topics(request.POST)
        else:
            form, topics = CaseSummaryForm(request.POST), []
        if not all([form.is_valid(), *(topic.is_valid() for topic in topics)]):
            return self._show(form, topics, 400)
        try:
            edit_summary(
                actor=self.actor,
                summary_id=summary_id,
                content=self._content(form, topics),
                expected_version=form.cleaned_data["version"],
            )
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, topics, refused.status)
        messages.success(request, _("Saved. This is how it would be published."))
        return redirect("learning:detail", summary_id)

    @property
    def _is_meeting(self) -> bool:
        return self.subject.kind == DocumentKind.MEETING_LEARNING_SUMMARY

    def _version(self) -> dict[str, int]:
        return {"version": self.subject.version}

    def _topics(self, topics: list[dict[str, Any]]) -> list[TopicForm]:
        rows = [CaseSummaryForm.initial_from(topic) for topic in topics] + [{}] * SPARE_TOPICS
        return [TopicForm(initial=row, prefix=f"topic{index}") for index, row in enumerate(rows)]

    def _bound_topics(self, sent: QueryDict) -> list[TopicForm]:
        rows = [int(found[1]) for name in sent if (found := re.fullmatch(r"topic(\d{1,2})-heading", name))]
        return [TopicForm(sent, prefix=f"topic{index}") for index in sorted(rows)]

    def _content(self, form: Any, topics: list[TopicForm]) -> dict[str, Any]:
        if not self._is_meeting:
            content: dict[str, Any] = form.content()
            return content
        kept = form.cleaned_data
        return {
            "title": kept["title"],
            "introduction": kept["introduction"],
            "further_reading": lines(kept["further_reading"]),
            "discussed_month": kept["discussed_month"],
            "topics": [one for one in (topic.content() for topic in topics) if one],
        }

    def _show(self, form: Any, topics: list[TopicForm], status: int = 200) -> HttpResponse:
        return self.page(
            {
                "page_title": _("Write the learning"),
                "form": form,
                "topics": topics,
                "summary": self.subject,
                "screened": screened_form(reverse("learning:screen", args=[self.subject.pk]), "*"),
            },
            status,
        )


class JustifyFinding(OneSummary):
    """Why one finding of the identifier screen may stay, in the name of whoever says so."""

    permission = Permission.LEARNING_PREPARE
    access_action = None
    template_name = "learning/justify.html"

    def get(self, request: HttpRequest, summary_id: UUID) -> HttpResponse:
        """Ask for the reason."""
        return self._show(JustifyForm(), self._finding(request))

    def post(self, request: HttpRequest, summary_id: UUID) -> HttpResponse:
        """Keep the reason, or say why not."""
        form, one = JustifyForm(request.POST), self._finding(request)
        if not form.is_valid():
            return self._show(form, one, 400)
        try:
            justify_finding(
                actor=self.actor,
                summary_id=summary_id,
                field=one.field,
                start=one.finding.start,
                kind=one.finding.kind,
                justification=form.cleaned_data["justification"],
            )
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, one, refused.status)
        messages.success(request, _("Your reason is kept with the summary."))
        return redirect("learning:detail", summary_id)

    def _finding(self, request: HttpRequest) -> Any:
        start = request.GET.get("start", "")
        # No text is that long: a place that cannot be is a finding that is gone.
        place = int(start) if start.isdecimal() and len(start) < 9 else -1
        return finding_at(self.subject, field=request.GET.get("field", ""), start=place)

    def _show(self, form: JustifyForm, one: Any, status: int = 200) -> HttpResponse:
        shown = presenting.findings([one])[0]
        return self.page(
            {"page_title": _("Why may this stay?"), "form": form, "one": shown, "summary": self.subject}, status
        )

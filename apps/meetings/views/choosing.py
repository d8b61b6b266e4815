"""From a case to its meeting: the one whose agenda it is on, or the ones that it can go on."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.cases.models import Case
from apps.cases.queries.visible import visible_to as visible_cases
from apps.core.errors import NotVisible
from apps.meetings.presenters import meetings as words
from apps.meetings.presenters.agenda import case_hint
from apps.meetings.queries.agendas import open_line_of, shown_title
from apps.meetings.queries.listing import meetings_page

PAST_ONES = 5


class MeetingForCase(GuardedView):
    """Leads to the case's line when it is on an agenda; otherwise offers coming meetings and the latest past ones."""

    permission = Permission.AGENDA_MANAGE
    view_permission = Permission.CASE_VIEW
    template_name = "meetings/for_case.html"
    subject: Case

    def load(self, **kwargs: Any) -> Case:
        """The case, if the actor may see it."""
        found = visible_cases(self.actor).select_related("presentation").filter(pk=kwargs["case_id"]).first()
        if found is None:
            raise NotVisible
        return found

    def get(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Show the choice, or go to the line."""
        line = open_line_of(case_id)
        if line is not None:
            return redirect(f"{reverse('meetings:detail', args=[line.meeting_id])}#line-{line.pk}")
        department = self.subject.department_id
        coming = meetings_page(self.actor, ahead=True, department_id=department).meetings
        over = meetings_page(self.actor, ahead=False, department_id=department, size=PAST_ONES).meetings
        context = {
            "page_title": _("Choose a meeting"),
            "page_section": _("Meetings"),
            "title": shown_title(self.subject) or self.subject.reference,
            "hint": case_hint(self.subject),
            "is_screened": bool(shown_title(self.subject)),
            "case_href": reverse("cases:detail", args=[case_id]),
            "columns": words.columns(many_departments=False),
            "coming": [words.row_for_case(one, case_id) for one in coming if one.status == "planned"],
            "over": [words.row_for_case(one, case_id) for one in over if one.status == "held"],
        }
        return self.page(context)

"""The list of meetings, and the page of one meeting."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import departments_where, may
from apps.meetings.domain.transitions import facts_of
from apps.meetings.presenters import agenda as agenda_words
from apps.meetings.presenters import meetings as words
from apps.meetings.presenters.contributed import contributed
from apps.meetings.queries.agendas import agenda_for
from apps.meetings.queries.attendance import attendance_counts
from apps.meetings.queries.compliance import meetings_compliance
from apps.meetings.queries.listing import meetings_page
from apps.meetings.queries.minutes import minutes_used
from apps.meetings.queries.people import names_chairing
from apps.meetings.queries.presenting import leads_a_case
from apps.meetings.views.base import OneMeeting


class MeetingList(GuardedView):
    """Meetings ahead and meetings over, with a warning when they are too few or too far apart."""

    permission = Permission.MEETING_VIEW
    template_name = "meetings/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of meetings."""
        ahead = request.GET.get("show") != "past"
        page = meetings_page(self.actor, ahead=ahead, after=request.GET.get("after", ""))
        self.record_list([meeting.pk for meeting in page.meetings], "meetings.meeting")
        departments = departments_where(self.actor, Permission.MEETING_VIEW)
        schedules = departments_where(self.actor, Permission.MEETING_SCHEDULE)
        show = {} if ahead else {"show": "past"}
        context = {
            "page_title": _("Meetings"),
            "ahead": ahead,
            "may_schedule": bool(schedules),
            "columns": words.columns(many_departments=len(departments) > 1),
            "rows": [words.row(meeting) for meeting in page.meetings],
            "first_href": f"{reverse('meetings:list')}?{urlencode(show)}" if request.GET.get("after") else "",
            "further_href": f"?{urlencode({**show, 'after': page.further})}" if page.further else "",
            "shown": len(page.meetings),
            **_compliance(departments),
        }
        return self.page(context)


def _compliance(departments: tuple[UUID, ...]) -> dict[str, Any]:
    """Figures for the person's one department; with several, each has its own page of figures."""
    if len(departments) != 1:
        return {"stats": [], "warnings": []}
    found = meetings_compliance(departments[0])
    return {"stats": words.compliance_stats(found), "warnings": words.warnings(found)}


class MeetingDetail(OneMeeting):
    """One meeting: its agenda with the time that is left, who came, and what was concluded."""

    permission = Permission.MEETING_VIEW
    template_name = "meetings/detail.html"

    def get(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Show the page."""
        meeting = self.subject
        lines = agenda_for(meeting, self.actor)
        allowed = words.can(
            meeting, self.actor, facts_of(meeting, self.actor), leads=leads_a_case(meeting, self.actor.user_id)
        )
        counts = attendance_counts(meeting, self.actor)
        more = contributed(self.actor, meeting, lines)
        context = self.context(
            meeting.title,
            status=words.status(meeting),
            facts=words.facts(meeting),
            notes=words.notes(meeting),
            can=allowed,
            actions=more.actions
            + words.actions(meeting, allowed, len(lines))
            + words.asking(meeting, allowed, names_chairing(meeting.department_id) if allowed.ask_to_cancel else []),
            lines=agenda_words.lines(meeting, lines, allowed, more.of_lines),
            budget=words.budget(meeting, minutes_used(meeting)),
            attendance=words.attendance_words(counts, meeting.quorum),
            sees_cases=any(line.case_id for line in lines)
            or bool(may(self.actor, Permission.AGENDA_MANAGE, meeting.access_facts())),
        )
        return self.page(context)

"""The view for the room: one case a page, question first, the reveal as a page of its own.

The template gets a `Slide` and addresses, and nothing else: no request, no user, no meeting.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.core.errors import NotVisible
from apps.meetings.enums import MeetingStatus
from apps.meetings.queries.presenting import Slide, leads_a_case, slides_of
from apps.meetings.views.base import OneMeeting


class Present(OneMeeting):
    """The first page: how many cases there are."""

    permission = Permission.MEETING_VIEW

    def load(self, **kwargs: Any) -> Any:
        """The meeting, for those who manage its agenda or lead one of its cases."""
        meeting = super().load(**kwargs)
        manages = may(self.actor, Permission.AGENDA_MANAGE, meeting.access_facts())
        if meeting.status == MeetingStatus.CANCELLED or not (manages or leads_a_case(meeting, self.actor.user_id)):
            raise NotVisible
        return meeting

    def get(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Show it."""
        slides = slides_of(self.subject)
        start = reverse("meetings:present-case", args=[meeting_id, 1]) if slides else ""
        return self.room("meetings/present_start.html", total=len(slides), next_href=start)

    def slide(self, number: int) -> Slide:
        """One case; raises NotVisible when the agenda has no such number."""
        slides = slides_of(self.subject)
        if not 1 <= number <= len(slides):
            raise NotVisible
        return slides[number - 1]

    def room(self, template: str, **shown: Any) -> HttpResponse:
        """Render without the request: nothing of the signed-in person, and no message, can reach the page."""
        leave = reverse("meetings:detail", args=[self.subject.pk])
        return HttpResponse(
            render_to_string(template, {**shown, "leave_href": leave}), headers={"Cache-Control": "private, no-store"}
        )

    def near(self, slide: Slide) -> dict[str, str]:
        """Addresses of the case before and the case after."""
        keys = self.subject.pk
        before, after = slide.number - 1, slide.number + 1
        return {
            "previous_href": reverse("meetings:present-case", args=[keys, before]) if before else "",
            "following_href": reverse("meetings:present-case", args=[keys, after]) if after <= slide.total else "",
        }


class PresentCase(Present):
    """The vignette and the question."""

    def get(self, request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:  # type: ignore[override]  # takes the case's number
        """Show it; the reveal is not in this page."""
        slide = self.slide(number)
        reveal = reverse("meetings:present-reveal", args=[meeting_id, number]) if slide.is_ready else ""
        question = Slide(
            number=slide.number,
            total=slide.total,
            minutes=slide.minutes,
            is_ready=slide.is_ready,
            vignette=slide.vignette,
            question=slide.question,
        )
        return self.room("meetings/present_case.html", slide=question, reveal_href=reveal, **self.near(slide))


class PresentReveal(Present):
    """What it was."""

    def get(self, request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:  # type: ignore[override]  # takes the case's number
        """Show it."""
        slide = self.slide(number)
        back = reverse("meetings:present-case", args=[meeting_id, number])
        return self.room("meetings/present_reveal.html", slide=slide, back_href=back, **self.near(slide))

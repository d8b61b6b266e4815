"""The view for the room: one case a page, question first, the reveal as a page of its own.

The template gets a `Slide` and addresses, and nothing else: no request, no user, no meeting.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.cases.enums import ShownWith
from apps.cases.views.files import FOLDER, inert
from apps.core.errors import DomainError, NotVisible
from apps.core.kept_input import initial_from
from apps.meetings.domain.involving import show_all_the_same
from apps.meetings.enums import MeetingStatus
from apps.meetings.forms.involved import AllTheSameForm
from apps.meetings.models import AgendaItem
from apps.meetings.presenters.about_the_case import failure_words
from apps.meetings.queries.involved import lines_held_back, notice_days
from apps.meetings.queries.presenting import Slide, SlideImage, image_of_slide, leads_a_case, slides_of
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
        held_back = lines_held_back(self.subject)
        why = [(number, reverse("meetings:present-why", args=[meeting_id, number])) for number in held_back]
        return self.room("meetings/present_start.html", total=len(slides), next_href=start, held_back=why)

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

    def held_back(self, slide: Slide) -> HttpResponse:
        """Instead of a case whose involved reader had short notice, until somebody says why it is shown."""
        bare = Slide(number=slide.number, total=slide.total, minutes=slide.minutes, is_ready=False)
        why = reverse("meetings:present-why", args=[self.subject.pk, slide.number])
        return self.room("meetings/present_held_back.html", slide=bare, why_href=why, **self.near(slide))

    def pictures(self, slide: Slide, address: str, images: tuple[SlideImage, ...]) -> list[dict[str, str]]:
        """Addresses and words of the images; an address tells a place and nothing else."""
        keys = [self.subject.pk, slide.number]
        return [{"href": reverse(address, args=[*keys, one.place]), "alt": one.alt_text} for one in images]

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
        if number in lines_held_back(self.subject):
            return self.held_back(slide)
        reveal = reverse("meetings:present-reveal", args=[meeting_id, number]) if slide.is_ready else ""
        question = Slide(
            number=slide.number,
            total=slide.total,
            minutes=slide.minutes,
            is_ready=slide.is_ready,
            vignette=slide.vignette,
            question=slide.question,
            images=slide.images,
        )
        images = self.pictures(slide, "meetings:present-image", slide.images)
        return self.room(
            "meetings/present_case.html", slide=question, images=images, reveal_href=reveal, **self.near(slide)
        )


class PresentReveal(Present):
    """What it was."""

    def get(self, request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:  # type: ignore[override]  # takes the case's number
        """Show it."""
        slide = self.slide(number)
        if number in lines_held_back(self.subject):
            return self.held_back(slide)
        back = reverse("meetings:present-case", args=[meeting_id, number])
        images = self.pictures(slide, "meetings:present-reveal-image", slide.reveal_images)
        failed = [failure_words(*one) for one in slide.failed_at]
        return self.room(
            "meetings/present_reveal.html",
            slide=slide,
            images=images,
            failed=failed,
            back_href=back,
            **self.near(slide),
        )


class PresentImage(Present):
    """One confirmed image that is shown with the question; the look is recorded as for the pages of the meeting."""

    moment: ClassVar[ShownWith] = ShownWith.QUESTION

    def get(self, request: HttpRequest, meeting_id: UUID, number: int, place: int) -> HttpResponse:  # type: ignore[override]  # takes the image's place
        """Send it; 404 for a case that is held back, is not screened, or shows no such image."""
        if number in lines_held_back(self.subject):
            raise Http404
        try:
            file = image_of_slide(self.subject, number, self.moment, place)
        except NotVisible as hidden:
            raise Http404 from hidden
        return inert(FOLDER.read_verified(file.file, file.file_sha256), file.media_type, "inline")


class PresentRevealImage(PresentImage):
    """One that is shown with the reveal."""

    moment = ShownWith.REVEAL


class ShowAllTheSame(Present):
    """Why a case is shown although its involved reader had short notice; not for the room, so it names the meeting."""

    template_name = "meetings/form.html"

    def get(self, request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:  # type: ignore[override]  # takes the case's number
        """Ask."""
        return self._ask(AllTheSameForm(initial_from(request)), number)

    def post(self, request: HttpRequest, meeting_id: UUID, number: int) -> HttpResponse:
        """Record the reason and go on to the case; one that needs none goes on at once."""
        item = self._line(number)
        form = AllTheSameForm(request.POST)
        if item is None:
            return redirect("meetings:present-case", meeting_id, number)
        if not form.is_valid():
            return self._ask(form, number, 400)
        try:
            show_all_the_same(actor=self.actor, item=item, reason=form.cleaned_data["reason"])
        except DomainError as refused:
            form.refuse(refused)
            return self._ask(form, number, refused.status)
        return redirect("meetings:present-case", meeting_id, number)

    def _line(self, number: int) -> AgendaItem | None:
        self.slide(number)
        return lines_held_back(self.subject).get(number)

    def _ask(self, form: AllTheSameForm, number: int, status: int = 200) -> HttpResponse:
        self.slide(number)
        title = _("Show case %(n)s all the same?") % {"n": number}
        caption = _("An involved reader was told less than %(days)s days before. The reason is kept beside the case.")
        context = self.context(
            title, form=form, button=_("Record the reason and show it"), caption=caption % {"days": notice_days()}
        )
        back = reverse("meetings:present", args=[self.subject.pk])
        return self.page({**context, "back_href": back, "hidden": {}}, status)

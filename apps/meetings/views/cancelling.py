"""Cancelling a meeting, and asking those who may when its cases stand in the way."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.core.errors import DomainError
from apps.core.kept_input import initial_from
from apps.meetings.domain.asking import ask_to_cancel
from apps.meetings.domain.scheduling import cancel_meeting
from apps.meetings.errors import MeetingRefused
from apps.meetings.forms.planning import ReasonForm
from apps.meetings.queries.people import names_chairing
from apps.meetings.views.base import OneMeeting, expected_version


class CancelMeeting(OneMeeting):
    """Asks why, says what follows, and cancels."""

    permission = Permission.MEETING_SCHEDULE
    template_name = "meetings/confirm.html"

    def get(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Ask."""
        return self._show(ReasonForm(initial_from(request)))

    def post(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Cancel it, or say why not."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._show(form, 400)
        try:
            cancel_meeting(
                actor=self.actor,
                meeting_id=meeting_id,
                reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )
        except DomainError as refused:
            form.refuse(refused)
            return self._show(form, refused.status)
        messages.success(request, _("The meeting is cancelled. Its cases wait for another one."))
        return redirect(self.subject)

    def _show(self, form: ReasonForm, status: int = 200) -> HttpResponse:
        consequences = [
            _("Its cases are ready again, and can be put on another agenda."),
            _("It stays in the list of past meetings, with your reason."),
            _("It cannot be brought back. Plan a new one instead."),
        ]
        context = self.context(
            _("Cancel this meeting?"), form=form, button=_("Cancel meeting"), consequences=consequences
        )
        return self.page(context, status)


class AskToCancel(OneMeeting):
    """Asks the chair and the deputy to cancel a meeting whose cases only they may send back."""

    permission = Permission.MEETING_SCHEDULE
    access_action = None
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Ask, and say who was asked."""
        try:
            ask_to_cancel(actor=self.actor, meeting_id=meeting_id)
            names = ", ".join(names_chairing(self.subject.department_id))
            messages.success(request, _("Asked: %(names)s. You hear when the meeting is cancelled.") % {"names": names})
        except MeetingRefused as refused:
            messages.warning(request, refused.message)
        return redirect(self.subject)

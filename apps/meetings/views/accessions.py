"""The accession numbers of an agenda, for the chair's own workstation; never for the room."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.cases.views.pacs import AccessionList
from apps.meetings.models import Meeting
from apps.meetings.queries.agendas import case_ids_of
from apps.meetings.queries.visible import meeting_seen_by


class AgendaAccessions(AccessionList):
    """The numbers of the cases of one meeting, in the order of its agenda."""

    view_permission = Permission.MEETING_VIEW
    access_action = AccessAction.REVEAL
    subject: Meeting

    def load(self, **kwargs: Any) -> Meeting:
        """The meeting, if the actor may see it."""
        return meeting_seen_by(self.actor, kwargs["meeting_id"])

    def get(self, request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        """Show them."""
        back = self.subject.get_absolute_url()
        return self.answer(request, case_ids_of(self.subject), _("Accession numbers of the agenda"), back)

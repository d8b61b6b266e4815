"""Asking those who run the agenda for what only they may do."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.core.actor import Actor
from apps.core.events import publish
from apps.core.tracking import change
from apps.meetings.domain.lifecycle import NEEDS_AGENDA, refusal
from apps.meetings.domain.transitions import facts_of, opened
from apps.meetings.enums import MeetingEvent
from apps.meetings.errors import MeetingRefused
from apps.meetings.events import CancellationWanted
from apps.meetings.models import Meeting


def ask_to_cancel(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """Ask the chair and the deputy to cancel a meeting with cases on its agenda; publishes CancellationWanted.

    Sending the cases back is their decision (DESIGN C6, defer), so a coordinator asks. Raises NotVisible, Forbidden,
    and MeetingRefused when the actor can do it alone, or when it is too late.
    """
    with change(reason="cancellation asked for"):
        meeting = opened(actor, meeting_id, P.MEETING_SCHEDULE)
        refused = refusal(facts_of(meeting, actor), MeetingEvent.CANCEL)
        if refused is None:
            raise MeetingRefused("nobody_to_ask", _("You can cancel this meeting yourself."))
        if refused.code != NEEDS_AGENDA:
            raise MeetingRefused(refused.code, str(refused.message))
        publish(CancellationWanted(meeting_id=meeting.pk))
        return meeting

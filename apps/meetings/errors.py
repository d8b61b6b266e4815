"""The meeting's own refusals."""

from django.utils.translation import gettext as _

from apps.core.errors import Refused, Stale


class StaleMeeting(Stale):
    """Somebody changed the meeting or its agenda after this form was opened."""

    def __init__(self, by: str, at: str, current_version: int) -> None:
        super().__init__(
            "stale",
            _(
                "%(by)s changed this meeting at %(at)s, after you opened it. Nothing that you typed is lost: "
                "read the change, then send it again."
            )
            % {"by": by, "at": at},
        )
        self.current_version = current_version


class MeetingRefused(Refused):
    """The event is not possible in this state, or a guard refused it."""

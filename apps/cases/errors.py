"""The case's own refusals."""

from django.utils.translation import gettext as _

from apps.core.errors import Refused, Stale


class StaleCase(Stale):
    """Somebody changed the case after this form was opened."""

    def __init__(self, by: str, at: str, current_version: int) -> None:
        super().__init__(
            "stale",
            _(
                "%(by)s changed this case at %(at)s, after you opened it. Nothing that you typed is lost: "
                "read the change, then send it again."
            )
            % {"by": by, "at": at},
        )
        self.current_version = current_version


class OvertakenCase(StaleCase):
    """Somebody moved the case on after this form was opened, and the event is not possible any more."""

    def __init__(self, by: str, at: str, current_version: int, done: str, wanted: str) -> None:
        super().__init__(by, at, current_version)
        self.message = _(
            "%(by)s chose “%(done)s” at %(at)s, after you opened this page, so “%(wanted)s” was not done and "
            "nothing was changed. What you typed is below: copy what you need."
        ) % {"by": by, "at": at, "done": done, "wanted": wanted}


class TransitionRefused(Refused):
    """The event is not possible in this state, or a guard refused it."""

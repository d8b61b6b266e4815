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


class TransitionRefused(Refused):
    """The event is not possible in this state, or a guard refused it."""

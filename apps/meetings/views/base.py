"""What every page about one meeting shares."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.meetings.models import Meeting
from apps.meetings.queries.visible import meeting_seen_by


def expected_version(request: HttpRequest) -> int | None:
    """The version that the form was made from; None when it names none."""
    given = request.POST.get("expected_version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def people_choices(people: Any) -> list[tuple[str, str]]:
    """People as choices, by name."""
    return [(str(person.pk), person.full_name) for person in people]


def person_id(chosen: str) -> UUID | None:
    """The person who was chosen from a list of ours; None for nobody."""
    return UUID(chosen) if chosen else None


def some_id(text: str) -> UUID | None:
    """An id that came with an address or a form; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


class OneMeeting(GuardedView):
    """A page about one meeting: 404 outside its department, 403 for those who may see it but not do this."""

    view_permission = Permission.MEETING_VIEW
    object_label: ClassVar[str] = "meetings.meeting"
    subject: Meeting

    def load(self, **kwargs: Any) -> Meeting:
        """The meeting, if the actor may see it."""
        return meeting_seen_by(self.actor, kwargs["meeting_id"])

    def crumbs(self) -> list[dict[str, str]]:
        """The way back."""
        return [
            {"text": _("Meetings"), "href": reverse("meetings:list")},
            {"text": self.subject.title, "href": self.subject.get_absolute_url()},
        ]

    def context(self, title: str, **more: Any) -> dict[str, Any]:
        """What each of these pages shows besides its own."""
        return {
            "page_title": title,
            "page_section": _("Meetings"),
            "meeting": self.subject,
            "back_href": self.subject.get_absolute_url(),
            "crumbs": self.crumbs(),
            "hidden": {"expected_version": self.subject.version},
            **more,
        }

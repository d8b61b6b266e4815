"""The words of a mail: that something waits and where, never what."""

from django.conf import settings
from django.template.loader import render_to_string

from apps.notifications.models import Notification


def letter(found: Notification) -> str:
    """The plain text of the mail about one notification."""
    return render_to_string(
        "emails/something_waits.txt",
        {
            "name": found.person.full_name,
            "link": f"{settings.PUBLIC_ADDRESS}{found.url}",
            "is_urgent": found.is_urgent,
        },
    )

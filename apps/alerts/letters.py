"""The words of a letter to a referrer: that an alert waits and where, never what; no identifier and no finding."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.presenting import datetime_words


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Everything that a letter needs; `token` stands in its link and nowhere else."""

    to: str
    name: str
    department: str
    reference: str
    telephone: str
    token: str
    works_until: datetime
    message_id: str
    is_for_acting: bool


def link_to(token: str) -> str:
    """The whole address of a one-time link."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('alerts:answer', args=[token])}"


def message_of(letter: Letter) -> EmailMessage:
    """The mail, with the message id of its step: sent again it is the same letter to a mail server."""
    subject = (
        _("Please say what was done about a radiology alert")
        if letter.is_for_acting
        else _("A radiology alert waits for you")
    )
    body = render_to_string(
        "emails/alert_waits.txt",
        {
            "letter": letter,
            "link": link_to(letter.token),
            "until": datetime_words(letter.works_until),
        },
    )
    return EmailMessage(
        subject=f"{subject} - {letter.reference}",
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.to],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )

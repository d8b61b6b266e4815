"""The link with which somebody chooses a password: sent by mail, never shown to another person."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.domain.passwords import link_parts
from apps.accounts.models import User

log = logging.getLogger(__name__)


def link_for(user: User) -> str:
    """The whole link; it works once and for a day."""
    uid, token = link_parts(user)
    return str(settings.PUBLIC_ADDRESS) + reverse("accounts:set-password", kwargs={"uid": uid, "token": token})


def mail_is_delivered() -> bool:
    """Whether mail leaves this installation. Without a mail server it is only printed by the web process."""
    return not str(settings.EMAIL_BACKEND).endswith(("console.EmailBackend", "dummy.EmailBackend"))


def mail_link(user: User) -> str:
    """Mail the link to the person once the transaction has been committed; returns the link.

    A mail server that is away does not undo the account: the administrator sends another link.
    """
    link = link_for(user)
    subject = str(_("Choose your password for %(service)s") % {"service": settings.SERVICE_NAME})
    body = render_to_string(
        "accounts/mail/choose_password.txt",
        {"name": user.full_name, "link": link, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600},
    )

    def deliver() -> None:
        try:
            send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
        except (SMTPException, OSError) as error:
            log.warning("mail.not_sent", extra={"user_id": str(user.pk), "code": type(error).__name__})

    transaction.on_commit(deliver)
    return link


def send_link(*, email: str) -> None:
    """Mail a link to whoever has that address; does nothing, and says nothing, when nobody has."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is not None:
        mail_link(user)

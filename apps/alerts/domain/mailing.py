"""Writing to a referrer: which letter a step needs, and handing it to the mail server."""

import smtplib
from datetime import timedelta

from apps.alerts.domain.links import DEFAULT_HOURS, make_link
from apps.alerts.enums import ActKind, Channel, LinkPurpose
from apps.alerts.letters import Letter, message_of
from apps.alerts.models import Alert, AlertClock, AlertRecipient
from apps.alerts.queries.settings import switch_of
from apps.core.clock import now

PERMANENT = 500


class Undeliverable(Exception):
    """The mail server says for good that nobody is reached at this address."""


def letter_for(clock: AlertClock) -> Letter | None:
    """The letter of a step, with a new link; None when the step is no letter or there is no address to write to."""
    if clock.channel not in (Channel.REFERRER_EMAIL, Channel.TEAM_EMAIL):
        return None
    alert = Alert.objects.select_related("department").get(pk=clock.alert_id)
    recipient = AlertRecipient.objects.filter(alert=alert, ended_at=None).first()
    to = _address(recipient, Channel(clock.channel))
    if recipient is None or not to or not alert.is_open:
        return None
    purpose = LinkPurpose.ACT if clock.waits_for == ActKind.ACTED else LinkPurpose.READ
    switch = switch_of(alert.department_id)
    return Letter(
        to=to,
        name=recipient.name,
        department=alert.department.name,
        reference=alert.reference,
        telephone=switch.telephone if switch else "",
        token=make_link(alert, recipient, purpose),
        works_until=now() + timedelta(hours=switch.link_hours if switch else DEFAULT_HOURS),
        message_id=clock.message_id,
        is_for_acting=purpose == LinkPurpose.ACT,
    )


def _address(recipient: AlertRecipient | None, channel: Channel) -> str:
    if recipient is None:
        return ""
    return recipient.team_email if channel == Channel.TEAM_EMAIL else recipient.email or recipient.team_email


def send(letter: Letter) -> None:
    """Hand it to the mail server. Raises Undeliverable, and SMTPException or OSError for what may pass."""
    try:
        message_of(letter).send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _said in refused.recipients.values()]
        if codes and all(code >= PERMANENT for code in codes):
            raise Undeliverable(f"SMTP {codes[0]}") from refused
        raise

"""Closed word lists of fail-safe alerts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AlertStatus(models.TextChoices):
    """Where an alert stands: it is open until it was read and, as a second act, acted on."""

    UNREAD = "unread", _("Not read yet")
    READ = "read", _("Read, not acted on yet")
    ACTED = "acted", _("Read and acted on")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = (AlertStatus.UNREAD, AlertStatus.READ)
CLOSED = (AlertStatus.ACTED, AlertStatus.WITHDRAWN)


class AlertEvent(models.TextChoices):
    """What can happen to an alert."""

    CONFIRM_READ = "confirm_read", _("Record that it was read")
    CONFIRM_ACTED = "confirm_acted", _("Record what was done")
    TAKE_BACK = "take_back", _("Strike a wrong entry")
    WITHDRAW = "withdraw", _("Withdraw")


class ActKind(models.TextChoices):
    """The acts that an alert waits for, and the one that may follow them."""

    READ = "read", _("Report read")
    ACTED = "acted", _("Acted on")
    INFORMED = "informed", _("Patient informed")


class HowConfirmed(models.TextChoices):
    """How it is known that somebody read or acted."""

    LINK = "link", _("By the referrer, through the one-time link")
    TELEPHONE = "telephone", _("By telephone")
    IN_PERSON = "in_person", _("In person")
    EMAIL = "email", _("By e-mail")
    LETTER = "letter", _("By letter")
    RECORD = "record", _("Seen in the patient's record")


class CancerKind(models.TextChoices):
    """What a cancer alert is for; simple progression of a known cancer is not one (AoMRC and RCR 2022)."""

    NEW = "new", _("New cancer suspected")
    RECURRENCE = "recurrence", _("New recurrence suspected")


class WaitUnit(models.TextChoices):
    """Units of a limit and of a step. Minutes and hours run through; days are those of the London calendar."""

    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    DAYS = "days", _("calendar days")
    WORKING_DAYS = "working_days", _("working days")


class Channel(models.TextChoices):
    """How a step reaches somebody."""

    REFERRER_EMAIL = "referrer_email", _("E-mail to the referrer, with a one-time link")
    TEAM_EMAIL = "team_email", _("E-mail to the referrer's team, with a one-time link")
    OFFICER = "officer", _("Notice to the fail-safe officers")
    PERSON = "person", _("Notice to a named person here")
    TELEPHONE = "telephone", _("A call for a fail-safe officer to make")


class ClockKind(models.TextChoices):
    """What a clock stands for."""

    NOTICE = "notice", _("First notice")
    LIMIT = "limit", _("Limit for reading passed")
    RULE = "rule", _("Escalation")


class ClockState(models.TextChoices):
    """Whether the sweep still has to look at a clock."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("No longer needed")


class AttemptOutcome(models.TextChoices):
    """What became of one attempt; an attempt without an outcome was cut short."""

    NOT_KNOWN = "", _("May have been sent")
    SENT = "sent", _("Handed to the mail server")
    TOLD = "told", _("Told")
    CALL_ASKED = "call_asked", _("A call was asked for")
    FAILED = "failed", _("Could not be sent; it is tried again")
    REFUSED = "refused", _("The mail server refused the address")


class CallReason(models.TextChoices):
    """Why somebody has to call."""

    DIRECT_CONTACT = "direct_contact", _("This category asks for direct contact")
    ESCALATION = "escalation", _("An escalation step asks for a call")
    NO_ADDRESS = "no_address", _("There is no e-mail address to write to")
    NOT_DELIVERED = "not_delivered", _("The e-mail could not be delivered")
    WRONG_RECIPIENT = "wrong_recipient", _("It went to somebody who is not the right one")
    OWN_ACCORD = "own_accord", _("Of one's own accord")


class LinkPurpose(models.TextChoices):
    """The one thing that a link is for."""

    READ = "read", _("To confirm reading")
    ACT = "act", _("To say what was done")

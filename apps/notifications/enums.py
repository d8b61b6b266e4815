"""The kinds of notifications."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NotificationKind(models.TextChoices):
    """Why somebody is told something; the words shown as a tag beside it."""

    PATIENT = "patient", _("For a patient")
    QUESTION = "question", _("Question")
    TRIAGE = "triage", _("To decide")
    REVIEW = "review", _("Your view is wanted")
    STEP = "step", _("Your case")
    MESSAGE = "message", _("Message")
    MEETING = "meeting", _("Meeting")
    APPROVAL = "approval", _("Approval")
    DOCUMENT = "document", _("Document")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REMINDER = "reminder", _("Reminder")

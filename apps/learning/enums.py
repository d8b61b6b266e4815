"""The closed lists of the learning app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SummaryStatus(models.TextChoices):
    """Where a learning summary stands on its way to being published."""

    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Waiting for a second person")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    ABANDONED = "abandoned", _("Abandoned")


OPEN_STATUSES = (SummaryStatus.DRAFT, SummaryStatus.SUBMITTED, SummaryStatus.APPROVED)


class SummaryEvent(models.TextChoices):
    """What can happen to a learning summary."""

    EDIT = "edit", _("Edit")
    SUBMIT = "submit", _("Ask for approval")
    SEND_BACK = "send_back", _("Send back")
    APPROVE = "approve", _("Approve")
    PUBLISH = "publish", _("Publish")
    ABANDON = "abandon", _("Abandon")

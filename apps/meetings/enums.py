"""The closed lists of meetings: states, events, attendance, outcomes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingStatus(models.TextChoices):
    """Where a meeting stands; the table of moves is domain/lifecycle.py."""

    PLANNED = "planned", _("Planned")
    AGENDA_LOCKED = "agenda_locked", _("Agenda locked")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class MeetingEvent(models.TextChoices):
    """What can happen to a meeting."""

    LOCK = "lock", _("Lock the agenda")
    REOPEN_AGENDA = "reopen_agenda", _("Reopen the agenda")
    MOVE = "move", _("Move the meeting")
    HOLD = "hold", _("Record that it was held")
    CANCEL = "cancel", _("Cancel the meeting")
    TAKE_BACK = "take_back", _("Take back: it was not held")


class AgendaStatus(models.TextChoices):
    """Where a case on an agenda stands."""

    OPEN = "open", _("To discuss")
    DISCUSSED = "discussed", _("Discussed")
    DEFERRED = "deferred", _("Deferred")
    REMOVED = "removed", _("Taken off the agenda")


class LedBecause(models.TextChoices):
    """Why this person leads the case: the conflict rule leaves its trace (DESIGN C0, DOMAIN 1.7)."""

    CHAIR = "chair", _("The chair leads")
    CHOSEN = "chosen", _("Chosen by name")
    CHAIR_READ_IT = "chair_read_it", _("The chair read a report in this case, so the deputy leads")
    READER_LED = "reader_led", _("An original reader led: recorded as it happened")
    NOBODY = "nobody", _("No leader was recorded")


class AttendanceStatus(models.TextChoices):
    """Whether somebody was there."""

    PRESENT = "present", _("Present")
    APOLOGIES = "apologies", _("Apologies")
    ABSENT = "absent", _("Absent")


class AttendanceRole(models.TextChoices):
    """As what somebody was there."""

    CHAIR = "chair", _("Chair")
    DEPUTY = "deputy", _("Deputy chair")
    MEMBER = "member", _("Member")


class ConsensusKind(models.TextChoices):
    """How the discussion ended: words follow, never a grade of a colleague and never a harm (DOMAIN 1.4, 1.7)."""

    CONSENSUS = "consensus", _("Consensus")
    NO_CONSENSUS = "no_consensus", _("No consensus")
    REPORT_REASONABLE = "report_reasonable", _("The report was reasonable")
    GOVERNANCE = "referred_to_governance", _("Referred to governance")
    DEFERRED = "deferred", _("Deferred to another meeting")


# With these, the discussion has not yet taught anything that could be written down.
WITHOUT_LEARNING = frozenset({ConsensusKind.GOVERNANCE, ConsensusKind.DEFERRED})


class Reach(models.TextChoices):
    """Whether an original reader can be told through this platform."""

    HERE = "here", _("Can be told here")
    ELSEWHERE = "elsewhere", _("Works outside this department")
    EXTERNAL = "external", _("External")
    DEPARTED = "departed", _("Has left")
    UNKNOWN = "unknown", _("Not known")


class Coming(models.TextChoices):
    """What an involved reader says about being there."""

    UNANSWERED = "unanswered", _("Has not said yet")
    WILL = "will", _("Will be there")
    WILL_NOT = "will_not", _("Will not be there")


class CorrectionStatus(models.TextChoices):
    """What became of a fact that an involved reader wants put right."""

    PROPOSED = "proposed", _("Waits for the chair")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class ExceptionKind(models.TextChoices):
    """What happened before the involved reader had the time that the department gives."""

    SHORT_NOTICE = "short_notice", _("Shown after short notice")
    PUBLISHED_EARLY = "published_early", _("Published before the reader’s time was over")

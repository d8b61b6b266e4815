"""The closed lists of the governance record.

The two harm scales are two enumerations on purpose: the numbers run backwards, and the same word has another number
on each (DOMAIN 4.2). Nothing is ever worked out from them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """Whether the threshold of the statutory duty of candour is met: a named person's judgement."""

    UNDECIDED = "undecided", _("Not decided yet")
    MET = "met", _("The threshold is met")
    NOT_MET = "not_met", _("The threshold is not met")


class StepKind(models.TextChoices):
    """What was done towards the patient or family (Regulation 20; DOMAIN 4.1)."""

    IN_PERSON = "in_person", _("Told in person")
    WRITTEN = "written", _("Told in writing")
    ENQUIRIES = "enquiries", _("Results of further enquiries given")
    SUPPORT = "support", _("Support offered")
    REFUSED = "refused", _("Contact was refused")
    FAILED = "failed", _("Contact was tried and failed")


# A record of these stands in place of the steps that could then not be taken.
ATTEMPTS = frozenset({StepKind.REFUSED, StepKind.FAILED})


class Standing(models.TextChoices):
    """Where the duty of candour stands; worked out from the decision and the steps, never from a grade."""

    UNDECIDED = "undecided", _("Not decided yet")
    NOT_MET = "not_met", _("Threshold not met")
    OWED = "owed", _("To be told in person")
    TOLD = "told", _("Told in person, letter to follow")
    WRITTEN = "written", _("Told in writing")
    UNREACHED = "unreached", _("Could not be told")
    CLOSED = "closed", _("Closed")


class NeverEvent(models.TextChoices):
    """Whether it is a Never Event, as governance says."""

    NOT_CONSIDERED = "not_considered", _("Not considered yet")
    NO = "no", _("No")
    DISCUSSED = "under_discussion", _("Under discussion")
    YES = "yes", _("Yes")


class ErrorAssessment(models.TextChoices):
    """Governance's answer to “was it an error?”; a difference of opinion is not one by itself (DOMAIN 1.7)."""

    NOT_ASSESSED = "not_assessed", _("Not assessed")
    DIFFERENCE = "difference", _("A difference of opinion that peers could share")
    ERROR = "error", _("Most peers would agree that it should not have happened")
    SYSTEM = "system", _("Arose from how the service works")
    CANNOT_SAY = "cannot_say", _("Cannot be said from what is known")


class EventType(models.TextChoices):
    """LFPSE's four types of event."""

    INCIDENT = "incident", _("Incident: harmed, or could have harmed, a patient")
    OUTCOME = "outcome", _("Outcome: a poor outcome whose cause is not clear")
    RISK = "risk", _("Risk: something that could go wrong")
    GOOD_CARE = "good_care", _("Good care")


class PhysicalHarm(models.IntegerChoices):
    """LFPSE's scale of physical harm with its own codes (AdverseEvent profile v5)."""

    NONE = 5, _("No physical harm")
    LOW = 4, _("Low physical harm")
    MODERATE = 3, _("Moderate physical harm")
    SEVERE = 2, _("Severe physical harm")
    FATAL = 1, _("Fatal")


class PsychologicalHarm(models.IntegerChoices):
    """LFPSE's scale of psychological harm with its own codes; it has no fatal grade."""

    NONE = 4, _("No psychological harm")
    LOW = 3, _("Low psychological harm")
    MODERATE = 2, _("Moderate psychological harm")
    SEVERE = 1, _("Severe psychological harm")


class Response(models.TextChoices):
    """How the trust responds under PSIRF; chosen by people, never by the degree of harm (DOMAIN 4.4)."""

    PSII = "psii", _("Patient safety incident investigation (PSII)")
    MDT_REVIEW = "mdt_review", _("Multidisciplinary team review")
    AFTER_ACTION = "after_action", _("After action review")
    SWARM = "swarm", _("Swarm huddle")
    THEMATIC = "thematic", _("Thematic review")
    LOCAL = "local", _("None; local learning only")

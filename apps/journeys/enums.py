"""Closed word lists of the imaging journey."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JourneyStage(models.TextChoices):
    """The steps of an imaging journey, in order (a working model; not an official list)."""

    REFERRAL = "referral", _("Referral")
    VETTING = "vetting", _("Vetting and justification")
    APPOINTMENT = "appointment", _("Appointment")
    ACQUISITION = "acquisition", _("Examination performed")
    REPORTING = "reporting", _("Report dictated")
    VERIFICATION = "verification", _("Report verified")
    COMMUNICATION = "communication", _("Report sent or alert raised")
    ACKNOWLEDGEMENT = "acknowledgement", _("Receipt acknowledged")
    REFERRER_ACTION = "referrer_action", _("Action by the referrer")
    PATIENT_INFORMED = "patient_informed", _("Patient informed")
    FOLLOW_UP_DONE = "follow_up_done", _("Follow-up done")


# Who is responsible for these steps is an original reader.
READING_STAGES = frozenset({JourneyStage.REPORTING, JourneyStage.VERIFICATION})

# What these steps say tells what came of a finding.
AFTER_THE_REPORT = frozenset(
    {
        JourneyStage.COMMUNICATION,
        JourneyStage.ACKNOWLEDGEMENT,
        JourneyStage.REFERRER_ACTION,
        JourneyStage.PATIENT_INFORMED,
        JourneyStage.FOLLOW_UP_DONE,
    }
)


class ResponsibleRole(models.TextChoices):
    """In whose hands a step was: a role, never a judgement of a person."""

    RADIOGRAPHER = "radiographer", _("Radiographer")
    READER = "reader", _("Radiologist or reporting radiographer")
    BOOKING = "booking", _("Radiology booking office")
    RADIOLOGY_SYSTEMS = "radiology_systems", _("PACS and RIS support")
    OUTSOURCED = "outsourced", _("Reporting company working for radiology")
    OTHER_INSIDE = "other_inside", _("Somebody else in radiology")
    REFERRER = "referrer", _("Referring clinician or team")
    GP = "gp", _("General practice")
    EMERGENCY = "emergency", _("Emergency department")
    WARD = "ward", _("Ward")
    CLINIC = "clinic", _("Outpatient clinic")
    MDT = "mdt", _("Multidisciplinary team")
    IT = "it", _("IT outside radiology")
    OTHER_ORGANISATION = "other_organisation", _("Another organisation")
    PATIENT = "patient", _("The patient")
    OTHER_OUTSIDE = "other_outside", _("Somebody else outside radiology")


INSIDE_RADIOLOGY = frozenset(
    {
        ResponsibleRole.RADIOGRAPHER,
        ResponsibleRole.READER,
        ResponsibleRole.BOOKING,
        ResponsibleRole.RADIOLOGY_SYSTEMS,
        ResponsibleRole.OUTSOURCED,
        ResponsibleRole.OTHER_INSIDE,
    }
)


class ReaderPart(models.TextChoices):
    """What an original reader did on the report."""

    AUTHOR = "author", _("Wrote the report")
    VERIFIER = "verifier", _("Verified the report")


class ReaderKind(models.TextChoices):
    """How much is known of an original reader. Unknown never counts as 'no conflict'."""

    KNOWN = "known", _("Has an account here")
    EXTERNAL = "external", _("Works elsewhere")
    DEPARTED = "departed", _("Has left")
    UNKNOWN = "unknown", _("Not known")


class RecordSource(models.TextChoices):
    """Where a study or a time was learnt from."""

    DICOM = "dicom", _("Image files")
    RIS = "ris", _("Radiology information system extract")
    MANUAL = "manual", _("Typed in")
    API = "api", _("Another system")
    ALERT = "alert", _("Fail-safe alert")


class LookupKind(models.TextChoices):
    """The numbers by which a patient can be found, exactly."""

    NHS = "nhs", _("NHS number")
    HOSPITAL = "hospital", _("Hospital number")


class LimitUnit(models.TextChoices):
    """Units in which a limit between two stages is set."""

    HOURS = "hours", _("hours")
    CALENDAR_DAYS = "calendar_days", _("calendar days")
    WORKING_DAYS = "working_days", _("working days")


class GroupKind(models.TextChoices):
    """What a word that divides studies says: whose study it is, or how pressing."""

    PATIENT_GROUP = "patient_group", _("Patient group")
    PRIORITY = "priority", _("Priority")


class Nation(models.TextChoices):
    """Whose bank holidays a trust keeps. The values are those of ISO 3166-2 without the GB."""

    ENGLAND = "ENG", _("England")
    WALES = "WLS", _("Wales")
    SCOTLAND = "SCT", _("Scotland")
    NORTHERN_IRELAND = "NIR", _("Northern Ireland")

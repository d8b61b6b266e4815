"""The kinds of identifier that the screen looks for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScreenKind(models.TextChoices):
    """What a finding of the identifier screen is; the order is the order of gravity, gravest first."""

    NHS_NUMBER = "nhs_number", _("NHS number")
    PATIENT_NAME = "patient_name", _("Name of a patient")
    STAFF_NAME = "staff_name", _("Name of a member of staff")
    ACCESSION_NUMBER = "accession_number", _("Accession number")
    HOSPITAL_NUMBER = "hospital_number", _("Hospital number")
    DATE_OF_BIRTH = "date_of_birth", _("Date of birth")
    UID = "uid", _("DICOM identifier")
    NUMBER_LIKE_NHS = "number_like_nhs", _("Ten-digit number that may be a mistyped NHS number")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone, extension or bleep number")
    TITLED_NAME = "titled_name", _("Title with a name")
    SITE_NAME = "site_name", _("Name of a site or trust")
    POSTCODE = "postcode", _("Postcode")
    URL = "url", _("Web address")
    DATE = "date", _("Full date")
    AGE_OVER_89 = "age_over_89", _("Age of 90 or more")


class FileKind(models.TextChoices):
    """What an attached file is, told by its content."""

    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"
    DICOM = "dicom", "DICOM"
    PDF = "pdf", "PDF"

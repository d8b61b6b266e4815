"""What is known of a patient, in clear, while it is being handled; and the check of an NHS number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import nhs_number as nhs
from django.utils.translation import gettext as _

from apps.core.errors import Invalid


@dataclass(frozen=True)
class PatientDetails:
    """Identifiers of one patient in clear text; never stored or logged in this form.

    `birth_date` is an ISO day, year-month or year, as exactly as the source knows it. `other_names` holds further
    spellings, such as the same name in another script.
    """

    name: str = ""
    other_names: str = ""
    birth_date: str = ""
    sex: str = ""
    nhs_number: str = ""
    hospital_number: str = ""

    def __repr__(self) -> str:
        """Show nothing: a dataclass's own representation would carry identifiers into logs."""
        return "PatientDetails(...)"

    @property
    def is_empty(self) -> bool:
        """True when nothing at all is known."""
        return not any(self.as_record().values())

    def as_record(self) -> dict[str, str]:
        """Return the details as the mapping that is sealed."""
        return {
            "name": self.name,
            "other_names": self.other_names,
            "birth_date": self.birth_date,
            "sex": self.sex,
            "nhs_number": self.nhs_number,
            "hospital_number": self.hospital_number,
        }

    @classmethod
    def from_record(cls, record: dict[str, str]) -> PatientDetails:
        """Return details from a sealed mapping; unknown names in it are left out."""
        return cls(**{name: record.get(name, "") for name in cls.__dataclass_fields__})


def normal_nhs_number(text: str) -> str:
    """Return the ten digits of an NHS number, without spaces and dashes."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", text))


def is_nhs_number(text: str) -> bool:
    """Say whether the text is an NHS number with the right check digit (modulus 11)."""
    digits = normal_nhs_number(text)
    return bool(re.fullmatch(r"[0-9]{10}", digits)) and nhs.is_valid(digits)


def validated_nhs_number(text: str) -> str:
    """Return the ten digits. Raises Invalid, naming the field, when the number cannot be right."""
    digits = normal_nhs_number(text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        message = _("An NHS number has 10 digits. Check it against the request or the patient's record.")
    elif not is_nhs_number(digits):
        message = _("This is not a valid NHS number: its check digit is wrong. Check each digit.")
    else:
        return digits
    raise Invalid("nhs_number_invalid", message, {"nhs_number": message})

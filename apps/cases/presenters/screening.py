"""What the identifier screen finds while somebody types, with why each thing was found."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases.domain.screening import FieldFinding
from apps.disclosure.domain.resolving import can_be_justified
from apps.disclosure.enums import ScreenKind as K
from apps.disclosure.identifiers import KnownIdentifiers

# The least time before the session ends in which the page still asks: a question must not end the session itself.
_MARGIN_SECONDS = 60

WHY: Mapping[K, Promise] = {
    K.NHS_NUMBER: gettext_lazy("Ten digits that pass the check of an NHS number."),
    K.PATIENT_NAME: gettext_lazy("A patient of this case has this name."),
    K.STAFF_NAME: gettext_lazy("Somebody who works or worked here has this name."),
    K.ACCESSION_NUMBER: gettext_lazy("It is, or looks like, the number of a study."),
    K.HOSPITAL_NUMBER: gettext_lazy("It is, or looks like, a hospital number."),
    K.DATE_OF_BIRTH: gettext_lazy("A date beside words that make it a date of birth."),
    K.UID: gettext_lazy("A DICOM identifier leads to one study."),
    K.NUMBER_LIKE_NHS: gettext_lazy("Ten digits may be an NHS number with a mistake."),
    K.EMAIL: gettext_lazy("An address of one person."),
    K.PHONE: gettext_lazy("A number leads to a person or a ward."),
    K.TITLED_NAME: gettext_lazy("A title such as Mr or Dr announces a name."),
    K.SITE_NAME: gettext_lazy("A place of this trust has this name."),
    K.POSTCODE: gettext_lazy("A postcode leads to a few homes."),
    K.URL: gettext_lazy("An address may lead to a patient or a person."),
    K.DATE: gettext_lazy("With its day, month and year a date can be matched to one examination."),
    K.AGE_OVER_89: gettext_lazy("Few people are so old."),
}


def finding_lines(found: list[FieldFinding], known: KnownIdentifiers) -> list[dict[str, Any]]:
    """Each finding for the page that is being typed into. Places count characters, as `manage.py screen_text` does."""
    return [
        {
            "field": one.field,
            "kind": one.finding.kind.value,
            "label": str(one.finding.kind.label),
            "start": one.finding.start,
            "end": one.finding.end,
            "text": one.finding.text,
            "why": str(WHY[one.finding.kind]),
            "may_stay": can_be_justified(one.finding, known),
        }
        for one in found
    ]


def screened_form(address: str, fields: str, *, only_warns: bool = False) -> dict[str, str]:
    """What the script needs to know of a form: where to ask, which fields, and the words that it shows.

    `fields` are names with spaces between; one that ends with a star stands for all that begin so.
    """
    return {
        "data-screen": address,
        "data-screen-fields": fields,
        "data-screen-idle": str(max(30, settings.SESSION_IDLE_SECONDS - _MARGIN_SECONDS)),
        "data-screen-found": _("This may identify somebody:"),
        "data-screen-clear": _("Nothing that identifies anybody is left here."),
        "data-screen-then": _("You can send it all the same.")
        if only_warns
        else _("Take it out, or say why it may stay when you have saved."),
    }


def kinds_found(found: list[FieldFinding]) -> str:
    """The kinds alone, for a message that is kept in a session and so may not quote."""
    return ", ".join(dict.fromkeys(str(one.finding.kind.label) for one in found))

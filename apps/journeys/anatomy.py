"""Parts of the body in words, from the codes and private spellings that scanners send."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Defined terms of DICOM's Body Part Examined (PS3.16, annex L) that do not read as words, and common short forms.
_CODES = {
    "ABDOMENPELVIS": gettext_lazy("Abdomen and pelvis"),
    "ABDPEL": gettext_lazy("Abdomen and pelvis"),
    "CAP": gettext_lazy("Chest, abdomen and pelvis"),
    "CHESTABDOMEN": gettext_lazy("Chest and abdomen"),
    "CHESTABDPELVIS": gettext_lazy("Chest, abdomen and pelvis"),
    "CSPINE": gettext_lazy("Cervical spine"),
    "CTSPINE": gettext_lazy("Cervical and thoracic spine"),
    "EXTREMITY": gettext_lazy("Limb"),
    "HEADNECK": gettext_lazy("Head and neck"),
    "IAC": gettext_lazy("Internal auditory canal"),
    "LOWEREXTREMITY": gettext_lazy("Lower limb"),
    "LSPINE": gettext_lazy("Lumbar spine"),
    "LSSPINE": gettext_lazy("Lumbosacral spine"),
    "NECKCHESTABDPELV": gettext_lazy("Neck, chest, abdomen and pelvis"),
    "SSPINE": gettext_lazy("Sacrum"),
    "TLSPINE": gettext_lazy("Thoracolumbar spine"),
    "TSPINE": gettext_lazy("Thoracic spine"),
    "UPPEREXTREMITY": gettext_lazy("Upper limb"),
    "WHOLEBODY": gettext_lazy("Whole body"),
}
_SEPARATORS = re.compile(r"[\^\\_|]+")
_LONGEST_ABBREVIATION = 3


def region_words(text: str) -> str:
    """`Abdomen and liver` for `abdomen^liver`, `Lumbar spine` for `LSPINE`; what a person typed stays as it is."""
    whole = _known(text)
    if whole:
        return whole
    parts = [part for one in _SEPARATORS.split(text) if (part := one.strip())]
    said = [_known(part) or _plain(part) for part in parts]
    # Names of places inside a sentence begin small; abbreviations stay.
    words = [one if place == 0 else _small(one) for place, one in enumerate(dict.fromkeys(said))]
    if len(words) < 2:
        return "".join(words)
    return _("%(places)s and %(last)s") % {"places": ", ".join(words[:-1]), "last": words[-1]}


def first_capital(text: str) -> str:
    """A code or a word of a list, as it stands at the beginning of a line: `Neuro` for `neuro`."""
    return text[:1].upper() + text[1:]


def _known(text: str) -> str:
    found = _CODES.get(re.sub(r"[^A-Z]", "", text.upper()))
    return str(found) if found else ""


def _plain(part: str) -> str:
    if part.isupper() and len(part) > _LONGEST_ABBREVIATION:
        return part.capitalize()
    return first_capital(part)


def _small(words: str) -> str:
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]

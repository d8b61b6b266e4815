"""Words by which somebody who wants no name may give themselves away: what only one person can have said."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

_DID = (
    "reported|reporting|verified|dictated|read|missed|overlooked|performed|scanned|protocolled|vetted|reviewed|"
    "presented|called|phoned|rang|told|e-?mailed|authorised|addended|did the"
)
_PATTERNS = (
    # "I reported", "I had verified", "I also phoned"
    re.compile(rf"\bI(?:\s+(?:had|have|also|then|first|later|originally|myself|just))*\s+(?:{_DID})\b", re.IGNORECASE),
    re.compile(r"\bI(?:\s+was|['’]m|\s+am)\s+(?:on\s+call|on\s+duty|the|covering|working)\b", re.IGNORECASE),
    re.compile(
        r"\bmy\s+(?:own\s+)?(?:report|list|reporting|scan|patient|trainee|registrar|consultant|supervisor|clinic|shift|"
        r"session|on.call|mdt|meeting|colleague|addendum|case|mistake|error|miss)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\bas\s+(?:the|a|an)\s+(?:\w+\s+){0,2}(?:registrar|consultant|radiographer|trainee|fellow|sonographer|"
               r"locum|superintendent|lead)\b", re.IGNORECASE),
    re.compile(r"\b(?:reported|verified|read|scanned|missed|seen)\s+by\s+(?:me|myself)\b", re.IGNORECASE),
)  # fmt: skip


@dataclass(frozen=True)
class Hint:
    """One finding, as the form shows it: where, what, and why it is shown."""

    field: str
    start: int
    text: str
    why: str


def own_words(field: str, text: str) -> list[Hint]:
    """Where the text speaks of what its writer did, in reading order; overlapping findings once."""
    found = sorted((one.start(), one.end()) for pattern in _PATTERNS for one in pattern.finditer(text))
    hints, reach = [], -1
    for start, end in found:
        if start >= reach:
            why = _("This says what you did yourself. Who did that can be looked up.")
            hints.append(Hint(field, start, text[start:end], why))
            reach = end
    return hints


def label(field: str) -> str:
    """What the form calls the field."""
    return {
        "narrative": pgettext("field", "What happened"),
        "escalation_why": pgettext("field", "What needs to be done"),
        "text": pgettext("field", "Your message"),
    }[field]

"""What in the words of somebody without a name points at a patient, a colleague, or the writer."""

import hashlib
from collections.abc import Mapping

from django.utils.translation import gettext as _

from apps.accounts.models import Department
from apps.anonymous.domain.hints import Hint, own_words
from apps.disclosure.domain.screening import ScreenKind, screen
from apps.disclosure.queries.known import known_for_trust

_PEOPLE = frozenset({ScreenKind.STAFF_NAME, ScreenKind.TITLED_NAME})


def hints_in(department: Department, texts: Mapping[str, str]) -> list[Hint]:
    """Every finding, by field and in reading order. Nothing is written, and nobody is told."""
    known = known_for_trust({department.trust_id})
    found: list[Hint] = []
    for field, text in texts.items():
        screened = [Hint(field, one.start, one.text, _why(one.kind)) for one in screen(text, known)]
        found += sorted([*screened, *own_words(field, text)], key=lambda one: one.start)
    return found


def _why(kind: ScreenKind) -> str:
    if kind in _PEOPLE:
        return _("This names somebody. Say “the first reader” or “the referrer” instead.")
    return _("%(kind)s: this may say who the patient is, or where.") % {"kind": kind.label}


def digest_of(hints: list[Hint]) -> str:
    """Stands for exactly these findings; a consent to keep them holds for no others."""
    said = "\n".join(f"{one.field}\t{one.text}" for one in hints)
    return hashlib.sha256(said.encode()).hexdigest()[:32]

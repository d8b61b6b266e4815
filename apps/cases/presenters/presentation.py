"""The presentation copy beside the submission, with each finding of the identifier screen in its place."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from apps.cases.domain.screening import FieldFinding, texts_of_presentation
from apps.cases.models import Case
from apps.disclosure.domain.resolving import can_be_justified
from apps.disclosure.identifiers import KnownIdentifiers, ScreenFinding

AROUND = 40


def finding_rows(case: Case, findings: Sequence[FieldFinding], known: KnownIdentifiers) -> list[dict[str, Any]]:
    """Each finding with the words around it, and whether a reason may let it stay."""
    copy = getattr(case, "presentation", None)
    texts = texts_of_presentation(copy) if copy is not None and findings else {}
    return [_row(texts[one.field], one, known) for one in findings]


def _row(text: str, one: FieldFinding, known: KnownIdentifiers) -> dict[str, Any]:
    return {
        "field": one.field,
        "field_label": field_words(one.field),
        "kind": one.finding.kind.value,
        "kind_label": one.finding.kind.label,
        "start": one.finding.start,
        **in_its_place(text, one.finding),
        "can_justify": can_be_justified(one.finding, known),
    }


def in_its_place(text: str, finding: ScreenFinding) -> dict[str, str]:
    """What was found, and the words before and after it."""
    start, end = finding.start, finding.end
    return {
        "before": ("…" if start > AROUND else "") + text[max(0, start - AROUND) : start],
        "text": text[start:end],
        "after": text[end : end + AROUND] + ("…" if len(text) > end + AROUND else ""),
    }


def field_words(name: str) -> str:
    """A field of the copy as its form calls it."""
    words = {"title": _("Title"), "vignette": _("Vignette"), "question": _("Question"), "reveal": _("Reveal")}
    kind = name.partition(":")[0]
    return words.get(name) or {"image": _("Words of an image"), "file": _("Name of a file")}[kind]

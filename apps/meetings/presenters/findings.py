"""What the identifier screen points out in an outcome, with the words around it."""

from typing import Any

from django.utils.translation import gettext as _

from apps.cases.domain.screening import FieldFinding
from apps.cases.presenters.presentation import in_its_place
from apps.meetings.domain.screening import findings_in_outcome, texts_of_outcome
from apps.meetings.models import Outcome


def pointed_out(outcome: Outcome) -> list[dict[str, Any]]:
    """Each finding: its kind, the field's words and link, and the text around it."""
    texts = texts_of_outcome(outcome)
    return [_row(texts[one.field], one) for one in findings_in_outcome(outcome)]


def _row(text: str, one: FieldFinding) -> dict[str, Any]:
    return {
        "kind": one.finding.kind.label,
        "where": _where(one.field),
        "href": f"#id_{one.field}",
        **in_its_place(text, one.finding),
    }


def _where(field: str) -> str:
    if field == "consensus":
        return _("What the room concluded")
    return _("Learning point %(n)d") % {"n": int(field.rpartition("_")[2])}

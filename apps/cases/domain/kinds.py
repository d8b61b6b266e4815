"""The kind of a case: what goes with it, and that the chair confirms or changes it with the decision about the case."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.cases.domain.completeness import asked_when_logged
from apps.cases.enums import DECIDING, CaseEvent, CaseField, CaseKind, DiscrepancyType
from apps.cases.models import Case
from apps.core.errors import Invalid


def check_type(kind: str, discrepancy_type: str) -> None:
    """Raise Invalid where a kind that is no discrepancy is said to be missed or misread."""
    if discrepancy_type and not asked_when_logged(CaseField.DISCREPANCY_TYPE, CaseKind(kind)):
        words = _("Only a discrepancy is missed or misread. Leave this out, or choose “Discrepancy”.")
        raise Invalid("not_asked", _("Check what you entered."), {"discrepancy_type": words})


def read_kind(given: Mapping[str, Any]) -> dict[str, str]:
    """The kind that came with a decision, clean; nothing where none came. Raises Invalid by field."""
    kind, coding = given.get("kind") or "", given.get("discrepancy_type") or ""
    if not kind and not coding:
        return {}
    if kind not in CaseKind.values:
        raise Invalid("invalid", _("Check the kind."), {"kind": _("Choose a kind from the list.")})
    if coding and coding not in DiscrepancyType.values:
        raise Invalid("invalid", _("Check the kind."), {"discrepancy_type": _("Choose missed or misread.")})
    check_type(str(kind), str(coding))
    return {"kind": str(kind), "discrepancy_type": str(coding)}


def with_kind(case: Case, event: CaseEvent, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload of a decision with the kind that the case has from now on, and the one that it had.

    Where the chair gave none, the kind is confirmed as it stands; either way the transition keeps it.
    """
    if event not in DECIDING:
        return payload
    as_it_stands = {"kind": case.kind, "discrepancy_type": case.discrepancy_type}
    before = {"kind_before": case.kind, "discrepancy_type_before": case.discrepancy_type}
    return as_it_stands | payload | before


def set_kind(case: Case, event: CaseEvent, payload: Mapping[str, Any]) -> None:
    """Write the kind that a decision confirmed; the caller saves the case."""
    if event in DECIDING:
        case.kind, case.discrepancy_type = payload["kind"], payload["discrepancy_type"]

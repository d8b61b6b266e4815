"""What a case still needs, for which step and by whom: a part of the case page and of the case in the API."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.domain.completeness import Need
from apps.cases.domain.holding import needs_of
from apps.cases.domain.registering import CHAIR_MAY_AMEND, SUBMITTER_MAY_AMEND
from apps.cases.enums import CaseField, RightedBy, Stage
from apps.cases.models import Case
from apps.cases.presenters.panels import Panel
from apps.core.actor import Actor

F = CaseField

# The page that puts it right, what it needs, and the field's place on it.
PLACES: Mapping[CaseField, tuple[str, P, str]] = {
    F.KIND: ("cases:amend", P.CASE_AMEND, "group-id_what"),
    F.NARRATIVE: ("cases:amend", P.CASE_AMEND, "group-id_narrative"),
    F.DISCREPANCY_TYPE: ("cases:amend", P.CASE_AMEND, "group-id_what"),
    F.IMAGING: ("cases:amend", P.CASE_AMEND, "group-id_modality"),
    F.READERS: ("cases:amend", P.CASE_AMEND, "group-id_author"),
    F.HOW_DISCOVERED: ("cases:amend", P.CASE_AMEND, "group-id_how_discovered"),
    F.PROCEDURE: ("cases:amend", P.CASE_AMEND, "group-id_procedure"),
    F.SYSTEM_AFFECTED: ("cases:amend", P.CASE_AMEND, "group-id_system_affected"),
    F.SECOND_OPINION: ("cases:second-opinion", P.CASE_AMEND, "group-id_giver"),
    F.PRESENTATION: ("cases:presentation", P.PRESENTATION_EDIT, "group-id_title"),
    F.REPORT_STANDS: ("cases:standing", P.CASE_TRIAGE, "group-id_answer"),
    F.REPORT_SETTLED: ("cases:standing", P.CASE_TRIAGE, "group-id_answer"),
    F.CODING: ("cases:coding", P.PRESENTATION_EDIT, ""),
}


def sees_needs(actor: Actor, case: Case) -> bool:
    """The chair and the submitter: those who can do something about it. It says whether readers are known."""
    return case.submitter_id == actor.user_id or bool(may(actor, P.CASE_TRIAGE, case.access_facts()))


def needed_panel(actor: Actor, case: Case) -> Panel | None:
    """A group for each step that still asks for something; nothing where nothing is wanting."""
    if not sees_needs(actor, case):
        return None
    groups: dict[Stage, list[dict[str, Any]]] = {}
    for need in needs_of(case):
        groups.setdefault(need.stage, []).append(_line(actor, case, need))
    if not groups:
        return None
    content = [{"title": str(stage.label), "lines": lines} for stage, lines in groups.items()]
    return Panel(template="cases/needed_panel.html", content=content)


def lines_for(actor: Actor, case: Case, stage: Stage) -> list[dict[str, Any]]:
    """What one step still needs, for whoever may be told."""
    needs = needs_of(case) if sees_needs(actor, case) else ()
    return [_line(actor, case, need) for need in needs if need.stage == stage]


def _line(actor: Actor, case: Case, need: Need) -> dict[str, Any]:
    return {
        "field": str(need.field.label),
        "words": need.words,
        "who": _who(case, need),
        "href": address_for(actor, case, need.field),
    }


def _who(case: Case, need: Need) -> str:
    if RightedBy.SUBMITTER in need.righted_by and case.status in SUBMITTER_MAY_AMEND:
        return _("The submitter or the chair")
    return _("The chair")


def righted_by(case: Case, need: Need) -> list[str]:
    """Who can put it right as the case stands now; the submitter can until it is accepted."""
    return [one.value for one in need.righted_by if one is RightedBy.CHAIR or case.status in SUBMITTER_MAY_AMEND]


def address_for(actor: Actor, case: Case, field: CaseField) -> str:
    """The field that puts it right; empty for whoever may not, or may not any more."""
    page, permission, place = PLACES[field]
    facts = case.access_facts()
    if not may(actor, permission, facts):
        return ""
    if page == "cases:amend":
        until = CHAIR_MAY_AMEND if may(actor, P.CASE_TRIAGE, facts) else SUBMITTER_MAY_AMEND
        if case.status not in until:
            return ""
    return reverse(page, args=[case.pk]) + (f"#{place}" if place else "")

"""Where it failed, in words: on the case page, on the form, and for the room. Never who, and never how badly."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cases.domain.delays import case_journey
from apps.cases.domain.failing import may_record_failure
from apps.cases.domain.failure_suggesting import SUGGESTED_FOR, Because, Suggestion, suggested_places
from apps.cases.models import Case, FailurePlace
from apps.cases.presenters.panels import Panel
from apps.core.actor import Actor
from apps.core.clock import now
from apps.journeys.domain.trust_rules import rules_of
from apps.journeys.enums import INSIDE_RADIOLOGY, JourneyStage, ResponsibleRole
from apps.journeys.presenters.clocks import length_words


def failures_panel(actor: Actor, case: Case) -> Panel | None:
    """The places, and what the journey suggests to who may record one; nothing where there is neither."""
    places, records = list(case.failure_places.all()), may_record_failure(actor, case)
    if not places and not records:
        return None
    content = {
        "places": [place_shown(one, case, records=records) for one in places],
        "suggestions": [suggestion_shown(one, case) for one in suggestions_for(case, places)] if records else [],
        "actions": [{"text": _("Add"), "href": reverse("cases:failure-add", args=[case.pk])}] if records else [],
    }
    return Panel(template="cases/failures_panel.html", content=content)


def suggestions_for(case: Case, places: Iterable[FailurePlace] | None = None) -> list[Suggestion]:
    """What the journey of a loaded case suggests and nobody has recorded."""
    if case.kind not in SUGGESTED_FOR:
        return []
    trust_id = case.department.trust_id
    journey = case_journey(case, rules_of([trust_id])[trust_id], now())
    recorded = {one.stage for one in (case.failure_places.all() if places is None else places)}
    return suggested_places(case.kind, journey, recorded)


def place_shown(one: FailurePlace, case: Case, *, records: bool = False) -> dict[str, Any]:
    """One place for the case page."""
    return {
        "stage": stage_words(one.stage),
        "hands": hands_words(one.party),
        "failing": one.failing.label if one.failing else "",
        "scheme": f"{one.failing.taxonomy.title}, {one.failing.taxonomy.edition}" if one.failing else "",
        "note": one.note,
        "take_off": reverse("cases:failure-take-off", args=[case.pk, one.pk]) if records else "",
    }


def stage_words(stage: str) -> str:
    """The step, or that it is not known."""
    return str(JourneyStage(stage).label) if stage else _("Step not known")


def hands_words(party: str) -> str:
    """In whose hands, and on which side; or that it is not known."""
    if not party:
        return _("In whose hands is not known")
    role = ResponsibleRole(party)
    side = _("inside radiology") if role in INSIDE_RADIOLOGY else _("outside radiology")
    # Some roles say it themselves.
    return str(role.label) if side in str(role.label).lower() else f"{role.label} ({side})"


def place_line(one: FailurePlace) -> str:
    """One place on one line, without its note: for the room and for lists."""
    words = [stage_words(one.stage), hands_words(one.party), one.failing.label if one.failing else ""]
    return "; ".join(word for word in words if word)


def suggestion_shown(one: Suggestion, case: Case) -> dict[str, str]:
    """What is suggested, why, and the form filled in with it."""
    chosen = {"stage": one.stage.value, "party": one.party, "code": one.failing_code}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return {
        "stage": str(one.stage.label),
        "why": why_words(one),
        "href": f"{reverse('cases:failure-add', args=[case.pk])}?{query}",
    }


def why_words(one: Suggestion) -> str:
    """Why the journey suggests it."""
    length = length_words(one.elapsed) if one.elapsed else ""
    words = {
        Because.OVER_LIMIT: _("Its limit was passed; it took %(length)s.") % {"length": length},
        Because.NOT_RECORDED: _("The report was sent, or an alert raised, and nothing tells that this followed."),
        Because.MOST_OF_THE_TIME: _("Most of the time went here: %(length)s.") % {"length": length},
    }
    return words[one.because]


def party_choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Every role, inside radiology and outside, for a form."""
    inside = [(one.value, one.label) for one in ResponsibleRole if one in INSIDE_RADIOLOGY]
    outside = [(one.value, one.label) for one in ResponsibleRole if one not in INSIDE_RADIOLOGY]
    return [(_("Inside radiology"), inside), (_("Outside radiology"), outside)]


def place_rows(places: Iterable[FailurePlace]) -> list[dict[str, Any]]:
    """The places that are recorded already, above a form."""
    lines = "\n".join(place_line(one) for one in places)
    return [{"key": _("Recorded already"), "value": lines}] if lines else []

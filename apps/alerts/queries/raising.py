"""What the form of a new alert starts from."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.journeys.enums import JourneyStage
from apps.journeys.models import Study
from apps.journeys.queries.visible import visible_to


def study_to_alert(actor: Actor, study_id: UUID) -> Study:
    """The study, with its department and steps. Raises NotVisible."""
    found = visible_to(actor).select_related("department").prefetch_related("events").filter(pk=study_id).first()
    if found is None:
        raise NotVisible
    return found


def starting_values(study: Study) -> dict[str, Any]:
    """When the report was verified, as the newest word of any source has it."""
    known = [(one.at, one.time) for one in study.events.all() if one.stage == JourneyStage.VERIFICATION and one.at]
    return {"reported": max(known, key=lambda one: one[0])[1]} if known else {}


def category_hints(categories: Iterable[tuple[str, str, str]]) -> dict[str, object]:
    """Under each choice its meaning and its limit."""
    return {key: " ".join(part for part in (meaning, f"{limit}.") if part) for key, meaning, limit in categories}

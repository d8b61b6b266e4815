"""What the API takes and says of where a case's journey failed."""

from collections.abc import Mapping
from typing import Any

from apps.access.api.fields import ChosenField, FlagField, IdField, Input, InstantField, Output, TextField
from apps.cases.domain.failing import LONGEST_NOTE, Place
from apps.cases.domain.failure_suggesting import Because
from apps.journeys.enums import JourneyStage, ResponsibleRole


class FailureInput(Input):
    """One place; at least one of step, party and failing. What is left out is not known."""

    stage = ChosenField(choices=JourneyStage.choices, required=False)
    party = ChosenField(choices=ResponsibleRole.choices, required=False, help_text="A role, never a person.")
    failing = IdField(required=False, allow_null=True, help_text="A term of the scheme `journey_failure`.")
    note = TextField(required=False, max_length=LONGEST_NOTE)


def place_of(given: Mapping[str, Any]) -> Place:
    """The place in what was sent."""
    return Place(
        stage=given.get("stage", ""),
        party=given.get("party", ""),
        failing_id=given.get("failing"),
        note=given.get("note", ""),
    )


class FailureOutput(Output):
    """One place where the journey failed; an empty step or party is not known."""

    id = IdField()
    stage = ChosenField(choices=JourneyStage.choices, allow_blank=True)
    party = ChosenField(choices=ResponsibleRole.choices, allow_blank=True)
    inside_radiology = FlagField(allow_null=True, help_text="Null where in whose hands it was is not known.")
    failing = IdField(allow_null=True, help_text="A term, in the edition with which it was recorded.")
    note = TextField()
    recorded_at = InstantField()


class SuggestedFailureOutput(Output):
    """A place that the journey suggests, and why; recorded nowhere."""

    stage = ChosenField(choices=JourneyStage.choices)
    party = ChosenField(choices=ResponsibleRole.choices, allow_blank=True)
    failing_code = TextField()
    because = ChosenField(choices=[(one.value, one.value) for one in Because])


class FailuresOutput(Output):
    """The places of one case."""

    results = FailureOutput(many=True)
    suggested = SuggestedFailureOutput(many=True)

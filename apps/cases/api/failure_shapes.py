"""What the API says of where a case's journey failed."""

from apps.access.api.fields import ChosenField, FlagField, IdField, InstantField, Output, TextField
from apps.cases.domain.failure_suggesting import Because
from apps.journeys.enums import JourneyStage, ResponsibleRole


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

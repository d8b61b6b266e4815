"""The three delays of a case in the API, kept apart and each with its definition."""

from typing import Any

from apps.access.api.fields import ChosenField, Output, TextField, TimeOutput
from apps.access.api.reading import time_said
from apps.cases.domain.delays import CaseDelay, DelayKind, case_delays
from apps.cases.models import Case
from apps.cases.presenters.delays import delay_definitions
from apps.core.clock import now
from apps.journeys.api.journey_shapes import ClockOutput, clock_said
from apps.journeys.domain.trust_rules import rules_of

KINDS = [(one.value, one.value) for one in DelayKind]


class DelayOutput(Output):
    """One of the three delays. What is not known is null, never 0."""

    kind = ChosenField(choices=KINDS)
    definition = TextField()
    start = TimeOutput()
    stop = TimeOutput()
    held = ClockOutput(many=True, help_text="Against the limit that holds, then against each national one besides.")


def delays_said(case: Case) -> list[dict[str, Any]]:
    """The three, for a DelayOutput each."""
    trust_id = case.department.trust_id
    definitions = delay_definitions()
    return [_said(one, definitions) for one in case_delays(case, rules_of([trust_id])[trust_id], now())]


def _said(delay: CaseDelay, definitions: dict[DelayKind, str]) -> dict[str, Any]:
    return {
        "kind": delay.kind.value,
        "definition": definitions[delay.kind],
        "start": time_said(delay.start),
        "stop": time_said(delay.stop),
        "held": [clock_said(one) for one in delay.held],
    }

"""What the API says of journeys, clocks and limits, and what it takes for one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.access.api.fields import (
    ChosenField,
    DayField,
    FlagField,
    IdField,
    Input,
    InstantField,
    NumberField,
    Output,
    TextField,
    TimeInput,
    TimeOutput,
)
from apps.access.api.reading import time_said
from apps.journeys.domain.clocks import ClockState, Missing
from apps.journeys.domain.journey import DISCOVERY, LATER_IMAGE, Line, Side
from apps.journeys.domain.study_journey import StepTold, StudyJourney
from apps.journeys.domain.trust_rules import Held
from apps.journeys.enums import READING_STAGES, JourneyStage, LimitUnit, RecordSource, ResponsibleRole
from apps.journeys.models import StageLimit

STATES = [(one.value, one.value) for one in ClockState]
MISSING = [(one.value, one.value) for one in Missing]
SIDES = [(one.value, one.value) for one in Side]
MOMENTS = [*JourneyStage.choices, (LATER_IMAGE, _("Later image that shows it")), (DISCOVERY, _("Discovery"))]


class StepRecordInput(Input):
    """When one step happened and in whose hands it was."""

    expected_version = NumberField(required=False, min_value=1, help_text="The study's `version` that you read.")
    stage = ChosenField(choices=JourneyStage.choices)
    time = TimeInput()
    role = ChosenField(choices=ResponsibleRole.choices, required=False, allow_blank=True)
    responsible = TextField(required=False, max_length=200, help_text="In words; never a patient's name.")
    reason = TextField(
        required=False, max_length=500, help_text="Needed when another time is recorded for the step already."
    )


class ToldOutput(Output):
    """A step as one source tells it."""

    source = ChosenField(choices=RecordSource.choices)  # type: ignore[assignment]  # a field of the answer, not DRF's own
    time = TimeOutput()
    role = ChosenField(choices=ResponsibleRole.choices, allow_blank=True)
    responsible = TextField(help_text="Empty for who may not see original readers.")


class JourneyStepOutput(Output):
    """A step with every source that tells of it; the first of `told` is the one that counts."""

    stage = ChosenField(choices=JourneyStage.choices)
    disagrees = FlagField(help_text="Two sources say what cannot both be true.")
    told = ToldOutput(many=True)


class LimitOutput(Output):
    """A limit between two steps."""

    id = IdField()
    label = TextField()  # type: ignore[assignment]  # a field of the answer, not DRF's own
    trust = IdField(allow_null=True, help_text="Null for a national one.")
    start_stage = ChosenField(choices=JourneyStage.choices)
    stop_stage = ChosenField(choices=JourneyStage.choices)
    amount = NumberField(min_value=1)
    unit = ChosenField(choices=LimitUnit.choices)
    patient_group = TextField(help_text="A code; empty for every one.")
    priority = TextField(help_text="A code; empty for every one.")
    active_from = DayField()
    inactive_from = DayField(allow_null=True, help_text="Clocks that start from this day on are not held to it.")
    source_note = TextField()
    locked = FlagField()


class LimitsOutput(Output):
    """The limits of one's trusts, and the national ones."""

    results = LimitOutput(many=True)


class ClockOutput(Output):
    """A clock held against one limit, or against none. What is not known is null, never 0."""

    state = ChosenField(choices=STATES)
    is_open = FlagField(help_text="Nothing has stopped it yet; it may be over its limit and still run.")
    missing = ChosenField(choices=MISSING, allow_null=True, help_text="Why it cannot be read.")
    days = NumberField(allow_null=True, help_text="London dates between the two.")
    working_days = NumberField(allow_null=True, help_text="Only where the limit is set in them.")
    least_seconds = NumberField(allow_null=True, help_text="The shortest that it can have been.")
    most_seconds = NumberField(allow_null=True, help_text="The longest; the same when both times are exact.")
    due_day = DayField(allow_null=True, help_text="The last day on which a limit in days is kept.")
    due_earliest = InstantField(allow_null=True, help_text="For a limit in hours.")
    due_latest = InstantField(
        allow_null=True, help_text="Later than the other where only the day of the start is known."
    )
    limit = LimitOutput(allow_null=True)


class StageClockOutput(Output):
    """The clock between two steps: against the limit that holds, then against each national one besides."""

    start_stage = ChosenField(choices=JourneyStage.choices)
    stop_stage = ChosenField(choices=JourneyStage.choices)
    held = ClockOutput(many=True)


class StretchOutput(Output):
    """The way from one known moment to the next."""

    start = ChosenField(choices=MOMENTS)
    stop = ChosenField(choices=MOMENTS)
    through = serializers.ListField(child=ChosenField(choices=MOMENTS), help_text="Happened in between, unknown when.")
    days = NumberField(allow_null=True)
    share = serializers.FloatField(allow_null=True, help_text="Part of the whole, from 0 to 1.")
    side = ChosenField(choices=SIDES)
    roles = serializers.ListField(child=ChosenField(choices=ResponsibleRole.choices))


class JourneyOutput(Output):
    """The journey of a study."""

    study = IdField()
    version = NumberField()
    patient_group = TextField()
    priority = TextField()
    steps = JourneyStepOutput(many=True)
    clocks = StageClockOutput(many=True)
    stretches = StretchOutput(many=True)


def journey_said(study: Any, journey: StudyJourney, names_shown: bool) -> dict[str, Any]:
    """A journey for a JourneyOutput."""
    return {
        "study": study.pk,
        "version": study.version,
        "patient_group": study.patient_group,
        "priority": study.priority,
        "steps": [_step_said(step, names_shown) for step in journey.steps],
        "clocks": [
            {"start_stage": one.start, "stop_stage": one.stop, "held": [clock_said(held) for held in one.held]}
            for one in journey.clocks
        ],
        "stretches": stretches_said(journey.line),
    }


def _step_said(step: StepTold, names_shown: bool) -> dict[str, Any]:
    shown = names_shown or step.stage not in READING_STAGES
    return {
        "stage": step.stage,
        "disagrees": step.disagrees,
        "told": [
            {
                "source": row.origin,
                "time": time_said(row.time),
                "role": row.role,
                "responsible": row.responsible if shown else "",
            }
            for row in step.told
        ],
    }


def stretches_said(line: Line) -> list[dict[str, Any]]:
    """The stretches of a line."""
    return [
        {
            "start": one.start.key,
            "stop": one.stop.key,
            "through": [moment.key for moment in one.through],
            "days": one.elapsed.days if one.elapsed else None,
            "share": float(one.share) if one.share is not None else None,
            "side": one.side.value,
            "roles": [role.value for role in one.roles],
        }
        for one in line.stretches
    ]


def clock_said(held: Held) -> dict[str, Any]:
    """One clock for a ClockOutput."""
    reading = held.reading
    elapsed, due = reading.elapsed, reading.due
    return {
        "state": reading.state.value,
        "is_open": reading.is_open,
        "missing": reading.missing.value if reading.missing else None,
        "days": elapsed.days if elapsed else None,
        "working_days": elapsed.working_days if elapsed else None,
        "least_seconds": int(elapsed.least.total_seconds()) if elapsed else None,
        "most_seconds": int(elapsed.most.total_seconds()) if elapsed else None,
        "due_day": due.day if due else None,
        "due_earliest": due.earliest if due else None,
        "due_latest": due.latest if due else None,
        "limit": limit_said(held.limit) if held.limit else None,
    }


def limit_said(limit: StageLimit) -> dict[str, Any]:
    """A limit for a LimitOutput."""
    names: Iterable[str] = (
        "label", "start_stage", "stop_stage", "amount", "unit", "patient_group", "priority", "active_from",
        "inactive_from", "source_note", "locked",
    )  # fmt: skip
    said: Mapping[str, Any] = {name: getattr(limit, name) for name in names}
    return {"id": limit.pk, "trust": limit.trust_id, **said}

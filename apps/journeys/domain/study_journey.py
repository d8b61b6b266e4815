"""The journey of one study: what each source tells of each step, which counts, and the clocks between the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.core.clock import UNKNOWN_TIME, ClinicalTime
from apps.journeys.domain.journey import Line, line_of, moments_of
from apps.journeys.domain.sources import counted, disagree, in_order
from apps.journeys.domain.trust_rules import Held, TrustRules
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.models import JourneyEvent, Study

TURNAROUND = (JourneyStage.ACQUISITION, JourneyStage.VERIFICATION)
# Sources that would have told of a report if there were one; image files never do.
_WOULD_TELL = frozenset({RecordSource.RIS, RecordSource.API})
_ORDER = list(JourneyStage)


@dataclass(frozen=True)
class StepTold:
    """One step with what each source tells of it, the one that counts first."""

    stage: JourneyStage
    told: tuple[JourneyEvent, ...]

    @property
    def counts(self) -> JourneyEvent:
        """The row whose time the clocks read."""
        return self.told[0]

    @property
    def disagrees(self) -> bool:
        """Whether two sources say what cannot both be true."""
        return disagree(self.told)


@dataclass(frozen=True)
class StageClock:
    """The clock between two steps, held against one limit, or several."""

    start: JourneyStage
    stop: JourneyStage
    held: tuple[Held, ...]


@dataclass(frozen=True)
class StudyJourney:
    """Everything that is known of one study's journey."""

    steps: tuple[StepTold, ...]
    line: Line
    clocks: tuple[StageClock, ...]

    @property
    def not_recorded(self) -> list[JourneyStage]:
        """The steps of which nobody tells."""
        told = {step.stage for step in self.steps}
        return [stage for stage in JourneyStage if stage not in told]


def journey_of(study: Study, rules: TrustRules, now: datetime) -> StudyJourney:
    """Return the journey; the study comes with its events prefetched, and nothing is asked of the database."""
    rows = list(study.events.all())
    steps = tuple(
        StepTold(stage, tuple(in_order(told)))
        for stage in JourneyStage
        if (told := [row for row in rows if row.stage == stage])
    )
    pairs = list(dict.fromkeys([TURNAROUND, *rules.pairs()]))
    clocks = tuple(
        StageClock(start, stop, tuple(held_between(study, rows, rules, (start, stop), now))) for start, stop in pairs
    )
    return StudyJourney(steps, line_of(moments_of(rows)), clocks)


def turnaround(study: Study, rules: TrustRules, now: datetime) -> list[Held]:
    """Return the one clock that every study has: examination to verified report."""
    return held_between(study, list(study.events.all()), rules, TURNAROUND, now)


def held_between(
    study: Study,
    rows: Sequence[JourneyEvent],
    rules: TrustRules,
    steps: tuple[JourneyStage, JourneyStage],
    now: datetime,
) -> list[Held]:
    """Return the clock between two steps of a study, held against what its trust, group and priority allow."""
    start, stop = (_time_or_none(rows, step) for step in steps)
    if stop is None and start is not None and not _still_open(rows, steps[1]):
        stop = UNKNOWN_TIME
    return rules.held(steps, start, stop, now, patient_group=study.patient_group, priority=study.priority)


def _time_or_none(rows: Sequence[JourneyEvent], stage: JourneyStage) -> ClinicalTime | None:
    row = counted(rows, stage)
    return row.time if row else None


def _still_open(rows: Sequence[JourneyEvent], stop: JourneyStage) -> bool:
    """Whether a step that nobody tells of has not happened, rather than only not been recorded.

    It has happened when a later step is recorded, and nobody would know when only image files were read.
    """
    later = _ORDER[_ORDER.index(stop) + 1 :]
    return any(row.origin in _WOULD_TELL for row in rows) and not any(row.stage in later for row in rows)

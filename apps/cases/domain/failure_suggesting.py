"""Where a journey shows that its time went: what a chair may take over as the place of a failure. Pure.

Suggested and never set: a long way is not yet a failure, and who had it in hand is only said where it is recorded.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from apps.cases.domain.delays import CaseJourney
from apps.cases.enums import CaseKind
from apps.journeys.domain.clocks import ClockState, Elapsed
from apps.journeys.domain.journey import Stretch
from apps.journeys.enums import JourneyStage

# In these kinds the point is that something took too long, or did not happen.
SUGGESTED_FOR = frozenset({CaseKind.DELAY, CaseKind.COMMUNICATION})
MOST = 2
# Where more than this part of the whole way was spent on one stretch, the time went there.
_MOST_OF_IT = Fraction(1, 2)
# The failing of the national report that goes with a step, where one plainly does (DOMAIN 2.1).
FAILING_OF: dict[str, str] = {
    JourneyStage.REPORTING: "reporting_delayed",
    JourneyStage.VERIFICATION: "reporting_delayed",
    JourneyStage.ACKNOWLEDGEMENT: "finding_not_acted_on",
    JourneyStage.REFERRER_ACTION: "finding_not_acted_on",
    JourneyStage.PATIENT_INFORMED: "finding_not_acted_on",
    JourneyStage.FOLLOW_UP_DONE: "finding_not_acted_on",
}
# What must follow a report that was sent, in order; the first of which nobody tells is where it stopped.
_AFTER_SENDING = (JourneyStage.ACKNOWLEDGEMENT, JourneyStage.REFERRER_ACTION)


class Because(StrEnum):
    """Why a place is suggested."""

    OVER_LIMIT = "over_limit"
    NOT_RECORDED = "not_recorded"
    MOST_OF_THE_TIME = "most_of_the_time"


@dataclass(frozen=True)
class Suggestion:
    """A step at which it may have failed. `party` is the recorded role, empty where nobody is recorded."""

    stage: JourneyStage
    because: Because
    party: str = ""
    elapsed: Elapsed | None = None

    @property
    def failing_code(self) -> str:
        """The failing that goes with the step; empty where none plainly does."""
        return FAILING_OF.get(self.stage, "")


def suggested_places(kind: str, journey: CaseJourney, recorded: Collection[str] = ()) -> list[Suggestion]:
    """The places that the journey suggests, the plainest first, each step once and none that is `recorded` already.

    A clock over its limit comes first; then a report that was sent and of which nothing more is told; then the
    stretch that took more than half of the whole, unless its own limit was kept.
    """
    if kind not in SUGGESTED_FOR or journey.journey is None:
        return []
    found: dict[JourneyStage, Suggestion] = {}
    for one in (*_over_limit(journey), *_stopped(journey), *_longest(journey)):
        if one.stage not in recorded:
            found.setdefault(one.stage, one)
    return list(found.values())[:MOST]


def _over_limit(journey: CaseJourney) -> list[Suggestion]:
    clocks = journey.journey.clocks if journey.journey else ()
    late = [clock for clock in clocks if clock.held[0].reading.state is ClockState.BREACHED]
    return [
        Suggestion(clock.stop, Because.OVER_LIMIT, _role_at(journey, clock.stop), clock.held[0].reading.elapsed)
        for clock in late
    ]


def _stopped(journey: CaseJourney) -> list[Suggestion]:
    told = {step.stage for step in journey.journey.steps} if journey.journey else set()
    if JourneyStage.COMMUNICATION not in told:
        return []
    missing = next((stage for stage in _AFTER_SENDING if stage not in told), None)
    return [Suggestion(missing, Because.NOT_RECORDED)] if missing else []


def _longest(journey: CaseJourney) -> list[Suggestion]:
    clocks = journey.journey.clocks if journey.journey else ()
    kept = {clock.stop for clock in clocks if clock.held[0].reading.state is ClockState.MET}
    known = [one for one in journey.line.stretches if one.is_known and one.share and one.share > _MOST_OF_IT]
    return [
        Suggestion(JourneyStage(one.stop.key), Because.MOST_OF_THE_TIME, one.stop.role, one.elapsed)
        for one in known
        if _is_a_step(one) and one.stop.key not in kept
    ]


def _is_a_step(stretch: Stretch) -> bool:
    """Whether it ends with a step of the journey; until a later image or the discovery nobody had it in hand."""
    return stretch.stop.key in JourneyStage.values


def _role_at(journey: CaseJourney, stage: JourneyStage) -> str:
    roles = {one.stop.key: one.stop.role for one in journey.line.stretches if one.stop.role}
    return roles.get(stage, "")

"""The three delays of a case, kept apart, and the line of its journey from first step to discovery. Pure.

Which moments, of which study: the study in question that was examined first says when the finding could first be seen
on it and when it was reported; a later study that shows it may have shown it earlier; the case says when it was
discovered, or else the study on which it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from apps.cases.enums import StudyPart
from apps.cases.models import Case
from apps.core.clock import UNKNOWN_TIME, ClinicalTime
from apps.journeys.domain.clocks import Reading, read_clock
from apps.journeys.domain.journey import DISCOVERY, LATER_IMAGE, Line, Moment, line_of, moments_of
from apps.journeys.domain.sources import counted_time
from apps.journeys.domain.study_journey import StudyJourney, journey_of, turnaround
from apps.journeys.domain.trust_rules import Held, TrustRules
from apps.journeys.enums import JourneyStage
from apps.journeys.models import Study


class DelayKind(StrEnum):
    """Which two moments a delay lies between."""

    EXAMINATION_TO_VERIFIED_REPORT = "examination_to_verified_report"
    FIRST_IMAGE_TO_DISCOVERY = "first_image_to_discovery"
    FIRST_REPORT_TO_DISCOVERY = "first_report_to_discovery"


@dataclass(frozen=True)
class CaseDelay:
    """One of the three: its two moments, and its clock held against each limit that holds."""

    kind: DelayKind
    start: ClinicalTime
    stop: ClinicalTime
    held: tuple[Held, ...]

    @property
    def reading(self) -> Reading:
        """What the clock shows against the limit that holds."""
        return self.held[0].reading


@dataclass(frozen=True)
class CaseJourney:
    """The journey of a case: that of the study in question, on to the discovery."""

    study: Study | None
    journey: StudyJourney | None
    line: Line
    delays: tuple[CaseDelay, ...]


def case_journey(case: Case, rules: TrustRules, now: datetime) -> CaseJourney:
    """Return the journey and the delays; the case comes with its studies and their events prefetched."""
    parts = _by_part(case)
    question = first_of(parts.get(StudyPart.INDEX, ()))
    journey = journey_of(question, rules, now) if question else None
    moments = moments_of(question.events.all()) if question else []
    later = _examined(parts.get(StudyPart.LATER, ()))
    if later.at is not None:
        moments.append(Moment(LATER_IMAGE, later))
    if moments:
        moments.append(Moment(DISCOVERY, discovered(case, parts.get(StudyPart.DISCOVERY, ()))))
    return CaseJourney(question, journey, line_of(moments), case_delays(case, rules, now))


def case_delays(case: Case, rules: TrustRules, now: datetime) -> tuple[CaseDelay, ...]:
    """Return the three delays, each with what is known of it."""
    parts = _by_part(case)
    indexed = parts.get(StudyPart.INDEX, ())
    question = first_of(indexed)
    found = discovered(case, parts.get(StudyPart.DISCOVERY, ()))
    examined, verified = (
        counted_time(question.events.all(), stage) if question else UNKNOWN_TIME
        for stage in (JourneyStage.ACQUISITION, JourneyStage.VERIFICATION)
    )
    first_image = _earliest([_examined(indexed), _examined(parts.get(StudyPart.LATER, ()))])
    first_report = _earliest(counted_time(one.events.all(), JourneyStage.VERIFICATION) for one in indexed)
    reporting = turnaround(question, rules, now) if question else [_unlimited(UNKNOWN_TIME, UNKNOWN_TIME, now)]
    return (
        CaseDelay(DelayKind.EXAMINATION_TO_VERIFIED_REPORT, examined, verified, tuple(reporting)),
        CaseDelay(DelayKind.FIRST_IMAGE_TO_DISCOVERY, first_image, found, (_unlimited(first_image, found, now),)),
        CaseDelay(DelayKind.FIRST_REPORT_TO_DISCOVERY, first_report, found, (_unlimited(first_report, found, now),)),
    )


def discovered(case: Case, studies: Iterable[Study]) -> ClinicalTime:
    """Return when the finding came to light: as the case says, or else when the study that showed it was made."""
    return case.discovered if case.discovered.at is not None else _examined(studies)


def first_of(studies: Sequence[Study]) -> Study | None:
    """Return the study that was examined first; one of unknown time only when there is no other."""

    def when(study: Study) -> tuple[bool, float, str]:
        at = counted_time(study.events.all(), JourneyStage.ACQUISITION).at
        return (at is None, at.timestamp() if at else 0.0, str(study.pk))

    return min(studies, key=when, default=None)


def _by_part(case: Case) -> dict[str, list[Study]]:
    parts: dict[str, list[Study]] = {}
    for row in case.case_studies.all():
        parts.setdefault(row.part, []).append(row.study)
    return parts


def _examined(studies: Iterable[Study]) -> ClinicalTime:
    return _earliest(counted_time(study.events.all(), JourneyStage.ACQUISITION) for study in studies)


def _earliest(times: Iterable[ClinicalTime]) -> ClinicalTime:
    known = [one for one in times if one.at is not None]
    return min(known, key=lambda one: one.at.timestamp() if one.at else 0.0, default=UNKNOWN_TIME)


def _unlimited(start: ClinicalTime, stop: ClinicalTime, now: datetime) -> Held:
    """No limit is set for how long a finding may stand undiscovered."""
    return Held(None, read_clock(start, stop, None, None, now))

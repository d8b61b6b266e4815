"""The three delays of a case, kept apart, and the line of its journey from first step to discovery. Pure.

Which moments, of which study: the study in question that was examined first says when the finding could first be seen
on it and when it was reported; a later study that shows it may have shown it earlier; the case says when it was
discovered, or else the study on which it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from apps.cases.enums import CaseKind, StudyPart
from apps.cases.models import Case
from apps.cases.queries.study_times import StudyTimes
from apps.core.clock import UNKNOWN_TIME, ClinicalTime
from apps.journeys.domain.clocks import Elapsed, Reading, read_clock
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
    question = first_of([row.study for row in case.case_studies.all() if row.part == StudyPart.INDEX])
    reporting = turnaround(question, rules, now) if question else [_unlimited(UNKNOWN_TIME, UNKNOWN_TIME, now)]
    return tuple(
        CaseDelay(
            kind,
            start,
            stop,
            tuple(reporting) if kind is DelayKind.EXAMINATION_TO_VERIFIED_REPORT else (_unlimited(start, stop, now),),
        )
        for kind, (start, stop) in spans_of(times_of(case), case.discovered).items()
    )


def times_of(case: Case) -> list[StudyTimes]:
    """The times of a case's studies, which come with their events prefetched."""
    return [
        StudyTimes(
            str(row.study_id),
            row.part,
            counted_time(row.study.events.all(), JourneyStage.ACQUISITION),
            counted_time(row.study.events.all(), JourneyStage.VERIFICATION),
        )
        for row in case.case_studies.all()
    ]


def spans_of(studies: Sequence[StudyTimes], said: ClinicalTime) -> dict[DelayKind, tuple[ClinicalTime, ClinicalTime]]:
    """Return the two moments of each of the three delays; `said` is when the case says that it was discovered."""
    by_part: dict[str, list[StudyTimes]] = {}
    for one in studies:
        by_part.setdefault(one.part, []).append(one)
    indexed = by_part.get(StudyPart.INDEX, [])
    question = min(indexed, key=lambda one: _when(one.examined, one.key), default=None)
    found = said if said.at is not None else _earliest(one.examined for one in by_part.get(StudyPart.DISCOVERY, []))
    shows_it = (*indexed, *by_part.get(StudyPart.LATER, []))
    return {
        DelayKind.EXAMINATION_TO_VERIFIED_REPORT: (question.examined, question.verified)
        if question
        else (UNKNOWN_TIME, UNKNOWN_TIME),
        DelayKind.FIRST_IMAGE_TO_DISCOVERY: (_earliest(one.examined for one in shows_it), found),
        DelayKind.FIRST_REPORT_TO_DISCOVERY: (_earliest(one.verified for one in indexed), found),
    }


# Which delay a list shows, in kinds whose point is time: the longer of the two. In the others that are about something
# found late, what the field counts first: from the first report to the discovery (DOMAIN 11.4).
_ABOUT_TIME = frozenset({CaseKind.DELAY, CaseKind.COMMUNICATION})
_FOUND_LATE = frozenset({CaseKind.DISCREPANCY, CaseKind.SECOND_OPINION, CaseKind.SYSTEM_EVENT})


def has_a_delay(kind: str) -> bool:
    """Whether a case of this kind is about something that took too long, or was found late."""
    return kind in _ABOUT_TIME | _FOUND_LATE


def headline_delay(kind: str, studies: Sequence[StudyTimes], said: ClinicalTime) -> tuple[DelayKind, Elapsed] | None:
    """Return the one delay that a list shows and its length; None where no length is known."""
    known = {}
    for which, (start, stop) in spans_of(studies, said).items():
        if start.at is not None and stop.at is not None:
            elapsed = read_clock(start, stop, None, None, max(start.at, stop.at)).elapsed
            if elapsed is not None:
                known[which] = elapsed
    first = [DelayKind.FIRST_REPORT_TO_DISCOVERY, DelayKind.EXAMINATION_TO_VERIFIED_REPORT]
    if kind in _ABOUT_TIME:
        first.sort(key=lambda one: known[one].most if one in known else timedelta(-1), reverse=True)
    else:
        first.remove(DelayKind.EXAMINATION_TO_VERIFIED_REPORT)
    for which in (*first, DelayKind.FIRST_IMAGE_TO_DISCOVERY):
        if which in known:
            return which, known[which]
    return None


def discovered(case: Case, studies: Iterable[Study]) -> ClinicalTime:
    """Return when the finding came to light: as the case says, or else when the study that showed it was made."""
    return case.discovered if case.discovered.at is not None else _examined(studies)


def first_of(studies: Sequence[Study]) -> Study | None:
    """Return the study that was examined first; one of unknown time only when there is no other."""

    return min(
        studies,
        key=lambda study: _when(counted_time(study.events.all(), JourneyStage.ACQUISITION), str(study.pk)),
        default=None,
    )


def _when(examined: ClinicalTime, key: str) -> tuple[bool, float, str]:
    at = examined.at
    return (at is None, at.timestamp() if at else 0.0, key)


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

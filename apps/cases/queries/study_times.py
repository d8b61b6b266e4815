"""When the studies of cases were examined and reported, for many cases with one question to the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.cases.models import CaseStudy
from apps.core.clock import ClinicalTime, Precision
from apps.journeys.domain.sources import counted_time
from apps.journeys.enums import JourneyStage

STAGES = (JourneyStage.ACQUISITION, JourneyStage.VERIFICATION)


@dataclass(frozen=True)
class StudyTimes:
    """One study of a case: its part, when it was examined, and when its report was verified."""

    key: str
    part: str
    examined: ClinicalTime
    verified: ClinicalTime


@dataclass
class _Step:
    """One step as one source tells it, read without its row."""

    stage: str
    origin: str
    at: datetime | None
    precision: str
    zone: str

    @property
    def time(self) -> ClinicalTime:
        """When, and how exactly that is known."""
        return ClinicalTime(at=self.at, precision=Precision(self.precision), source=self.origin, zone=self.zone)


def times_of_cases(case_ids: Collection[UUID]) -> dict[UUID, list[StudyTimes]]:
    """The times of the studies of these cases; a study of which no source tells anything is not among them."""
    told = CaseStudy.objects.filter(case__in=case_ids, study__events__stage__in=STAGES).values_list(
        "case_id", "study_id", "part", "study__events__stage", "study__events__origin", "study__events__at",
        "study__events__precision", "study__events__zone",
    )  # fmt: skip
    steps: dict[tuple[UUID, UUID, str], list[_Step]] = defaultdict(list)
    for case_id, study_id, part, stage, origin, at, precision, zone in told:
        steps[case_id, study_id, part].append(_Step(stage, origin, at, precision, zone))
    found: dict[UUID, list[StudyTimes]] = defaultdict(list)
    for (case_id, study_id, part), rows in steps.items():
        examined, verified = (counted_time(rows, stage) for stage in STAGES)
        found[case_id].append(StudyTimes(str(study_id), part, examined, verified))
    return dict(found)

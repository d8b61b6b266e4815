"""Which of the three delays a list shows, and how long: a table. Unknown is never nought."""

from datetime import datetime

import pytest

from apps.cases.domain.delays import DelayKind, has_a_delay, headline_delay
from apps.cases.enums import CaseKind, StudyPart
from apps.cases.queries.study_times import StudyTimes
from apps.core.clock import LONDON, UNKNOWN_TIME, ClinicalTime, clinical_instant

REPORTING, IMAGE, REPORT = (
    DelayKind.EXAMINATION_TO_VERIFIED_REPORT,
    DelayKind.FIRST_IMAGE_TO_DISCOVERY,
    DelayKind.FIRST_REPORT_TO_DISCOVERY,
)
INDEX, LATER, FOUND_ON = StudyPart.INDEX, StudyPart.LATER, StudyPart.DISCOVERY
NOBODY_KNOWS = UNKNOWN_TIME


def on(day: int) -> ClinicalTime:
    """Nine in the morning of a day in March 2026."""
    return clinical_instant(datetime(2026, 3, day, 9, tzinfo=LONDON))


def study(part: StudyPart, examined: int | None, verified: int | None = None) -> StudyTimes:
    """A study with these days; None where nobody knows."""
    times = [NOBODY_KNOWS if day is None else on(day) for day in (examined, verified)]
    return StudyTimes(f"{part}{examined}", part, times[0], times[1])


TABLE = [
    (CaseKind.DISCREPANCY, [], on(9), None),
    (CaseKind.DISCREPANCY, [study(INDEX, 1, 2)], NOBODY_KNOWS, None),
    (CaseKind.DISCREPANCY, [study(INDEX, 1, 2)], on(9), (REPORT, 7)),
    (CaseKind.DISCREPANCY, [study(INDEX, 1, 8)], on(9), (REPORT, 1)),
    (CaseKind.DISCREPANCY, [study(INDEX, 1)], on(9), (IMAGE, 8)),
    (CaseKind.DISCREPANCY, [study(INDEX, None), study(LATER, 4)], on(9), (IMAGE, 5)),
    (CaseKind.DISCREPANCY, [study(INDEX, 1, 2), study(FOUND_ON, 12)], NOBODY_KNOWS, (REPORT, 10)),
    (CaseKind.DISCREPANCY, [study(INDEX, 1, 9)], on(9), (REPORT, 0)),
    (CaseKind.DISCREPANCY, [study(INDEX, 10, 12)], on(9), None),
    (CaseKind.SECOND_OPINION, [study(INDEX, 1, 2)], on(9), (REPORT, 7)),
    (CaseKind.DELAY, [study(INDEX, 1, 8)], on(9), (REPORTING, 7)),
    (CaseKind.DELAY, [study(INDEX, 1, 2)], on(9), (REPORT, 7)),
    (CaseKind.DELAY, [study(INDEX, 1, 8)], NOBODY_KNOWS, (REPORTING, 7)),
    (CaseKind.DELAY, [study(INDEX, 1)], NOBODY_KNOWS, None),
    (CaseKind.COMMUNICATION, [study(INDEX, 1, 2), study(INDEX, 3, 4)], on(9), (REPORT, 7)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "studies", "found", "expected"), TABLE)
def test_which_and_how_long(
    kind: CaseKind, studies: list[StudyTimes], found: ClinicalTime, expected: tuple[DelayKind, int] | None
) -> None:
    shown = headline_delay(kind, studies, found)

    assert (None if shown is None else (shown[0], shown[1].days)) == expected


def test_kinds_that_have_none_are_told_apart_from_unknown() -> None:
    without = {kind for kind in CaseKind if not has_a_delay(kind)}

    assert without == {CaseKind.GOOD_SPOT, CaseKind.EDUCATIONAL, CaseKind.COMPLICATION}

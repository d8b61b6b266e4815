"""What a journey suggests as the place of a failure, as a table; what it cannot tell it does not suggest."""

from datetime import datetime

import pytest

from apps.cases.domain.delays import CaseJourney
from apps.cases.domain.failure_suggesting import Because, suggested_places
from apps.cases.enums import CaseKind
from apps.core.clock import LONDON, UNKNOWN_TIME, ClinicalTime, clinical_instant
from apps.journeys.domain.clocks import Allowed, read_clock
from apps.journeys.domain.journey import DISCOVERY, Moment, line_of, moments_of
from apps.journeys.domain.study_journey import StageClock, StepTold, StudyJourney
from apps.journeys.domain.trust_rules import Held
from apps.journeys.enums import JourneyStage, LimitUnit, ResponsibleRole
from apps.journeys.models import JourneyEvent, Study

J = JourneyStage
NOW = datetime(2026, 6, 1, 12, tzinfo=LONDON)
WARD = ResponsibleRole.WARD


def at(day: int, hour: int = 9) -> ClinicalTime:
    """A moment in March 2026."""
    return clinical_instant(datetime(2026, 3, day, hour, tzinfo=LONDON))


def told(stage: JourneyStage, time: ClinicalTime, role: str = "") -> JourneyEvent:
    """One step as the RIS tells it."""
    return JourneyEvent(
        stage=stage, at=time.at, precision=time.precision.value, zone=time.zone, origin="ris", role=role
    )


def journey(
    *rows: JourneyEvent, found: ClinicalTime | None = None, limit: tuple[JourneyStage, JourneyStage, int] | None = None
) -> CaseJourney:
    """The journey of a case with these steps, a discovery, and perhaps a limit in days between two steps."""
    steps = tuple(StepTold(row.stage, (row,)) for row in rows)
    moments = moments_of(rows)
    if found is not None:
        moments.append(Moment(DISCOVERY, found))
    clocks = ()
    if limit is not None:
        start, stop, days = limit
        times = {row.stage: row.time for row in rows}
        reading = read_clock(times.get(start), times.get(stop), Allowed(days, LimitUnit.CALENDAR_DAYS), None, NOW)
        clocks = (StageClock(start, stop, (Held(None, reading),)),)
    return CaseJourney(Study(), StudyJourney(steps, line_of(moments_of(rows)), clocks), line_of(moments), ())


SCAN, REPORT = told(J.ACQUISITION, at(1)), told(J.VERIFICATION, at(2))
LATE_REPORT = told(J.VERIFICATION, at(30), "outsourced")
SENT, READ, ACTED = told(J.COMMUNICATION, at(3)), told(J.ACKNOWLEDGEMENT, at(20), WARD), told(J.REFERRER_ACTION, at(21))
OVER, SILENT, LONG = Because.OVER_LIMIT, Because.NOT_RECORDED, Because.MOST_OF_THE_TIME
REPORTING_LIMIT = (J.ACQUISITION, J.VERIFICATION, 7)

TABLE = [
    ("nothing is told", CaseJourney(None, None, line_of([]), ()), []),
    ("only the examination", journey(SCAN), []),
    ("the report was late", journey(SCAN, LATE_REPORT, limit=REPORTING_LIMIT), [(J.VERIFICATION, OVER, "outsourced")]),
    ("the report was in time", journey(SCAN, REPORT, limit=REPORTING_LIMIT), []),
    ("the report took long, and there is no limit", journey(SCAN, LATE_REPORT), [(J.VERIFICATION, LONG, "outsourced")]),
    ("still no report, and over the limit", journey(SCAN, limit=REPORTING_LIMIT), [(J.VERIFICATION, OVER, "")]),
    ("sent, and nothing more is told", journey(SCAN, REPORT, SENT), [(J.ACKNOWLEDGEMENT, SILENT, "")]),
    ("read, and no action is told", journey(SCAN, REPORT, SENT, READ),
     [(J.REFERRER_ACTION, SILENT, ""), (J.ACKNOWLEDGEMENT, LONG, WARD)]),
    ("all of it is told, reading took longest", journey(SCAN, REPORT, SENT, READ, ACTED),
     [(J.ACKNOWLEDGEMENT, LONG, WARD)]),
    ("until the discovery nobody had it in hand", journey(SCAN, REPORT, found=at(30)), []),
    ("a time that is not known says nothing", journey(SCAN, told(J.VERIFICATION, UNKNOWN_TIME)), []),
    ("steps that took the same", journey(SCAN, REPORT, told(J.FOLLOW_UP_DONE, at(3))), []),
]  # fmt: skip


@pytest.mark.parametrize(("what", "of", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_what_is_suggested(what: str, of: CaseJourney, expected: list[tuple[JourneyStage, Because, str]]) -> None:
    found = [(one.stage, one.because, one.party) for one in suggested_places(CaseKind.DELAY, of)]

    assert found == expected, what


@pytest.mark.parametrize("kind", [one for one in CaseKind if one not in (CaseKind.DELAY, CaseKind.COMMUNICATION)])
def test_nothing_is_suggested_where_time_is_not_the_point(kind: CaseKind) -> None:
    assert suggested_places(kind, journey(SCAN, REPORT, SENT)) == []


def test_what_is_recorded_is_not_suggested_again() -> None:
    found = suggested_places(CaseKind.COMMUNICATION, journey(SCAN, REPORT, SENT, READ), {J.REFERRER_ACTION})

    assert [one.stage for one in found] == [J.ACKNOWLEDGEMENT]


@pytest.mark.parametrize(
    ("of", "failing"),
    [
        (journey(SCAN, LATE_REPORT, limit=REPORTING_LIMIT), "reporting_delayed"),
        (journey(SCAN, REPORT, SENT), "finding_not_acted_on"),
        (journey(told(J.REFERRAL, at(1)), told(J.APPOINTMENT, at(20)), told(J.ACQUISITION, at(21))), ""),
    ],
)
def test_failing_goes_with_the_step_only_where_it_plainly_does(of: CaseJourney, failing: str) -> None:
    assert suggested_places(CaseKind.DELAY, of)[0].failing_code == failing

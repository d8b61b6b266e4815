"""A journey as a line: which source counts, where the time went, in whose hands, and what is not known."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.clock import UNKNOWN_TIME, ClinicalTime, clinical_day, clinical_instant
from apps.journeys.domain.journey import DISCOVERY, LATER_IMAGE, Line, Moment, Side, line_of, moments_of
from apps.journeys.domain.sources import SOURCE_ORDER, counted, counted_time, disagree, in_order
from apps.journeys.enums import JourneyStage, RecordSource, ResponsibleRole

S = JourneyStage


@dataclass(frozen=True)
class Row:
    """A step as one source tells it."""

    stage: str
    origin: str
    time: ClinicalTime
    role: str = ""


def at(day: int, hour: int = 12, month: int = 3) -> ClinicalTime:
    return clinical_instant(datetime(2026, month, day, hour, tzinfo=UTC))


def on(day: int, month: int = 3) -> ClinicalTime:
    return clinical_day(date(2026, month, day))


def shown(line: Line) -> list[tuple[str, str, int | None]]:
    return [(one.start.key, one.stop.key, one.elapsed.days if one.elapsed else None) for one in line.stretches]


# Which source counts


def test_every_source_has_its_place_in_the_order() -> None:
    assert set(SOURCE_ORDER) >= set(RecordSource)


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ({RecordSource.DICOM: at(1), RecordSource.RIS: at(2)}, RecordSource.RIS),
        ({RecordSource.RIS: at(1), RecordSource.MANUAL: at(2)}, RecordSource.MANUAL),
        ({RecordSource.RIS: at(1), RecordSource.MANUAL: UNKNOWN_TIME}, RecordSource.RIS),
        ({RecordSource.API: on(1), RecordSource.DICOM: at(1)}, RecordSource.API),
        ({RecordSource.MANUAL: UNKNOWN_TIME}, RecordSource.MANUAL),
    ],
)
def test_the_first_source_that_knows_counts(told: dict[RecordSource, ClinicalTime], counts: RecordSource) -> None:
    rows = [Row(S.ACQUISITION, source, time) for source, time in told.items()]

    found = counted(rows, S.ACQUISITION)

    assert found is not None
    assert found.origin == counts
    assert counted_time(rows, S.ACQUISITION) == told[counts]
    assert in_order(rows)[0] == found


def test_a_step_that_nobody_tells_of_is_unknown() -> None:
    assert counted([], S.REPORTING) is None
    assert counted_time([], S.REPORTING) == UNKNOWN_TIME


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (at(2, 9), at(2, 9), False),
        (at(2, 9), at(2, 10), True),
        (on(2), at(2, 10), False),
        (on(2), on(3), True),
        (on(2), UNKNOWN_TIME, False),
    ],
)
def test_sources_disagree_only_where_both_cannot_be_true(
    one: ClinicalTime, other: ClinicalTime, expected: bool
) -> None:
    rows = [Row(S.ACQUISITION, RecordSource.RIS, one), Row(S.ACQUISITION, RecordSource.DICOM, other)]

    assert disagree(rows) is expected


# The line


def test_a_journey_is_joined_step_by_step_and_the_shares_make_the_whole() -> None:
    line = line_of(
        [Moment(S.REFERRAL, on(1)), Moment(S.ACQUISITION, at(11)), Moment(S.VERIFICATION, at(21)),
         Moment(DISCOVERY, on(10, month=4))]
    )  # fmt: skip

    assert shown(line) == [
        ("referral", "acquisition", 10), ("acquisition", "verification", 10), ("verification", "discovery", 20),
    ]  # fmt: skip
    assert [one.share for one in line.stretches] == [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)]
    assert line.whole is not None
    assert line.whole.days == 40


def test_a_step_of_unknown_time_joins_the_stretch_that_it_lies_in() -> None:
    line = line_of([Moment(S.ACQUISITION, at(1)), Moment(S.REPORTING, UNKNOWN_TIME), Moment(S.VERIFICATION, at(9))])

    (only,) = line.stretches
    assert [one.key for one in only.through] == ["reporting"]
    assert only.elapsed is not None
    assert not only.is_known


def test_an_end_of_unknown_time_has_no_length_and_no_share() -> None:
    line = line_of(
        [Moment(S.REFERRAL, UNKNOWN_TIME), Moment(S.ACQUISITION, at(1)), Moment(S.VERIFICATION, at(9)),
         Moment(S.PATIENT_INFORMED, UNKNOWN_TIME)]
    )  # fmt: skip

    assert shown(line) == [
        ("referral", "acquisition", None), ("acquisition", "verification", 8),
        ("verification", "patient_informed", None),
    ]  # fmt: skip
    assert [one.share for one in line.stretches] == [None, Fraction(1), None]


def test_nothing_known_is_a_line_without_lengths() -> None:
    line = line_of([Moment(S.ACQUISITION, UNKNOWN_TIME), Moment(S.VERIFICATION, UNKNOWN_TIME)])

    assert shown(line) == [("acquisition", "verification", None)]
    assert line.whole is None
    assert line_of([]) == Line()


def test_steps_out_of_the_usual_order_are_joined_as_they_happened_and_named() -> None:
    line = line_of([Moment(S.COMMUNICATION, at(2)), Moment(S.VERIFICATION, at(5)), Moment(S.ACQUISITION, at(1))])

    assert shown(line) == [("acquisition", "communication", 1), ("communication", "verification", 3)]
    assert line.out_of_order == ("verification",)


def test_on_a_day_that_is_only_a_day_the_journey_says_the_order() -> None:
    line = line_of([Moment(S.VERIFICATION, on(2)), Moment(S.ACQUISITION, at(2, 15))])

    assert shown(line) == [("acquisition", "verification", 0)]
    assert line.out_of_order == ()


@pytest.mark.parametrize(
    ("moment", "side", "is_usual"),
    [
        (Moment(S.VERIFICATION, at(5)), Side.INSIDE, True),
        (Moment(S.VERIFICATION, at(5), ResponsibleRole.OUTSOURCED), Side.INSIDE, False),
        (Moment(S.ACKNOWLEDGEMENT, at(5)), Side.OUTSIDE, True),
        (Moment(S.REFERRER_ACTION, at(5), ResponsibleRole.GP), Side.OUTSIDE, False),
        (Moment(S.PATIENT_INFORMED, at(5)), Side.UNKNOWN, False),
        (Moment(S.PATIENT_INFORMED, at(5), ResponsibleRole.READER), Side.INSIDE, False),
        (Moment(LATER_IMAGE, at(5)), Side.UNKNOWN, False),
        (Moment(DISCOVERY, at(5)), Side.UNKNOWN, False),
    ],
)
def test_a_stretch_is_in_the_hands_of_whoever_does_the_next_step(moment: Moment, side: Side, is_usual: bool) -> None:
    (only,) = line_of([Moment(S.ACQUISITION, at(1)), moment]).stretches

    assert (only.side, only.is_usual) == (side, is_usual)
    assert only.roles == ((ResponsibleRole(moment.role),) if moment.role else ())


def test_a_stretch_that_passed_through_both_sides_belongs_to_neither() -> None:
    line = line_of(
        [Moment(S.VERIFICATION, at(1)), Moment(S.COMMUNICATION, UNKNOWN_TIME, ResponsibleRole.RADIOLOGY_SYSTEMS),
         Moment(S.ACKNOWLEDGEMENT, at(9), ResponsibleRole.WARD)]
    )  # fmt: skip

    (only,) = line.stretches
    assert only.side is Side.UNKNOWN
    assert only.roles == (ResponsibleRole.RADIOLOGY_SYSTEMS, ResponsibleRole.WARD)


def test_rows_of_several_sources_make_one_moment() -> None:
    rows = [
        Row(S.ACQUISITION, RecordSource.DICOM, at(1)),
        Row(S.ACQUISITION, RecordSource.RIS, at(2), ResponsibleRole.RADIOGRAPHER),
        Row(S.REFERRAL, RecordSource.RIS, UNKNOWN_TIME),
    ]

    assert moments_of(rows) == [
        Moment(S.REFERRAL, UNKNOWN_TIME), Moment(S.ACQUISITION, at(2), ResponsibleRole.RADIOGRAPHER),
    ]  # fmt: skip


KEYS = [*JourneyStage.values, LATER_IMAGE, DISCOVERY]
TIMES = st.one_of(
    st.just(UNKNOWN_TIME), st.integers(1, 28).map(on), st.builds(at, st.integers(1, 28), st.integers(0, 23))
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), TIMES, max_size=len(KEYS)))
def test_no_moment_is_lost_and_no_time_is_counted_twice(told: dict[str, ClinicalTime]) -> None:
    line = line_of([Moment(key, time) for key, time in told.items()])

    seen = {one.key for stretch in line.stretches for one in (stretch.start, *stretch.through, stretch.stop)}
    assert seen == (set(told) if len(told) > 1 else set())
    shares = [one.share for one in line.stretches if one.share is not None]
    if shares:
        assert sum(shares) == 1
        assert sum(line.time_spent(side) for side in Side) == 1
    unknown = [one for one in line.stretches if one.elapsed is None]
    assert all(UNKNOWN_TIME in (one.start.time, one.stop.time) for one in unknown)
